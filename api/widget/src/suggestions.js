/**
 * What a learner may say next, as buttons.
 */

import { createElement } from "./dom.js";
import { strings } from "./strings.js";

/**
 * Buttons that send their message.
 * @param {import("./api.js").Suggestion[] | undefined} suggestions
 * @param {string} label - names the group
 * @returns {HTMLElement | null}
 */
export function renderSuggestions(suggestions, label = strings.suggestions) {
  if (!suggestions?.length) return null;
  const buttons = suggestions.map(({ label, message }) =>
    createElement(
      "button",
      { type: "button", class: "pill", "data-testid": "suggestion", "data-message": message },
      label,
    ),
  );
  return createElement("div", { class: "suggestions", role: "group", "aria-label": label }, ...buttons);
}
