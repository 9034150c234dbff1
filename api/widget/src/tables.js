/**
 * Tables of figures, which scroll within themselves.
 */

import { createElement } from "./dom.js";
import { strings } from "./strings.js";

/**
 * @param {{label: string, head: string[], rows: (Node | string)[][]}} table - the first column names its row
 */
export function renderTable({ label, head, rows }) {
  const table = createElement(
    "table",
    { "aria-label": label, class: "figures" },
    createElement(
      "thead",
      {},
      createElement("tr", {}, ...head.map((name) => createElement("th", { scope: "col" }, name))),
    ),
    createElement(
      "tbody",
      {},
      ...rows.map(([name, ...cells]) =>
        createElement(
          "tr",
          {},
          createElement("th", { scope: "row" }, name),
          ...cells.map((cell) => createElement("td", {}, cell)),
        ),
      ),
    ),
  );
  return createElement(
    "div",
    // A group, not a region: a conversation may hold many, and landmarks are to be few.
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": strings.scrolls(label) },
    table,
  );
}
