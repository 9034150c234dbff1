/**
 * Searching the sheets from the panel: the field, and what was found. On the pages the server draws the same.
 */

import { createElement } from "./dom.js";
import { createLink } from "./links.js";
import { strings } from "./strings.js";

/**
 * @param {(query: string) => void} search
 * @returns {HTMLFormElement}
 */
export function renderSearch(search) {
  const field = /** @type {HTMLInputElement} */ (
    createElement("input", {
      class: "search-field",
      type: "search",
      name: "q",
      maxlength: "1000",
      autocomplete: "off",
      "aria-label": strings.searchSheets,
      placeholder: strings.searchSheets,
      "data-testid": "search-sheets",
    })
  );
  const form = createElement(
    "form",
    { class: "search", role: "search" },
    field,
    createElement("button", { class: "search-go", "aria-label": strings.search }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) search(field.value.trim());
  });
  return /** @type {HTMLFormElement} */ (form);
}

/** @param {import("./api.js").Found} found */
export function renderFound({ query, answerable, hits }) {
  const trouble = hits.length ? strings.notAnswered : strings.nothingFound;
  return createElement(
    "section",
    { class: "sheet-list" },
    createElement("h2", {}, strings.results(query)),
    !answerable &&
      createElement("p", { class: "sheet-trouble", "data-testid": "not-answerable" }, trouble),
    createElement("ol", { class: "hits", "data-testid": "hits" }, ...hits.map(renderHit)),
  );
}

/** @param {import("./api.js").Hit} hit */
function renderHit({ url, heading: [sheet, ...path], excerpt }) {
  const steps = path.flatMap((part) => [
    createElement("span", { class: "hit-step", "aria-hidden": "true" }, " › "),
    part,
  ]);
  const words = excerpt.map(({ text, found }) => (found ? createElement("mark", {}, text) : text));
  return createElement(
    "li",
    { class: "hit" },
    createLink(url, { class: "hit-place" }, createElement("span", { class: "hit-sheet" }, sheet), ...steps),
    createElement("p", { class: "hit-text" }, ...words),
  );
}
