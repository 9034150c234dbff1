/**
 * A sheet's contents list, and where in it the reader is.
 */

import { createElement } from "./dom.js";
import { strings } from "./strings.js";

/**
 * @param {import("./api.js").Sheet["contents"]} contents
 * @returns {HTMLElement | null} null for a sheet without sections
 */
export function renderContents(contents) {
  if (!contents?.length) return null;
  const list = createElement("ol");
  for (const { id, level, title } of contents) {
    const line = createElement("li", {}, createElement("a", { href: `#${id}` }, title));
    const section = list.lastElementChild;
    if (level === 2 || !section) list.append(line);
    else (section.querySelector("ol") ?? section.appendChild(createElement("ol"))).append(line);
  }
  return createElement(
    "nav",
    { class: "contents", "aria-label": strings.contents },
    createElement(
      "details",
      { class: "contents-fold", "data-testid": "contents" },
      createElement("summary", {}, strings.contents),
      list,
    ),
  );
}

/**
 * Mark the section that is being read.
 * @param {HTMLElement} nav - the contents list
 */
export function followReading(nav) {
  const links = [...nav.querySelectorAll("a")].flatMap((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading ? [{ link, heading }] : [];
  });
  if (!links.length) return;
  // A section begins to be read when its heading has reached the upper quarter of the window.
  const line = () => innerHeight / 4;
  const mark = () => {
    const last = links.findLastIndex(({ heading }) => heading.getBoundingClientRect().top <= line());
    markCurrent(nav, links[Math.max(last, 0)].link);
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
  for (const { heading } of links) observer.observe(heading);
}

/**
 * @param {HTMLElement} nav
 * @param {HTMLAnchorElement} link
 */
function markCurrent(nav, link) {
  const before = nav.querySelector("[aria-current]");
  if (before === link) return;
  before?.removeAttribute("aria-current");
  for (const item of nav.querySelectorAll(".is-current")) item.classList.remove("is-current");
  link.setAttribute("aria-current", "location");
  for (let item = link.closest("li"); item; item = item.parentElement?.closest("li") ?? null)
    item.classList.add("is-current");
  keepInView(nav, link);
}

/**
 * Scroll the list alone: `scrollIntoView` would move the page that is being read.
 * @param {HTMLElement} nav
 * @param {HTMLElement} link
 */
function keepInView(nav, link) {
  const [box, place] = [nav.getBoundingClientRect(), link.getBoundingClientRect()];
  if (place.top < box.top || place.bottom > box.bottom)
    nav.scrollTop += place.top - box.top - (box.height - place.height) / 2;
}
