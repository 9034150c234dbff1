/**
 * The source panel: the sheets, or one of them at the passage that was cited.
 */

import { ApiError, getSheet, listSheets } from "./api.js";
import { createElement, fitWideParts } from "./dom.js";
import { formatDate } from "./lifecycle.js";
import { createLink, findPlace, formatPlace, isPlainClick } from "./links.js";
import { strings } from "./strings.js";

// Beside the conversation from this width on; below it the panel lies over it. As in style.css.
const WIDE = "(min-width: 1000px)";

export class SourcePanel {
  /** @param {CSSStyleSheet} style - for the sheets, whose ids and styles stay in a shadow root of their own */
  constructor(style) {
    this.node = find("source-panel");
    this.backdrop = find("backdrop");
    this.button = find("open-sheets");
    this.wide = matchMedia(WIDE);
    /** @type {HTMLElement | null} */
    this.opener = null;
    this.isOpen = false;
    // A slow answer must not replace a later one.
    this.request = 0;

    this.back = createElement("button", { type: "button", class: "panel-back" }, strings.allSheets);
    this.page = createLink("/", { class: "panel-page", target: "_blank" }, strings.openPage);
    this.closer = createElement("button", {
      type: "button",
      class: "panel-close",
      "aria-label": strings.close,
    });
    this.body = createElement("div", { class: "panel-body", tabindex: "-1" });
    this.root = this.body.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [style];
    this.node.append(
      createElement("div", { class: "panel-bar" }, this.back, this.page, this.closer),
      this.body,
    );

    this.back.addEventListener("click", () => this.showSheets().then(() => this.body.focus()));
    this.closer.addEventListener("click", () => this.close());
    this.backdrop.addEventListener("click", () => this.close());
    this.button.addEventListener("click", () => {
      this.open(this.button);
      this.showSheets();
    });
    this.root.addEventListener("click", (event) => this.followLink(/** @type {MouseEvent} */ (event)));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.leave();
    });
    this.wide.addEventListener("change", () => this.settle());
    this.settle();
  }

  /**
   * Open a sheet, at its passage or heading where the place names one.
   * @param {import("./links.js").Place} place
   * @param {HTMLElement} opener - takes the focus back
   */
  async openPlace(place, opener) {
    this.open(opener);
    await this.showSheet(place);
  }

  async showSheets() {
    this.setBar(null);
    await this.show(listSheets, (sheets) => renderSheets(sheets));
  }

  /** @param {import("./links.js").Place} place */
  async showSheet(place) {
    this.setBar(formatPlace(place));
    const isShown = await this.show(
      () => getSheet(place.sheet, place.passage),
      (sheet) => renderSheet(sheet, Boolean(place.passage)),
    );
    if (isShown) this.goTo(place);
  }

  /**
   * @template T
   * @param {() => Promise<T>} load
   * @param {(loaded: T) => HTMLElement} render
   * @returns {Promise<boolean>} false when it failed, or something else was asked for meanwhile
   */
  async show(load, render) {
    const request = ++this.request;
    this.node.setAttribute("aria-busy", "true");
    if (!this.root.hasChildNodes())
      this.root.append(createElement("p", { class: "sheet-loading" }, strings.loading));
    let content;
    let isShown = true;
    try {
      content = render(await load());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      content = createElement("p", { class: "sheet-trouble", role: "alert" }, error.message);
      isShown = false;
    }
    if (request !== this.request) return false;
    this.node.removeAttribute("aria-busy");
    this.root.replaceChildren(content);
    this.body.scrollTop = 0;
    return isShown;
  }

  /** @param {import("./links.js").Place} place */
  goTo({ passage, anchor }) {
    const target = this.root.getElementById(passage ? "passage" : (anchor ?? ""));
    if (!target) {
      this.body.focus({ preventScroll: true });
      return;
    }
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: passage ? "center" : "start" });
  }

  /** @param {HTMLElement} opener */
  open(opener) {
    this.opener = opener;
    this.isOpen = true;
    this.settle();
    if (!this.wide.matches) this.closer.focus({ preventScroll: true });
  }

  close() {
    this.isOpen = false;
    this.settle();
    this.opener?.focus({ preventScroll: true });
    this.opener = null;
  }

  /** Escape: from the panel back to where it was opened. */
  leave() {
    if (this.isOpen && !this.wide.matches) this.close();
    else if (this.node.contains(document.activeElement)) this.opener?.focus({ preventScroll: true });
  }

  /** Make focus and roles fit the width: a part of the page when wide, a dialogue over it when narrow. */
  settle() {
    const isOver = !this.wide.matches;
    document.body.classList.toggle("has-panel", isOver && this.isOpen);
    this.node.toggleAttribute("inert", isOver && !this.isOpen);
    for (const other of [find("chat"), document.querySelector(".masthead")]) {
      other?.toggleAttribute("inert", isOver && this.isOpen);
    }
    this.node.setAttribute("role", isOver ? "dialog" : "complementary");
    if (isOver) this.node.setAttribute("aria-modal", "true");
    else this.node.removeAttribute("aria-modal");
    this.button.setAttribute("aria-expanded", String(isOver && this.isOpen));
  }

  /** @param {string | null} address - the sheet's own page; null for the list */
  setBar(address) {
    this.back.hidden = address === null;
    this.page.hidden = address === null;
    this.node.classList.toggle("is-list", address === null);
    if (address) this.page.setAttribute("href", address);
  }

  /** @param {MouseEvent} event */
  followLink(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const href = link?.getAttribute("href");
    if (!link || !href || !isPlainClick(event)) return;
    if (href.startsWith("#")) {
      event.preventDefault();
      this.root.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView({ block: "start" });
      return;
    }
    const place = findPlace(href);
    if (!place) return;
    event.preventDefault();
    this.showSheet(place);
  }
}

