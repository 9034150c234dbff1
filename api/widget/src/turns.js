/**
 * The elements that stand in deep-chat's messages. deep-chat takes messages as HTML text and may clone them,
 * so a message is only `<sheetwise-turn data-id="…">` and draws itself from the turn that the conversation keeps.
 */

import { describeSaid } from "./answers.js";
import { ApiError } from "./api.js";
import { renderReply, renderTrouble, summarise } from "./cards.js";
import { findLastTurn, findTurn, loadEarlierTurns, retryTurn } from "./conversation.js";
import { CountdownElement } from "./countdown.js";
import { announce, createElement } from "./dom.js";
import { ExamElement } from "./exam.js";
import { findPlace, isPlainClick } from "./links.js";
import { QuestionElement } from "./question.js";
import { markTutorsWords, strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";
import { copyText, renderToolbar } from "./toolbar.js";

/**
 * @typedef {import("./conversation.js").Turn} Turn
 *
 * @typedef {object} Host - what the cards need of the chat around them
 * @property {(message: string) => boolean} say - send a message as the learner; false while an answer is awaited
 * @property {(place: import("./links.js").Place, opener: HTMLElement) => void} openPlace
 * @property {(work: () => Promise<void>) => Promise<void>} whileBusy - nothing else is sent meanwhile
 */

const COPIED_MS = 2000;

/** @type {Host} */
let host;
// Whether the turn that is awaited was asked for by a key: then the keyboard goes on in it.
let isByKey = false;

/**
 * @param {Host} chat - the one that is shown now
 */
export function defineElements(chat) {
  host = chat;
  if (customElements.get("sheetwise-turn")) return;
  customElements.define("sheetwise-welcome", WelcomeElement);
  customElements.define("sheetwise-earlier", EarlierElement);
  customElements.define("sheetwise-turn", TurnElement);
  customElements.define("sheetwise-question", QuestionElement);
  customElements.define("sheetwise-exam", ExamElement);
  customElements.define("sheetwise-countdown", CountdownElement);
}

/**
 * A turn as deep-chat wants it; an id holds letters, digits, "_" and "-" alone.
 * @param {Turn} turn
 */
export function formatTurn({ id }) {
  return `<sheetwise-turn data-id="${id}"></sheetwise-turn>`;
}

/**
 * Tell a screen reader what a turn holds.
 * @param {Turn} turn
 */
export function announceTurn({ replies, trouble }) {
  announce(trouble ? trouble.text : replies.map(summarise).join(" "));
}

/** A part of the conversation whose buttons and links act on the page. */
class LiveElement extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("click", (event) => this.handleClick(event));
    this.addEventListener("say", (event) => {
      if (!this.say(/** @type {CustomEvent<string>} */ (event).detail)) event.preventDefault();
    });
  }

  /** @param {string} message */
  say(message) {
    isByKey = this.querySelector(":focus-visible") !== null;
    return host.say(message);
  }

  /** @param {MouseEvent} event */
  handleClick(event) {
    const target = event.target instanceof Element ? event.target.closest("a, button") : null;
    if (target instanceof HTMLAnchorElement) followLink(event, target);
    else if (target instanceof HTMLButtonElement) this.press(target);
  }

  /** @param {HTMLButtonElement} button */
  press(button) {
    if (button.dataset.message) this.say(button.dataset.message);
    else if ("copyCode" in button.dataset) copyCode(button);
  }
}

class WelcomeElement extends LiveElement {
  connectedCallback() {
    const examples = strings.examples.map((message) => ({ label: message, message }));
    this.replaceChildren(
      createElement("h2", { class: "welcome-title" }, strings.welcomeTitle),
      createElement("p", { class: "welcome-text" }, strings.welcomeText),
      renderSuggestions(examples, strings.examplesLabel) ?? "",
    );
    markTutorsWords(this);
  }
}

/** What was said before the turns that are shown, when it is asked for. */
class EarlierElement extends LiveElement {
  connectedCallback() {
    if (this.hasChildNodes()) return;
    const button = createElement(
      "button",
      { type: "button", class: "pill", "data-earlier": true, "data-testid": "earlier" },
      strings.showEarlier,
    );
    this.replaceChildren(button, createElement("p", { class: "lack", role: "alert" }));
  }

