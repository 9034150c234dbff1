/**
 * A question of a quiz or mock exam as a card that is answered once.
 */

import { describeAnswer, findLack, formatAnswer } from "./answers.js";
import { createElement, createId } from "./dom.js";
import { createConfidence, createFields, renderFields } from "./fields.js";
import { renderBlocks } from "./markdown.js";
import * as sittings from "./sittings.js";
import { strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";

/** Draws its question, open while it waits for an answer. */
export class QuestionElement extends HTMLElement {
  /** @param {import("./api.js").QuestionReply} [question] - missing in a copy that deep-chat makes */
  constructor(question) {
    super();
    this.question = question;
    this.follow = () => this.settle();
    this.isOpen = false;
    /** @type {HTMLElement | null} */
    this.flag = null;
  }

  connectedCallback() {
    if (!this.question) return;
    sittings.changes.addEventListener("change", this.follow);
    this.draw(this.question);
  }

  disconnectedCallback() {
    sittings.changes.removeEventListener("change", this.follow);
  }

  /** Follow a change: a question closes once and never opens again. */
  settle() {
    if (!this.question) return;
    if (this.isOpen && !sittings.isOpen(this.question)) this.draw(this.question);
    if (this.flag) markFlag(this.flag, this.question);
  }

  /** @param {import("./api.js").QuestionReply} question */
  draw(question) {
    this.isOpen = sittings.isOpen(question);
    this.flag = this.isOpen && question.mode === "exam" ? createFlag(question) : null;
    const stem = createElement("div", { class: "prose stem", id: createId() }, renderBlocks(question.stem));
    this.replaceChildren(
      createElement(
        "article",
        { class: "card", "data-testid": "question-card", "data-state": this.isOpen ? "open" : "closed" },
        renderHead(question, this.flag),
        stem,
        this.isOpen ? this.createForm(question, stem.id) : renderClosed(question, stem.id),
        this.isOpen &&
          renderSuggestions(question.suggestions.filter(({ message }) => !sittings.isFlag(message))),
      ),
    );
  }

  /**
   * @param {import("./api.js").QuestionReply} question
   * @param {string} stemId
   */
  createForm(question, stemId) {
    const answer = sittings.findAnswer(question);
    const fields = createFields(question, answer);
    const confidence = question.mode === "quiz" ? createConfidence(answer.confidence) : null;
    const read = () => ({ ...fields.read(), confidence: confidence?.read() ?? null });
    const lack = createElement("p", { class: "lack", role: "alert" });
    const form = createElement(
      "form",
      {},
      renderFieldset(question, stemId, fields.node),
      confidence?.node,
      lack,
      createElement(
        "button",
        { type: "submit", class: "button", "data-testid": "check" },
        question.mode === "exam" ? strings.saveAnswer : strings.checkAnswer,
      ),
    );
    form.addEventListener("input", () => {
      lack.textContent = "";
      sittings.keepBegun(question, read());
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = read();
      lack.textContent = findLack(question, answer) ?? this.send(question, answer);
    });
    return form;
  }

  /**
   * Send an answer, and close the card so that it is sent once.
   * @param {import("./api.js").QuestionReply} question
   * @param {import("./sittings.js").Answer} answer
   * @returns {string} why it cannot be sent now; empty when it was
   */
  send(question, answer) {
    if (!sittings.isOpen(question)) return "";
    const detail = formatAnswer(question, answer);
    if (!this.dispatchEvent(new CustomEvent("say", { detail, bubbles: true, cancelable: true })))
      return strings.busy;
    sittings.giveAnswer(question, answer);
    return "";
  }
}

/**
 * A question in one sentence, for a screen reader.
 * @param {import("./api.js").QuestionReply} question
 */
export function summariseQuestion({ position, total, stem }) {
  return `${strings.questionOf(position, total)}. ${renderBlocks(stem).textContent}`;
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {HTMLElement | null} flag
 */
function renderHead({ sitting, title, position, total, on, difficulty }, flag) {
  const about = [title, on, difficulty && (strings.difficulties[difficulty] ?? difficulty)];
  return createElement(
    "header",
    { class: "question-head" },
    createElement("h2", { class: "card-title" }, strings.questionOf(position, total)),
    flag && createElement("sheetwise-countdown", { "data-sitting": sitting }),
    flag,
    createElement("p", { class: "question-on" }, about.filter(Boolean).join(" · ")),
  );
}

/** @param {import("./api.js").QuestionReply} question */
function createFlag(question) {
  const flag = createElement(
    "button",
    { type: "button", class: "flag", "data-testid": "flag" },
    strings.flag,
  );
  markFlag(flag, question);
  return flag;
}

/**
 * @param {HTMLElement} flag
 * @param {import("./api.js").QuestionReply} question
 */
function markFlag(flag, question) {
  flag.setAttribute("aria-pressed", String(sittings.findPlace(question).flagged));
  flag.dataset.message = sittings.turnFlag(question);
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {string} stemId
 * @param {HTMLElement} fields
 * @param {boolean} [isDisabled]
 */
function renderFieldset({ kind, n_wanted: nWanted }, stemId, fields, isDisabled = false) {
  return createElement(
    "fieldset",
    { class: "fields", "aria-describedby": stemId, disabled: isDisabled },
    createElement("legend", {}, strings.fields[kind](nWanted)),
    fields,
  );
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {string} stemId
 */
function renderClosed(question, stemId) {
  const given = sittings.findGiven(question);
  const shown = given && describeAnswer(question, given);
  const words = shown ? strings.given(shown) : given ? strings.notGiven : strings.closed;
  return createElement(
    "div",
    {},
    question.kind !== "text" &&
      renderFieldset(question, stemId, renderFields(question, sittings.findAnswer(question)), true),
    createElement("p", { class: "given", "data-testid": "given" }, words),
  );
}
