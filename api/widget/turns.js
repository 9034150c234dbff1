/**
 * The elements that stand in deep-chat's messages. deep-chat takes messages as HTML text and may clone them,
 * so a message is only `<sheetwise-turn data-turn="3">` and draws itself from the replies kept here.
 */

import { ApiError, sendMessage } from "./api.js";
import { renderReply, renderTrouble, summarise } from "./cards.js";
import { CountdownElement } from "./countdown.js";
import { announce, createElement } from "./dom.js";
import { ExamElement } from "./exam.js";
import { findPlace, isPlainClick } from "./links.js";
import { QuestionElement } from "./question.js";
import { followTurn } from "./sittings.js";
import { strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";

/**
 * @typedef {{message: string, replies: import("./api.js").Reply[], trouble: string | null}} Turn
 *
 * @typedef {object} Host - what the cards need of the page
 * @property {(message: string) => boolean} say - send a message as the learner; false while an answer is awaited
 * @property {(place: import("./links.js").Place, opener: HTMLElement) => void} openPlace
 * @property {(isBusy: boolean) => void} setBusy
 */

/** @type {Turn[]} */
const turns = [];
/** @type {Host} */
let host;
// Whether the turn that is awaited was asked for by a key: then the keyboard goes on in it.
let isByKey = false;

/**
 * @param {Host} page
 */
export function defineElements(page) {
  host = page;
  customElements.define("sheetwise-welcome", WelcomeElement);
  customElements.define("sheetwise-turn", TurnElement);
  customElements.define("sheetwise-question", QuestionElement);
  customElements.define("sheetwise-exam", ExamElement);
  customElements.define("sheetwise-countdown", CountdownElement);
}

/**
 * Ask the tutor and keep what it says.
 * @param {string} message
 * @returns {Promise<string>} the turn as deep-chat wants it
 */
export async function takeTurn(message) {
  const turn = await ask(message);
  turns.push(turn);
  return `<sheetwise-turn data-turn="${turns.length - 1}"></sheetwise-turn>`;
}

/**
 * @param {string} message
 * @returns {Promise<Turn>}
 */
async function ask(message) {
  try {
    const replies = await sendMessage(message);
    if (!replies.length) throw new ApiError(strings.emptyReply);
    followTurn(message, replies);
    announce(replies.map(summarise).join(" "));
    return { message, replies, trouble: null };
  } catch (error) {
    // Whatever it was, the learner gets a sentence and a way to go on, not an empty bubble.
    if (!(error instanceof ApiError)) console.error(error);
    const trouble = error instanceof ApiError ? error.message : strings.errors.unreadable;
    announce(trouble);
    return { message, replies: [], trouble };
  }
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
    else if ("copy" in button.dataset) copyCode(button);
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
  }
}

class TurnElement extends LiveElement {
  connectedCallback() {
    const turn = turns[Number(this.dataset.turn)];
    if (!turn) return;
    this.draw(turn);
    if (isByKey && turn === turns[turns.length - 1]) this.takeFocus();
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
    this.replaceChildren(...(turn.trouble ? [renderTrouble(turn.trouble)] : turn.replies.map(drawReply)));
  }

  /** @param {HTMLButtonElement} button */
  press(button) {
    if ("retry" in button.dataset) this.retry();
    else super.press(button);
  }

  async retry() {
    const place = Number(this.dataset.turn);
    this.replaceChildren(createWaiting());
    this.takeFocus();
    host.setBusy(true);
    turns[place] = await ask(turns[place].message);
    host.setBusy(false);
    this.draw(turns[place]);
  }
}

/** @param {import("./api.js").Reply} reply */
function drawReply(reply) {
  try {
    return renderReply(reply);
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
  if (!code) return;
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
  } catch {
    // Plain http on another machine has no clipboard: leave the code selected for the keyboard.
    getSelection()?.selectAllChildren(code);
    return;
  }
  button.textContent = strings.copied;
  announce(strings.copied);
  setTimeout(() => (button.textContent = strings.copy), 2000);
}
