/**
 * Quotes with the numbers of their citations, and the list of the sources.
 */

import { createElement } from "./dom.js";
import { createLink } from "./links.js";
import { renderInline } from "./markdown.js";
import { strings } from "./strings.js";

// A longer list of sources stays folded.
const N_SOURCES_OPEN = 3;

/** @typedef {Map<number, import("./api.js").Citation>} Citations */

/** @param {import("./api.js").Citation[]} citations */
export function indexCitations(citations) {
  return new Map(citations.map((citation) => [citation.number, citation]));
}

/**
 * A quote and the numbers of its citations, which stay with its last word.
 * @param {{text: string, citations: number[], label?: string | null}} quote
 * @param {Citations} citations
 * @returns {Node[]}
 */
export function renderCited(quote, citations) {
  const words = renderInline(quote.text);
  const chips = renderChips(quote.citations, citations);
  if (quote.label) words.prepend(createElement("span", { class: "statement-label" }, `${quote.label}: `));
  const end = words.lastChild;
  const lastWord = end instanceof Text ? /\S{1,24}$/.exec(end.data) : null;
  if (!(end instanceof Text) || !lastWord) return [words, chips];
  end.data = end.data.slice(0, lastWord.index);
  return [words, createElement("span", { class: "unbroken" }, lastWord[0], chips)];
}

/**
 * @param {number[]} numbers
 * @param {Citations} citations
 */
export function renderChips(numbers, citations) {
  const chips = numbers.flatMap((number) => citations.get(number) ?? []).map(renderChip);
  return createElement("span", { class: "cites" }, ...chips);
}

/** @param {import("./api.js").Citation} citation */
function renderChip(citation) {
  return createLink(
    citation.url,
    {
      class: "cite",
      "data-testid": "citation",
      "data-number": String(citation.number),
      "aria-label": strings.citation(citation.number, citation.heading.join(" › ")),
      title: `${citation.heading.join(" › ")}\n\n${citation.quote}`,
    },
    String(citation.number),
  );
}

/** @param {import("./api.js").Citation[]} citations */
export function renderSources(citations) {
  if (!citations.length) return null;
  return createElement(
    "details",
    { class: "sources", open: citations.length <= N_SOURCES_OPEN },
    createElement("summary", {}, strings.sources(citations.length)),
    createElement("ol", {}, ...citations.map(renderSource)),
  );
}

/** @param {import("./api.js").Citation} citation */
function renderSource(citation) {
  return createElement(
    "li",
    {},
    createElement("span", { class: "source-number", "aria-hidden": "true" }, String(citation.number)),
    createElement(
      "details",
      { class: "source" },
      createElement("summary", { title: citation.quote }, ...renderPath(citation.heading)),
      createElement("blockquote", {}, citation.quote),
      createLink(citation.url, { class: "source-open" }, strings.openInSheet),
    ),
  );
}

/**
 * A heading path, its last part set off.
 * @param {string[]} path
 */
export function renderPath(path) {
  const last = path[path.length - 1] ?? "";
  const before = path
    .slice(0, -1)
    .map((part) => `${part} › `)
    .join("");
  return [before && createElement("span", { class: "path" }, before), last];
}
