/**
 * What an answer was worth, and why for every option.
 */

import { indexCitations, renderCited, renderSources } from "./citations.js";
import { createElement } from "./dom.js";
import { strings as english } from "./languages/en.js";
import { joinNames } from "./lifecycle.js";
import { renderBlocks, renderInline } from "./markdown.js";
import { strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";

/** @typedef {"choice" | "order" | "match" | "text"} Form - how an answer is written and marked */

/** @type {Record<import("./api.js").Kind, Form>} */
const FORMS = { single: "choice", multiple: "choice", ordering: "order", matching: "match", text: "text" };

/**
 * @param {import("./api.js").FeedbackReply} reply
 * @returns {HTMLElement}
 */
export function renderFeedback(reply) {
  const more = findMore(reply);
  return createElement(
    "article",
    { class: "card", "data-testid": "feedback-card", "data-outcome": reply.verdict },
    createElement("h2", { class: "card-title verdict" }, ...renderVerdict(reply.verdict)),
    more && createElement("div", { class: "prose" }, renderBlocks(more)),
    createElement(
      "details",
      { class: "sources asked" },
      createElement("summary", {}, strings.questionOf(reply.position, reply.total)),
      createElement("div", { class: "prose" }, renderBlocks(reply.stem)),
    ),
    ...renderEvidence(reply),
    reply.due && createElement("p", { class: "due", "data-testid": "due" }, strings.comesBack(reply.due)),
    renderSuggestions(reply.suggestions, reply.verdict === "unsure" ? strings.judge : strings.suggestions),
  );
}

/**
 * A question of an exam's report, folded; what it holds is drawn when it is opened.
 * @param {import("./api.js").FeedbackReply} reply
 */
export function renderFolded(reply) {
  const details = /** @type {HTMLDetailsElement} */ (
    createElement(
      "details",
      { class: "folded", "data-testid": "wrong-question", "data-outcome": reply.verdict },
      createElement(
        "summary",
        {},
        createElement("span", { class: "folded-number" }, strings.question(reply.position)),
        createElement("span", { class: "folded-verdict" }, ...renderVerdict(reply.verdict)),
        createElement("span", { class: "folded-stem" }, renderInline(reply.stem)),
      ),
    )
  );
  details.addEventListener(
    "toggle",
    () =>
      details.append(
        createElement(
          "div",
          { class: "folded-body" },
          createElement("div", { class: "prose" }, renderBlocks(reply.stem)),
          ...renderEvidence(reply),
        ),
      ),
    { once: true },
  );
  return details;
}

/**
 * @param {import("./api.js").FeedbackReply} reply
 */
export function summariseFeedback(reply) {
  return `${strings.feedback[reply.verdict]}. ${renderBlocks(findMore(reply)).textContent}`.trim();
}

/**
 * A drawn mark and its words.
 * @param {string} verdict
 * @param {string} [words]
 */
function renderVerdict(verdict, words = strings.feedback[verdict]) {
  return [
    createElement("span", { class: "mark", "aria-hidden": "true", "data-mark": verdict }),
    createElement("span", {}, words),
  ];
}

/**
 * A reply's words, which are English, without the verdict, which stands above them.
 * @param {import("./api.js").FeedbackReply} reply
 */
function findMore({ text, verdict }) {
  const said = `${english.feedback[verdict]}.`;
  return (text.startsWith(said) ? text.slice(said.length) : text).trim();
}

/**
 * The right answer, every option with its reason and quote, and the sources.
 * @param {import("./api.js").FeedbackReply} reply
 */
function renderEvidence(reply) {
  const citations = indexCitations(reply.citations);
  const form = FORMS[reply.kind];
  return [
    renderAnswers(reply, form),
    reply.options.length > 0 &&
      createElement(
        "ol",
        // A list without its numbers is no list to Safari's screen reader unless it says so.
        { class: "options", role: "list", "aria-label": strings.options },
        ...reply.options.map((option) => renderOption(option, form, citations, reply.answer)),
      ),
    renderSources(reply.citations),
  ];
}

/**
 * The right answer beside the learner's, where the options alone do not tell.
 * @param {import("./api.js").FeedbackReply} reply
 * @param {Form} form
 */
function renderAnswers({ verdict, key, chosen, answer }, form) {
  const right = form === "text" ? answer : joinSigns(key, form);
  if (!right || (form !== "text" && verdict === "right")) return null;
  const mine = joinSigns(chosen, form);
  const labels = strings.answers;
  return createElement(
    "dl",
    { class: "answers", "data-form": form },
    createElement("dt", {}, verdict === "unsure" ? labels.model : labels.right),
    createElement("dd", {}, renderInline(right)),
    ...(mine
      ? [createElement("dt", {}, labels.given), createElement("dd", { class: "answers-given" }, mine)]
      : []),
  );
}

/**
 * @param {string[]} signs
 * @param {Form} form
 */
function joinSigns(signs, form) {
  if (form === "choice") return joinNames(signs);
  return signs.map((sign, place) => (form === "match" ? `${place + 1}${sign}` : sign)).join(" ");
}

/**
 * @param {import("./api.js").OptionFeedback} option
 * @param {Form} form
 * @param {import("./citations.js").Citations} citations
 * @param {string | null} answer - stands above already
 */
function renderOption(option, form, citations, answer) {
  const { sign, text, right, chosen, reason, quote, citations: numbers } = option;
  const verdict = right ? "right" : "wrong";
  const isMarked = form !== "text";
  return createElement(
    "li",
    {
      class: "option",
      "data-testid": "option",
      "data-sign": sign,
      "data-verdict": isMarked ? verdict : null,
      "data-chosen": chosen && form === "choice",
    },
    sign && isMarked && createElement("span", { class: "option-sign" }, sign),
    text !== answer && text !== reason && createElement("p", { class: "option-text" }, renderInline(text)),
    isMarked &&
      createElement(
        "p",
        { class: "option-verdict" },
        ...renderVerdict(verdict, strings.marks[form][verdict]),
        chosen && form === "choice" && createElement("span", { class: "option-chosen" }, strings.chosenByYou),
      ),
    reason !== answer && createElement("p", { class: "option-reason" }, renderInline(reason)),
    quote &&
      createElement(
        "blockquote",
        { class: "option-quote" },
        ...renderCited({ text: quote, citations: numbers }, citations),
      ),
  );
}