/** @param {import("./api.js").SheetSummary[]} sheets */
function renderSheets(sheets) {
  const items = [...sheets]
    .sort((one, other) => one.title.localeCompare(other.title))
    .map((sheet) => {
      const facts = [...sheet.exams, strings.nPassages(sheet.n_passages)].join(" · ");
      const name = createElement("span", { class: "sheet-name" }, sheet.title);
      return createElement(
        "li",
        {},
        createLink(sheet.url, {}, name, createElement("span", { class: "sheet-facts" }, facts)),
      );
    });
  return createElement(
    "section",
    { class: "sheet-list" },
    createElement("h2", {}, strings.allSheets),
    createElement("p", {}, items.length ? strings.sheetsIntro : strings.noSheets),
    createElement("ul", {}, ...items),
  );
}

/**
 * @param {import("./api.js").Sheet} sheet
 * @param {boolean} isCited - a passage was asked for
 */
function renderSheet(sheet, isCited) {
  const facts = [
    sheet.exams.length && strings.forExams(sheet.exams),
    sheet.verified && strings.verified(formatDate(sheet.verified)),
  ].filter(Boolean);
  // The server has sanitised it; parsed apart, nothing in it runs or loads.
  const content = new DOMParser().parseFromString(sheet.html, "text/html").body;
  for (const link of content.querySelectorAll("a")) keepLinkSafe(link);
  fitWideParts(content);
  return createElement(
    "article",
    { class: "sheet" },
    createElement("p", { class: "sheet-meta" }, facts.join(" · ")),
    isCited && !sheet.highlighted && createElement("p", { class: "sheet-trouble" }, strings.passageGone),
    ...content.childNodes,
    renderOrigins(sheet.sources),
  );
}

/** @param {import("./api.js").Sheet["sources"]} sources */
function renderOrigins(sources) {
  if (!sources?.length) return null;
  return createElement(
    "footer",
    { class: "origins" },
    createElement("h2", {}, strings.factsFrom),
    createElement(
      "ul",
      {},
      ...sources.map(({ title, url, evidence }) =>
        createElement(
          "li",
          {},
          createLink(url, {}, title),
          createElement("span", { class: "origin-kind" }, strings.evidence[evidence] ?? evidence),
        ),
      ),
    ),
  );
}

/** @param {HTMLAnchorElement} link */
function keepLinkSafe(link) {
  const href = link.getAttribute("href") ?? "";
  if (href.startsWith("#")) return;
  link.replaceWith(createLink(href, {}, ...link.childNodes));
}

/** @param {string} id */
function find(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
