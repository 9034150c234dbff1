/**
 * A mock exam: the map of its questions while it runs, its report when it has ended.
 */

import { createElement } from "./dom.js";
import { renderFolded } from "./feedback.js";
import { renderBlocks, renderInline } from "./markdown.js";
import { renderShare } from "./share.js";
import * as sittings from "./sittings.js";
import { markTutorsWords, strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";
import { renderTable } from "./tables.js";

// What is said to hand an exam in at once.
const HAND_IN_NOW = "Finish the exam now";
// What is said to go to a question.
const goTo = (/** @type {number} */ position) => `question ${position}`;

/**
 * @param {import("./api.js").ExamReply} reply
 * @returns {HTMLElement}
 */
export function renderExam(reply) {
  return reply.state === "ended" ? renderReport(reply) : new ExamElement(reply);
}

/** An exam that runs; its map follows the answers and flags. */
export class ExamElement extends HTMLElement {
  /** @param {import("./api.js").ExamReply} [exam] - missing in a copy that deep-chat makes */
  constructor(exam) {
    super();
    this.exam = exam;
    this.follow = () => this.settle();
    /** @type {HTMLElement[]} */
    this.buttons = [];
    this.counts = createElement("p", { class: "map-counts", "data-testid": "map-counts" });
    this.handIn = createElement("div", { class: "hand-in" });
    /** @type {HTMLElement | null} */
    this.more = null;
    this.isOver = false;
    this.nOpen = 0;
  }

  connectedCallback() {
    if (!this.exam) return;
    sittings.changes.addEventListener("change", this.follow);
    this.draw(this.exam);
    this.settle();
  }

  disconnectedCallback() {
    sittings.changes.removeEventListener("change", this.follow);
  }

  /** @param {import("./api.js").ExamReply} exam */
  draw(exam) {
    this.buttons = exam.places.map(({ position }) =>
      createElement("button", {
        type: "button",
        class: "place",
        "data-testid": "place",
        "data-message": goTo(position),
      }),
    );
    this.more = renderSuggestions(exam.suggestions.filter(({ message }) => message !== sittings.HAND_IN));
    this.replaceChildren(
      createElement(
        "article",
        { class: "card", "data-testid": "exam-card", "data-state": "running" },
        createElement(
          "header",
          { class: "question-head" },
          createElement("h2", { class: "card-title" }, exam.name),
          createElement("sheetwise-countdown", { "data-sitting": exam.sitting }),
        ),
        createElement("div", { class: "prose" }, renderBlocks(exam.text)),
        renderNotes(exam.notes),
        createElement("h3", { class: "card-label" }, strings.map),
        createElement(
          "ol",
          { class: "map", role: "list", "aria-label": strings.map },
          ...this.buttons.map((button) => createElement("li", {}, button)),
        ),
        this.counts,
        this.handIn,
        this.more,
      ),
    );
    markTutorsWords(this);
    this.offerHandIn();
  }

  /** Bring the map up to date; a later map or the end of the exam puts this one out of use. */
  settle() {
    if (!this.exam) return;
    const { sitting, places } = this.exam;
    const isNewest = sittings.isNewestMap(this.exam);
    const isRunning = isNewest && !sittings.isOver(sitting);
    const at = sittings.findPosition(sitting);
    const marks = places.map(({ position }) => sittings.findPlace({ sitting, position }));
    this.buttons.forEach((button, place) => {
      markPlace(button, places[place].position, marks[place]);
      button.toggleAttribute("disabled", !isRunning);
      if (places[place].position === at) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    this.nOpen = marks.filter((mark) => !mark.answered).length;
    const nFlagged = marks.filter((mark) => mark.flagged).length;
    this.counts.textContent = strings.mapCounts(marks.length - this.nOpen, marks.length, nFlagged);
    this.more?.toggleAttribute("hidden", !isRunning);
    this.handIn.hidden = !isNewest;
    if (isNewest && !isRunning && !this.isOver) this.offerResult();
  }

  offerResult() {
    this.isOver = true;
    this.handIn.replaceChildren(
      createElement(
        "button",
        { type: "button", class: "pill", "data-message": sittings.HAND_IN, "data-testid": "show-result" },
        strings.showResult,
      ),
    );
  }

  offerHandIn() {
    const button = createElement(
      "button",
      { type: "button", class: "pill", "data-testid": "hand-in" },
      strings.handIn,
    );
    button.addEventListener("click", () => this.confirmHandIn());
    this.handIn.replaceChildren(button);
    return button;
  }

  confirmHandIn() {
    const keep = createElement("button", { type: "button", class: "pill" }, strings.keepOn);
    const words = strings.handInSure(this.nOpen);
    const group = createElement(
      "div",
      { class: "confirm", role: "group", "aria-label": words, "data-testid": "confirm" },
      createElement("p", {}, words),
      createElement(
        "button",
        { type: "button", class: "button", "data-message": HAND_IN_NOW, "data-testid": "hand-in-now" },
        strings.handInNow,
      ),
      keep,
    );
    const goBack = () => this.offerHandIn().focus();
    keep.addEventListener("click", goBack);
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      goBack();
    });
    this.handIn.replaceChildren(group);
    // On the way back, so that a second Enter hands nothing in.
    keep.focus();
  }
}

/**
 * @param {HTMLElement} button
 * @param {number} position
 * @param {import("./sittings.js").Place} place
 */
function markPlace(button, position, { answered, flagged }) {
  button.textContent = String(position);
  button.setAttribute("aria-label", strings.place(position, answered, flagged));
  button.toggleAttribute("data-answered", answered);
  button.toggleAttribute("data-flagged", flagged);
}

/** @param {import("./api.js").ExamReply} exam */
function renderReport(exam) {
  return createElement(
    "article",
    { class: "card", "data-testid": "exam-card", "data-state": "ended" },
    createElement("h2", { class: "card-title" }, exam.name),
    renderScore(exam),
    createElement("div", { class: "prose" }, renderBlocks(exam.text)),
    renderNotes(exam.notes),
    exam.domains.length > 0 && createElement("h3", { class: "card-label" }, strings.byDomain),
    exam.domains.length > 0 && renderDomains(exam.domains),
    renderVerdicts(exam.places),
    exam.wrong.length > 0 &&
      createElement("h3", { class: "card-label" }, strings.wrongOnes(exam.wrong.length)),
    ...exam.wrong.map(renderFolded),
    renderSuggestions(exam.suggestions),
  );
}

/**
 * An exam in a sentence, its score included, for a screen reader.
 * @param {import("./api.js").ExamReply} exam
 */
export function summariseExam({ name, text, score, passed }) {
  const isTold = passed !== null && passed !== undefined;
  const told = [
    `${name}.`,
    renderBlocks(text).textContent,
    score !== null && score !== undefined && `${score}${strings.ofScale}.`,
    isTold && `${passed ? strings.passed : strings.notPassed}.`,
  ];
  return told.filter(Boolean).join(" ");
}

/** @param {import("./api.js").ExamReply} exam */
function renderScore({ score, pass_mark: passMark, passed, right, questions }) {
  if (score === null || score === undefined) return null;
  const isTold = passed !== null && passed !== undefined;
  return createElement(
    "div",
    { class: "score", "data-testid": "score", "data-outcome": isTold ? (passed ? "right" : "wrong") : null },
    createElement("p", { class: "score-value" }, createElement("strong", {}, String(score)), strings.ofScale),
    isTold &&
      createElement(
        "p",
        { class: "score-verdict" },
        createElement("span", {
          class: "mark",
          "aria-hidden": "true",
          "data-mark": passed ? "right" : "wrong",
        }),
        createElement("span", {}, passed ? strings.passed : strings.notPassed),
      ),
    createElement(
      "p",
      { class: "score-about" },
      [
        passMark && strings.passMark(passMark),
        right !== null && right !== undefined && strings.rightOf(right, questions),
      ]
        .filter(Boolean)
        .join(" · "),
    ),
  );
}

/** @param {string[]} notes */
function renderNotes(notes) {
  if (!notes.length) return null;
  return createElement(
    "ul",
    { class: "notes", "data-testid": "notes" },
    ...notes.map((note) => createElement("li", {}, renderInline(note))),
  );
}

/** @param {import("./api.js").DomainScore[]} domains */
function renderDomains(domains) {
  const columns = strings.domainColumns;
  return renderTable({
    label: strings.byDomain,
    head: [columns.name, columns.right, columns.share, columns.weight],
    rows: domains.map(({ name, weight, right, asked }) => [
      name,
      strings.outOf(right, asked),
      asked ? renderShare(right / asked) : strings.none,
      strings.percent(weight / 100),
    ]),
  });
}

/**
 * The map with what each answer was worth.
 * @param {import("./api.js").ExamPlace[]} places
 */
function renderVerdicts(places) {
  const judged = places.filter(({ verdict }) => verdict);
  if (!judged.length) return null;
  return createElement(
    "details",
    { class: "sources" },
    createElement("summary", {}, strings.allQuestions(judged.length)),
    createElement(
      "ol",
      { class: "map", role: "list" },
      ...judged.map(({ position, verdict }) =>
        createElement(
          "li",
          { class: "place", "data-outcome": verdict },
          createElement("span", { "aria-hidden": "true" }, String(position)),
          createElement("span", { class: "mark", "aria-hidden": "true", "data-mark": verdict }),
          createElement("span", { class: "unseen" }, strings.placeVerdict(position, verdict ?? "")),
        ),
      ),
    ),
  );
}