  /** @param {HTMLButtonElement} button */
  press(button) {
    if ("earlier" in button.dataset) this.load(button);
    else super.press(button);
  }

  /** @param {HTMLButtonElement} button */
  async load(button) {
    const lack = /** @type {HTMLElement} */ (this.querySelector(".lack"));
    lack.textContent = "";
    button.disabled = true;
    try {
      const { turns, hasEarlier } = await loadEarlierTurns();
      const shown = turns.flatMap(drawPast);
      button.after(...shown);
      shown[0]?.setAttribute("tabindex", "-1");
      shown[0]?.focus({ preventScroll: true });
      button.disabled = false;
      if (!hasEarlier) button.remove();
    } catch (error) {
      button.disabled = false;
      lack.textContent = error instanceof ApiError ? error.message : strings.errors.unreadable;
    }
  }
}

/**
 * A turn of long ago, outside of deep-chat's own messages.
 * @param {Turn} turn
 * @returns {HTMLElement[]}
 */
function drawPast(turn) {
  const said = createElement("p", { class: "said" }, ...renderSaid(turn.message));
  return [said, createElement("sheetwise-turn", { "data-id": turn.id })];
}

/**
 * What a learner said, without the name of the question that a card puts before an answer, and that it was they.
 * @param {string} message
 */
export function renderSaid(message) {
  return [
    createElement("span", { class: "unseen said-by" }, `${strings.you}: `),
    createElement("span", { "data-testid": "said" }, describeSaid(message)),
  ];
}

class TurnElement extends LiveElement {
  connectedCallback() {
    const turn = this.find();
    if (!turn) return;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", strings.name);
    this.draw(turn);
    if (isByKey && turn === findLastTurn()) this.takeFocus();
  }

  find() {
    return findTurn(this.dataset.id ?? "");
  }

  /** Let the keyboard go on here: what had the focus is gone. */
  takeFocus() {
    this.tabIndex = -1;
    this.focus({ preventScroll: true });
    // deep-chat may draw a turn twice at once.
    setTimeout(() => (isByKey = false));
  }

  /** @param {Turn} turn */
  draw(turn) {
    const { replies, trouble } = turn;
    const cards = trouble ? [renderTrouble(trouble.text)] : replies.map((_, place) => drawReply(turn, place));
    this.replaceChildren(...cards);
  }

  /** @param {HTMLButtonElement} button */
  press(button) {
    if ("retry" in button.dataset) this.retry({ takesFocus: true });
    else super.press(button);
  }

  /** @param {{takesFocus?: boolean}} [options] */
  async retry({ takesFocus = false } = {}) {
    const turn = this.find();
    if (!turn?.trouble) return;
    await host.whileBusy(async () => {
      this.replaceChildren(createWaiting());
      if (takesFocus) this.takeFocus();
      await retryTurn(turn);
      announceTurn(turn);
      this.draw(turn);
    });
  }
}

/**
 * @param {Turn} turn
 * @param {number} place - of the reply in the turn
 */
function drawReply(turn, place) {
  try {
    const card = renderReply(turn.replies[place]);
    const toolbar = renderToolbar(turn, place);
    if (toolbar) card.append(toolbar);
    return card;
  } catch (error) {
    console.error(error);
    return renderTrouble(strings.errors.unreadable);
  }
}

/** What stands where an answer will be. */
export function createWaiting() {
  return createElement(
    "div",
    { class: "waiting" },
    createElement(
      "span",
      { class: "waiting-dots", "aria-hidden": "true" },
      ...[1, 2, 3].map(() => createElement("i")),
    ),
    strings.waiting,
  );
}

/**
 * @param {MouseEvent} event
 * @param {HTMLAnchorElement} link
 */
function followLink(event, link) {
  const place = isPlainClick(event) ? findPlace(link.href) : null;
  if (!place) return;
  event.preventDefault();
  host.openPlace(place, link);
}

/** @param {HTMLButtonElement} button */
async function copyCode(button) {
  const code = button.closest(".code")?.querySelector("pre");
  if (!code || !(await copyText(code.textContent ?? ""))) return;
  button.textContent = strings.copied;
  announce(strings.copied);
  setTimeout(() => (button.textContent = strings.copy), COPIED_MS);
}
