/**
 * The chat: deep-chat holds the conversation and its input, our elements draw the replies, the panel the sources.
 */

import cardStyle from "./cards.css";
import chartStyle from "./charts.css";
import quizStyle from "./quiz.css";
import sheetStyle from "./sheet.css";
import appStyle from "./style.css";
import tokenStyle from "./tokens.css";
import { ApiError, Unreachable } from "./api.js";
import { createChat, listMessages, MAX_MESSAGE_CHARS, showStart, watchScrolling } from "./chat.js";
import { ConnectionLine } from "./connection.js";
import { isBehind, listUnheard, loadNewTurns, loadTurns, takeTurn, watchOtherTabs } from "./conversation.js";
import { announce, createElement, createSheet, getAnnouncer } from "./dom.js";
import { resolvePath, useServer } from "./server.js";
import { SourcePanel } from "./source.js";
import { chooseLanguage, language, strings } from "./strings.js";
import { announceTurn, defineElements, formatTurn } from "./turns.js";

/**
 * @typedef {object} Options
 * @property {string} server - origin of the tutor
 * @property {"page" | "inline" | "panel"} mode - the page itself, a box in a page, or a panel with a button
 * @property {readonly string[]} languages - wanted, the best first
 * @property {(() => void) | null} close - what the button that closes a panel does
 */

// Room for the conversation and a sheet side by side.
const WIDE_PX = 1000;
// An answer that comes sooner is told at once, without a word that it is on its way.
const TOLD_AFTER_MS = 1200;

/**
 * Draw the chat.
 * @param {ShadowRoot} root - takes the styles
 * @param {HTMLElement} box - within it, takes the chat
 * @param {Options} options
 */
export async function mount(root, box, options) {
  useServer(options.server);
  // First, as they may fail: the next try must not find half a chat.
  await Promise.all([chooseLanguage(options.languages), import("deep-chat/dist/deepChat.bundle.js")]);
  root.adoptedStyleSheets.push(...[tokenStyle, appStyle].map(createSheet));
  const chat = new Chat(box, options);
  await chat.start();
  return chat;
}

class Chat {
  /**
   * @param {HTMLElement} box
   * @param {Options} options
   */
  constructor(box, { mode, close }) {
    this.mode = mode;
    this.isBusy = false;
    this.isSaying = false;
    // What a page or a card asked that is not answered yet, and what a page asks after it.
    /** @type {string | null} */
    this.said = null;
    /** @type {string | null} */
    this.next = null;
    // Whether the learner has scrolled since the message that is answered.
    this.isScrolled = false;
    /** @type {number | undefined} */
    this.telling = undefined;
    this.connection = new ConnectionLine(() => this.goOn());
    this.box = createElement("div", {
      class: "chat",
      role: mode === "page" ? "main" : "region",
      "aria-label": strings.conversation,
    });
    // A page around us has a banner of its own.
    this.head = createElement(mode === "page" ? "header" : "div", { class: "masthead" });
    this.app = createElement("div", { class: "app", lang: language, "data-mode": mode });
    this.panel = new SourcePanel(this.app, [this.head, this.box], createSheet(sheetStyle), this);
    this.head.append(...this.renderHead(), ...(close ? [this.renderCloser(close)] : []));
    this.app.append(
      this.head,
      this.connection.node,
      this.box,
      this.panel.backdrop,
      this.panel.node,
      getAnnouncer(),
    );
    box.append(this.app);
    this.app.addEventListener("keydown", (event) => this.handleKey(event));
    new ResizeObserver(([{ contentRect }]) => this.panel.place(contentRect.width >= WIDE_PX)).observe(this.app);
  }

  async start() {
    defineElements({
      say: (message) => this.say(message),
      openPlace: (place, opener) => this.panel.openPlace(place, opener),
      whileBusy: (work) => this.whileBusy(work),
    });
    const styles = [cardStyle, quizStyle, chartStyle].map(createSheet);
    const { turns, hasEarlier } = await this.load(loadTurns);
    const { chat, drawn } = createChat({
      styles,
      turns,
      hasEarlier,
      takesFocus: this.mode !== "inline",
      answer: (message, show) => this.answer(message, show),
    });
    this.box.append(chat);
    await drawn;
    this.chat = chat;
    watchScrolling(chat, () => (this.isScrolled = true));
    watchOtherTabs(() => this.catchUp());
    document.addEventListener("visibilitychange", () => document.hidden || this.catchUp());
  }

  /**
   * Say something as the learner.
   * @param {string} message
   * @returns {boolean} false while an answer is awaited
   */
  say(message) {
    if (this.isBusy || this.isSaying || !this.chat) return false;
    // deep-chat takes it a moment later, and drops what comes in between.
    this.isSaying = true;
    this.said = message;
    this.chat.submitUserMessage({ text: message });
    return true;
  }

