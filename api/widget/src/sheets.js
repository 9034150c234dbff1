/**
 * The sheets in the panel: all of them, and one of them. On the pages the server draws the same.
 */

import { renderContents } from "./contents.js";
import { createElement, fitWideParts } from "./dom.js";
import { formatDate } from "./lifecycle.js";
import { createLink } from "./links.js";
import { drawSectionTools } from "./sections.js";
import { strings } from "./strings.js";

/** @param {import("./api.js").SheetSummary[]} sheets */
export function renderSheets(sheets) {
  const items = sheets.map((sheet) => {
    const facts = [...sheet.exams, strings.nPassages(sheet.n_passages), sheet.imported && strings.imported];
    const name = createElement("span", { class: "sheet-name" }, sheet.title);
    const shown = createElement("span", { class: "sheet-facts" }, facts.filter(Boolean).join(" · "));
    return createElement("li", {}, createLink(sheet.url, {}, name, shown));
  });
  return createElement(
    "section",
    { class: "sheet-list" },
    createElement("h2", {}, strings.allSheets),
    createElement("p", {}, items.length ? strings.sheetsIntro : strings.noSheets),
    createElement("ul", { class: "sheet-names" }, ...items),
  );
}

/**
 * @param {import("./api.js").Sheet} sheet
 * @param {boolean} isCited - a passage was asked for
 * @param {import("./sections.js").Chat} chat
 */
export function renderSheet(sheet, isCited, chat) {
  const facts = [
    sheet.exams.length && strings.forExams(sheet.exams),
    sheet.verified && strings.verified(formatDate(sheet.verified)),
    sheet.imported && strings.imported,
  ].filter(Boolean);
  // The server has sanitised it; parsed apart, nothing in it runs or loads.
  const content = new DOMParser().parseFromString(sheet.html, "text/html").body;
  for (const link of content.querySelectorAll("a")) keepLinkSafe(link);
  fitWideParts(content);
  drawSectionTools(content, chat);
  return createElement(
    "article",
    { class: "sheet" },
    createElement("p", { class: "sheet-meta" }, facts.join(" · ")),
    isCited && !sheet.highlighted && createElement("p", { class: "sheet-trouble" }, strings.passageGone),
    renderContents(sheet.contents),
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
