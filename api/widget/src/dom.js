/**
 * Building elements. Text goes in as text nodes, never as HTML.
 */

/**
 * @typedef {Node | string | null | undefined | false} Child
 *
 * @param {string} tag
 * @param {Record<string, string | boolean | null | undefined>} [attributes] - null, undefined and false are
 *   left out
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function createElement(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (typeof value === "string") node.setAttribute(name, value);
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

let nIds = 0;

/** @returns {string} an id that no other element of the page has */
export function createId() {
  nIds += 1;
  return `id-${nIds}`;
}

/**
 * Let wide tables and code scroll within themselves, by keyboard too.
 * @param {ParentNode} root
 */
export function fitWideParts(root) {
  for (const code of root.querySelectorAll("pre")) code.tabIndex = 0;
  for (const table of root.querySelectorAll("table")) {
    const scroller = createElement("div", { class: "table-scroll", tabindex: "0" });
    table.replaceWith(scroller);
    scroller.append(table);
  }
}

/** @returns {boolean} whether the learner asked for less motion */
export function prefersLessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * @param {string} css
 * @returns {CSSStyleSheet} for shadow roots
 */
export function createSheet(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

const announcer = createElement("div", {
  class: "unseen",
  "data-testid": "announcer",
  role: "status",
  "aria-live": "polite",
});

/**
 * Where a screen reader hears what happens; stands once in the page.
 */
export function getAnnouncer() {
  return announcer;
}

/**
 * Tell a screen reader.
 * @param {string} text
 */
export function announce(text) {
  // The same text twice would not be read again.
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = text), 60);
}

/**
 * The element that has the keyboard, through every shadow root.
 * @returns {Element | null}
 */
export function findFocused() {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}