  /**
   * Say something as the learner, when the answer that is awaited is there; a double click says it once.
   * @param {string} text - deep-chat would take an empty one and never answer
   */
  ask(text) {
    const message = text.trim();
    if (message && !this.say(message) && message !== this.said) this.next = message;
  }

  /**
   * Put words into the input, for the learner to send.
   * @param {string} text
   */
  prefill(text) {
    const input = this.findInput();
    if (!input) return;
    input.focus();
    getSelection()?.selectAllChildren(input);
    document.execCommand("insertText", false, text.slice(0, MAX_MESSAGE_CHARS));
  }

  focus() {
    this.findInput()?.focus({ preventScroll: true });
  }

  /**
   * Answer a message.
   * @param {string} message
   * @param {(html: string) => Promise<void>} show
   */
  async answer(message, show) {
    this.setBusy(true);
    this.isSaying = false;
    this.isScrolled = false;
    const turn = await takeTurn(message);
    if (turn.trouble?.isUnreachable) this.connection.lose();
    announceTurn(turn);
    await show(formatTurn(turn));
    if (!this.isScrolled) showStart(this.findTurnElement(turn.id));
    await this.settle();
  }

  /** @param {() => Promise<void>} work */
  async whileBusy(work) {
    if (this.isBusy || this.isSaying) return;
    this.setBusy(true);
    this.chat?.disableSubmitButton(true);
    await work();
    this.chat?.disableSubmitButton(false);
    await this.settle();
  }

  /** Nothing is awaited any more: say what was asked for meanwhile, or show what was said elsewhere. */
  async settle() {
    this.setBusy(false);
    this.said = null;
    if (this.next !== null && this.say(this.next)) this.next = null;
    else if (isBehind()) await this.catchUp();
  }

  /** The tutor is there again: send what it has not heard, show what was said elsewhere. */
  async goOn() {
    for (const turn of listUnheard()) {
      await this.findTurnElement(turn.id)?.retry();
      // Not again and again: where all else is reached, the learner may try.
      if (turn.trouble?.isUnreachable) break;
    }
    await this.catchUp();
  }

  /** Show what was said in another tab or on another device. */
  async catchUp() {
    const isFree = () => !this.isBusy && !this.isSaying;
    if (!isFree() || !this.chat) return;
    const { turns, hasEarlier } = await this.load(() => loadNewTurns(isFree));
    for (const message of listMessages(turns, hasEarlier)) this.chat.addMessage(message);
  }

  /**
   * @param {() => Promise<import("./conversation.js").Page>} load
   * @returns {Promise<import("./conversation.js").Page>} an empty one while the tutor is not reached
   */
  async load(load) {
    try {
      return await load();
    } catch (error) {
      if (error instanceof Unreachable) this.connection.lose();
      else if (!(error instanceof ApiError)) throw error;
      return { turns: [], hasEarlier: false };
    }
  }

  /** @param {boolean} isBusy */
  setBusy(isBusy) {
    this.isBusy = isBusy;
    this.box.setAttribute("aria-busy", String(isBusy));
    this.chat?.classList.toggle("is-busy", isBusy);
    clearTimeout(this.telling);
    if (isBusy) this.telling = setTimeout(() => announce(strings.waiting), TOLD_AFTER_MS);
  }

  renderHead() {
    return [
      createElement("img", {
        class: "masthead-mark",
        src: resolvePath("/static/icon.svg"),
        alt: "",
        width: "32",
        height: "32",
      }),
      createElement(
        "div",
        { class: "masthead-words" },
        createElement(this.mode === "page" ? "h1" : "h2", {}, strings.name),
        createElement("p", {}, strings.tagline),
      ),
      this.panel.button,
    ];
  }

  /** @param {() => void} close */
  renderCloser(close) {
    const closer = createElement("button", {
      type: "button",
      class: "masthead-button masthead-close",
      "aria-label": strings.closeChat,
      "data-testid": "close-chat",
    });
    closer.addEventListener("click", close);
    return closer;
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (event.key === "Escape" && !event.defaultPrevented && this.panel.leave()) event.preventDefault();
  }

  /** @returns {HTMLElement | null} */
  findInput() {
    return this.chat?.shadowRoot.getElementById("text-input") ?? null;
  }

  /**
   * @param {string} id
   * @returns {any}
   */
  findTurnElement(id) {
    return this.chat?.shadowRoot.querySelector(`sheetwise-turn[data-id="${id}"]`);
  }
}
