/**
 * Replies as cards.
 */

import { indexCitations, renderChips, renderCited, renderPath, renderSources } from "./citations.js";
import { createElement } from "./dom.js";
import { renderExam, summariseExam } from "./exam.js";
import { renderFeedback, summariseFeedback } from "./feedback.js";
import { joinNames, renderLifecycle } from "./lifecycle.js";
import { createLink } from "./links.js";
import { renderBlocks, renderInline } from "./markdown.js";
import { renderProgress } from "./progress.js";
import { QuestionElement, summariseQuestion } from "./question.js";
import { markTutorsWords, strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";

/** @typedef {import("./citations.js").Citations} Citations */

/**
 * @param {import("./api.js").Reply} reply
 * @returns {HTMLElement}
 */
export function renderReply(reply) {
  const card = drawReply(reply);
  markTutorsWords(card);
  return card;
}

/**
 * @param {import("./api.js").Reply} reply
 * @returns {HTMLElement}
 */
function drawReply(reply) {
  switch (reply.type) {
    case "text":
      return renderText(reply);
    case "answer":
      return renderAnswer(reply);
    case "comparison":
      return renderComparison(reply);
    case "worked_question":
      return renderWorkedQuestion(reply);
    case "question":
      return new QuestionElement(reply);
    case "feedback":
      return renderFeedback(reply);
    case "progress":
      return renderProgress(reply);
    case "exam":
      return renderExam(reply);
    case "notice":
      return renderNotice(reply);
    default:
      return renderUnknown(reply);
  }
}

/**
 * A reply of a type that this page does not know: its words, where it has any.
 * @param {{text?: unknown, suggestions?: import("./api.js").Suggestion[]}} reply
 */
function renderUnknown({ text, suggestions = [] }) {
  if (typeof text !== "string" || !text) return renderNotice(asTrouble(strings.unknownReply));
  return renderText({ type: "text", text, ended: null, suggestions });
}

/**
 * One sentence that tells what a reply holds, for a screen reader.
 * @param {import("./api.js").Reply} reply
 * @returns {string}
 */
export function summarise(reply) {
  if (reply.type === "answer") {
    const text = reply.statements[0] ? renderInline(reply.statements[0].text).textContent : "";
    return strings.announceAnswer(reply.subject?.name, text ?? "");
  }
  if (reply.type === "comparison")
    return strings.announceComparison(reply.subjects.map((subject) => subject.name));
  if (reply.type === "worked_question") return summariseWorked(reply);
  if (reply.type === "question") return summariseQuestion(reply);
  if (reply.type === "feedback") return summariseFeedback(reply);
  if (reply.type === "exam") return summariseExam(reply);
  return "text" in reply ? (renderBlocks(reply.text).textContent ?? "") : strings.unknownReply;
}

/** @param {import("./api.js").WorkedQuestionReply} reply */
function summariseWorked(reply) {
  const { chosen, options } = reply;
  const told = options
    .filter(({ sign }) => chosen.includes(sign))
    .map(({ sign, text }) => strings.announceOption(sign, text));
  return [
    `${strings.chosen(joinNames(chosen))}.`,
    ...told,
    ...(isUnsure(reply) ? [strings.unsure] : []),
  ].join(" ");
}

/**
 * A notice of the page itself, with a way to try again.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function renderTrouble(text) {
  const card = renderNotice(asTrouble(text));
  card.append(
    createElement(
      "div",
      { class: "suggestions" },
      createElement("button", { type: "button", class: "pill", "data-retry": true }, strings.tryAgain),
    ),
  );
  return card;
}

/**
 * @param {string} text
 * @returns {import("./api.js").NoticeReply}
 */
function asTrouble(text) {
  return { type: "notice", kind: "trouble", text, nearest: [], suggestions: [] };
}

/** @param {import("./api.js").TextReply} reply */
function renderText(reply) {
  return createElement(
    "article",
    { class: "card card-text", "data-testid": "text-card" },
    createElement("div", { class: "prose" }, renderBlocks(reply.text)),
    renderSuggestions(reply.suggestions),
  );
}

/** @param {import("./api.js").AnswerReply} reply */
function renderAnswer(reply) {
  const citations = indexCitations(reply.citations);
  const { notice, subject } = reply;
  return createElement(
    "article",
    { class: "card", "data-testid": "answer-card" },
    subject && createElement("h2", { class: "card-title" }, subject.name),
    notice && renderLifecycle(notice, { isNamed: notice.subject.id !== subject?.id }),
    renderStatements(reply.statements, citations),
    renderAlternatives(reply.alternatives, citations),
    renderSources(reply.citations),
    renderSuggestions(reply.suggestions),
  );
}

/** @param {import("./api.js").ComparisonReply} reply */
function renderComparison(reply) {
  const citations = indexCitations(reply.citations);
  const names = reply.subjects.map((subject) => subject.name);
  return createElement(
    "article",
    { class: "card", "data-testid": "comparison-card" },
    createElement("h2", { class: "card-title" }, ...interleave(names)),
    ...(reply.notices ?? []).map((notice) => renderLifecycle(notice, { isNamed: true })),
    renderStatements(reply.statements, citations),
    reply.rows.length > 0 && renderTable(reply, names, citations),
    renderSources(reply.citations),
    renderSuggestions(reply.suggestions),
  );
}

/** @param {import("./api.js").WorkedQuestionReply} reply */
function renderWorkedQuestion(reply) {
  const citations = indexCitations(reply.citations);
  return createElement(
    "article",
    { class: "card", "data-testid": "worked-question-card" },
    createElement("h2", { class: "card-title" }, strings.chosen(joinNames(reply.chosen))),
    isUnsure(reply) && createElement("p", { class: "unsure", "data-testid": "unsure" }, strings.unsure),
    renderCues(reply.cues),
    createElement(
      "ol",
      // A list without its numbers is no list to Safari's screen reader unless it says so.
      { class: "options", role: "list", "aria-label": strings.options },
      ...reply.options.map((option) => renderOption(option, citations)),
    ),
    renderSources(reply.citations),
    renderSuggestions(reply.suggestions),
  );
}

/**
 * Whether the choice needs a warning; where nothing is chosen, the title says enough.
 * @param {import("./api.js").WorkedQuestionReply} reply
 */
function isUnsure({ chosen, sure }) {
  return chosen.length > 0 && !sure;
}

/** @param {string[]} cues */
function renderCues(cues) {
  if (!cues.length) return null;
  return createElement(
    "div",
    { class: "cues" },
    createElement("h3", { class: "cues-label" }, strings.cues),
    createElement("ul", { role: "list" }, ...cues.map((cue) => createElement("li", { class: "cue" }, cue))),
  );
}

/**
 * An option as the learner pasted it, what the sheets make of it, and the quote that tells why.
 * @param {import("./api.js").OptionVerdict} option
 * @param {Citations} citations
 */
function renderOption({ sign, text, verdict, reason, citations: numbers }, citations) {
  const state = verdict in strings.verdicts ? verdict : "unknown";
  return createElement(
    "li",
    { class: "option", "data-testid": "option", "data-sign": sign, "data-verdict": state },
    createElement("span", { class: "option-sign" }, sign),
    createElement("p", { class: "option-text" }, text),
    createElement(
      "p",
      { class: "option-verdict" },
      createElement("span", { class: "mark", "aria-hidden": "true", "data-mark": state }),
      strings.verdicts[state],
    ),
    reason &&
      createElement(
        "p",
        { class: "option-reason" },
        ...renderCited({ text: reason, citations: numbers }, citations),
      ),
  );
}

/** @param {import("./api.js").NoticeReply} reply */
function renderNotice(reply) {
  const nearest = reply.nearest ?? [];
  return createElement(
    "article",
    { class: "card card-notice", "data-testid": "notice-card", "data-kind": reply.kind },
    createElement(
      "h2",
      { class: "card-title" },
      strings.noticeTitles[reply.kind] ?? strings.noticeTitles.trouble,
    ),
    createElement("div", { class: "prose" }, renderBlocks(reply.text)),
    nearest.length > 0 && createElement("h3", { class: "card-label" }, strings.nearest),
    nearest.length > 0 &&
      createElement(
        "ul",
        { class: "nearest" },
        ...nearest.map(({ title, url }) =>
          createElement("li", {}, createLink(url, {}, ...renderPath(title.split(" › ")))),
        ),
      ),
    renderSuggestions(reply.suggestions),
  );
}

/**
 * The first statement leads; several more follow as a list.
 * @param {import("./api.js").Statement[]} statements
 * @param {Citations} citations
 * @returns {HTMLElement}
 */
function renderStatements(statements, citations) {
  const box = createElement("div", { class: "prose statements" });
  const isList = statements.filter((statement) => statement.format !== "code").length > 2;
  /** @type {HTMLElement | null} */
  let list = null;
  statements.forEach((statement, place) => {
    if (statement.format === "code") {
      list = null;
      box.append(renderCode(statement, citations));
    } else if (place === 0 || !isList) {
      box.append(createElement("p", {}, ...renderCited(statement, citations)));
    } else {
      if (!list) box.append((list = createElement("ul")));
      list.append(createElement("li", {}, ...renderCited(statement, citations)));
    }
  });
  return box;
}

/**
 * @param {import("./api.js").Statement} statement
 * @param {Citations} citations
 */
function renderCode(statement, citations) {
  const { code, language } = readFence(statement.text);
  return createElement(
    "figure",
    { class: "code" },
    createElement(
      "figcaption",
      {},
      createElement("span", { class: "code-language" }, language),
      renderChips(statement.citations, citations),
      createElement(
        "button",
        { type: "button", class: "code-copy", "data-copy-code": true, "aria-label": strings.copyCode },
        strings.copy,
      ),
    ),
    createElement("pre", { tabindex: "0" }, createElement("code", {}, code)),
  );
}

/**
 * The inside of a fenced block; a quote may come with its fence or without.
 * @param {string} text
 */
function readFence(text) {
  const fence = /^\s*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n([\s\S]*?)\n?[ \t]*\1\s*$/.exec(text);
  return fence ? { language: fence[2], code: fence[3] } : { language: "", code: text.replace(/\s+$/, "") };
}

/**
 * @param {import("./api.js").ComparisonReply} reply
 * @param {string[]} names
 * @param {Citations} citations
 */
function renderTable(reply, names, citations) {
  const head = createElement(
    "tr",
    {},
    createElement("th", { scope: "col" }, createElement("span", { class: "unseen" }, strings.aspect)),
    ...names.map((name) => createElement("th", { scope: "col" }, name)),
  );
  const rows = reply.rows.map((row) =>
    createElement(
      "tr",
      {},
      createElement("th", { scope: "row" }, row.aspect),
      ...row.cells.map((cell) =>
        cell
          ? createElement("td", {}, ...renderCited(cell, citations))
          : createElement("td", { class: "not-said" }, strings.notSaid),
      ),
    ),
  );
  const table = createElement(
    "table",
    { "aria-label": strings.comparison(names) },
    createElement("thead", {}, head),
    createElement("tbody", {}, ...rows),
  );
  return createElement(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": strings.scrollTable },
    table,
  );
}

/**
 * @param {import("./api.js").Alternative[] | undefined} alternatives
 * @param {Citations} citations
 */
function renderAlternatives(alternatives, citations) {
  if (!alternatives?.length) return null;
  return createElement(
    "section",
    { class: "alternatives" },
    createElement("h3", { class: "card-label" }, strings.alternatives),
    createElement(
      "dl",
      {},
      ...alternatives.flatMap((other) => [
        createElement("dt", {}, other.subject.name),
        createElement(
          "dd",
          {},
          ...renderCited({ text: other.reason, citations: other.citations }, citations),
        ),
      ]),
    ),
  );
}

/** @param {string[]} names */
function interleave(names) {
  return names.flatMap((name, place) =>
    place ? [createElement("span", { class: "versus" }, " · "), name] : [name],
  );
}
