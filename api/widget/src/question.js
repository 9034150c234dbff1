/**
 * A question of a quiz or mock exam as a card that is answered once.
 */

import { describeAnswer, findLack, formatAnswer, readSaved } from "./answers.js";
import { createElement, createId } from "./dom.js";
import { createConfidence, createFields, renderFields } from "./fields.js";
import { renderBlocks } from "./markdown.js";
import * as sittings from "./sittings.js";
import { markTutorsWords, strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";

/** Draws its question, open while it waits for an answer. */
export class QuestionElement extends HTMLElement {
  /** @param {import("./api.js").QuestionReply} [question] - missing in a copy that deep-chat makes */
  constructor(question) {
    super();
    this.question = question;
    this.follow = () => this.settle();
    /** @type {"open" | "over" | "closed"} */
    this.state = "closed";
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
    const state = sittings.findState(this.question);
    if (state !== this.state && state !== "open") this.draw(this.question);
    if (this.flag) markFlag(this.flag, this.question);
  }

  /** @param {import("./api.js").QuestionReply} question */
  draw(question) {
    this.state = sittings.findState(question);
    const isOpen = this.state === "open";
    this.flag = isOpen && question.mode === "exam" ? createFlag(question) : null;
    const stem = createElement("div", { class: "prose stem", id: createId() }, renderBlocks(question.stem));
    const card = createElement(
      "article",
      {
        class: "card",
        tabindex: "-1",
        "data-testid": "question-card",
        "data-state": isOpen ? "open" : "closed",
      },
      renderHead(question, this.flag),
      stem,
      ...(isOpen ? this.createForm(question, stem.id) : [renderClosed(question, stem.id, this.state)]),
    );
    const hadFocus = this.matches(":focus-within");
    this.replaceChildren(card);
    markTutorsWords(card);
    // What had the focus is gone; without another place the keyboard would begin at the top of the page.
    if (hadFocus) card.focus({ preventScroll: true });
  }

  /**
   * The fields with their button, and what else may be said.
   * @param {import("./api.js").QuestionReply} question
   * @param {string} stemId
   */
  createForm(question, stemId) {
    const answer = sittings.findAnswer(question);
    const fields = createFields(question, answer);
    const confidence = question.mode === "quiz" ? createConfidence(answer.confidence) : null;
    const read = () => ({ ...fields.read(), confidence: confidence?.read() ?? null });
    const lack = createElement("p", { class: "lack", role: "alert" });
    const form = /** @type {HTMLFormElement} */ (
      createElement(
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
      )
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
    const ways = question.suggestions.filter(({ message }) => !sittings.isFlag(message));
    const more = renderSuggestions(ways, strings.otherWays);
    more?.addEventListener("click", (event) => {
      // As in the real exam, going on saves what was chosen.
      if (!isNext(event) || !sittings.isBegun(question) || findLack(question, read())) return;
      event.stopPropagation();
      form.requestSubmit();
    });
    return [form, more];
  }

  /**
   * Send an answer, and close the card so that it is sent once.
   * @param {import("./api.js").QuestionReply} question
   * @param {import("./sittings.js").Answer} answer
   * @returns {string} why it cannot be sent now; empty when it was
   */
  send(question, answer) {
    if (sittings.findState(question) !== "open") return "";
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

/** @param {Event} event */
function isNext({ target }) {
  const button = target instanceof Element ? target.closest("button") : null;
  return button?.dataset.message?.toLowerCase() === sittings.NEXT;
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {string} stemId
 * @param {"open" | "over" | "closed"} state
 */
function renderClosed(question, stemId, state) {
  return createElement(
    "div",
    {},
    question.kind !== "text" &&
      renderFieldset(question, stemId, renderFields(question, sittings.findAnswer(question)), true),
    createElement("p", { class: "given", "data-testid": "given" }, describeClosed(question, state)),
    state === "over" && renderSuggestions([{ label: strings.showResult, message: sittings.HAND_IN }]),
  );
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {"open" | "over" | "closed"} state
 */
function describeClosed(question, state) {
  if (state === "over") return strings.timeOver;
  const isLeft = sittings.isLeft(question);
  if (isLeft && sittings.isBegun(question)) return strings.notSaved;
  const saved = isLeft && question.saved.length ? readSaved(question) : null;
  const given = sittings.findGiven(question) ?? saved;
  if (!given) return isLeft ? strings.leftOpen : strings.closed;
  const shown = describeAnswer(question, given);
  return shown ? strings.given(shown) : strings.notGiven;
}
