/**
 * What a question is answered with: options to tick, steps to order, matches to choose, words to write.
 *
 * @typedef {{node: HTMLElement, read: () => {signs: string[], text: string}}} Fields
 */

import { CONFIDENCES } from "./answers.js";
import { createElement, createId } from "./dom.js";
import { renderInline } from "./markdown.js";
import { createOrdering } from "./ordering.js";
import { strings } from "./strings.js";

// As the tutor's limit on an answer in words.
const MAX_TEXT_CHARS = 2000;

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer - what they show at first
 * @returns {Fields}
 */
export function createFields(question, answer) {
  switch (question.kind) {
    case "ordering": {
      const { node, read } = createOrdering(question.options, answer.signs);
      return { node, read: () => ({ signs: read(), text: "" }) };
    }
    case "matching":
      return createMatching(question, answer);
    case "text":
      return createText(answer);
    default:
      return createChoices(question, answer);
  }
}

/**
 * The same when nothing can be changed any more. A disabled list would cut long words off.
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer
 * @returns {HTMLElement}
 */
export function renderFields(question, answer) {
  if (question.kind !== "matching") return createFields(question, answer).node;
  return renderPairs(question, (place) => {
    const match = question.options.find(({ sign }) => sign === answer.signs[place]);
    const text = match ? [`${match.sign} · `, renderInline(match.text)] : [strings.noMatch];
    return createElement("span", { class: "match-given" }, ...text);
  });
}

/**
 * @param {string | null} chosen
 * @returns {{node: HTMLElement, read: () => string | null}}
 */
export function createConfidence(chosen) {
  const inputs = CONFIDENCES.map((word) =>
    createInput({
      type: "radio",
      name: "confidence",
      class: "unseen",
      value: word,
      checked: word === chosen,
    }),
  );
  const node = createElement(
    "fieldset",
    { class: "confidence", "data-testid": "confidence" },
    createElement("legend", {}, strings.confidence),
    createElement(
      "div",
      { class: "segments" },
      ...inputs.map((input) =>
        createElement(
          "label",
          { class: "segment" },
          input,
          createElement("span", {}, strings.confidences[input.value]),
        ),
      ),
    ),
  );
  return { node, read: () => inputs.find((input) => input.checked)?.value ?? null };
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer
 * @returns {Fields}
 */
function createChoices({ kind, options }, { signs }) {
  const type = kind === "multiple" ? "checkbox" : "radio";
  const inputs = options.map(({ sign }) =>
    createInput({ type, name: "option", value: sign, checked: signs.includes(sign) }),
  );
  const rows = options.map(({ sign, text }, place) =>
    createElement(
      "label",
      { class: "choice", "data-testid": "choice", "data-sign": sign },
      inputs[place],
      createElement("span", { class: "choice-sign" }, sign),
      createElement("span", { class: "choice-text" }, renderInline(text)),
    ),
  );
  return {
    node: createElement("div", { class: "choices" }, ...rows),
    read: () => ({
      signs: inputs.filter((input) => input.checked).map((input) => input.value),
      text: "",
    }),
  };
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer
 * @returns {Fields}
 */
function createMatching(question, { signs }) {
  const selects = question.prompts.map(
    (_, place) =>
      /** @type {HTMLSelectElement} */ (
        createElement(
          "select",
          { id: createId(), class: "match", "data-testid": "match" },
          createElement("option", { value: "" }, strings.chooseMatch),
          ...question.options.map(({ sign, text }) =>
            createElement(
              "option",
              { value: sign, selected: sign === signs[place] },
              `${sign} · ${renderInline(text).textContent}`,
            ),
          ),
        )
      ),
  );
  return {
    node: renderPairs(question, (place) => selects[place]),
    read: () => ({ signs: selects.map((select) => select.value), text: "" }),
  };
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {(place: number) => HTMLElement} renderMatch
 */
function renderPairs({ prompts }, renderMatch) {
  const rows = prompts.map(({ sign, text }, place) => {
    const match = renderMatch(place);
    return createElement(
      "li",
      { class: "pair" },
      createElement("span", { class: "option-sign", "aria-hidden": "true" }, sign),
      createElement(match.id ? "label" : "span", { for: match.id || null }, renderInline(text)),
      match,
    );
  });
  return createElement("ol", { class: "pairs", role: "list" }, ...rows);
}

/**
 * @param {import("./sittings.js").Answer} answer
 * @returns {Fields}
 */
function createText({ text }) {
  const box = /** @type {HTMLTextAreaElement} */ (
    createElement("textarea", {
      class: "words",
      rows: "2",
      maxlength: String(MAX_TEXT_CHARS),
      "aria-label": strings.fields.text(),
      "data-testid": "words",
    })
  );
  box.value = text;
  // As in the page's own input: Enter sends, Shift and Enter make a line.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    box.form?.requestSubmit();
  });
  return { node: box, read: () => ({ signs: [], text: box.value }) };
}

/** @param {Record<string, string | boolean>} attributes */
function createInput(attributes) {
  return /** @type {HTMLInputElement} */ (createElement("input", attributes));
}
