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
import { createChat, MAX_MESSAGE_CHARS } from "./chat.js";
import { ConnectionLine } from "./connection.js";
import { findLastTurn, loadNewTurns, loadTurns, takeTurn, watchOtherTabs } from "./conversation.js";
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
  await chooseLanguage(options.languages);
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
    /** @type {string | null} */
    this.next = null;
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
    const [{ turns, hasEarlier }] = await Promise.all([
      this.load(loadTurns, { turns: [], hasEarlier: false }),
      import("deep-chat/dist/deepChat.bundle.js"),
    ]);
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
    this.chat.submitUserMessage({ text: message });
    return true;
  }

  /**
   * Say something as the learner, when the answer that is awaited is there.
   * @param {string} message
   */
  ask(message) {
    if (!this.say(message)) this.next = message;
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
    const turn = await takeTurn(message);
    if (turn.trouble?.isUnreachable) this.connection.lose();
    announceTurn(turn);
    await show(formatTurn(turn));
    this.setBusy(false);
    if (this.next !== null && this.say(this.next)) this.next = null;
  }

  /** @param {() => Promise<void>} work */
  async whileBusy(work) {
    if (this.isBusy) return;
    this.setBusy(true);
    this.chat?.disableSubmitButton(true);
    await work();
    this.chat?.disableSubmitButton(false);
    this.setBusy(false);
  }

  /** The tutor is there again: send what it has not heard, show what was said elsewhere. */
  async goOn() {
    const last = findLastTurn();
    if (last?.trouble?.isUnreachable) await this.findTurnElement(last.id)?.retry();
    await this.catchUp();
  }

  /** Show what was said in another tab or on another device. */
  async catchUp() {
    if (this.isBusy || !this.chat) return;
    for (const turn of await this.load(loadNewTurns, [])) {
      this.chat.addMessage({ role: "user", text: turn.message });
      this.chat.addMessage({ role: "ai", html: formatTurn(turn) });
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} load
   * @param {T} otherwise - while the tutor is not reached
   * @returns {Promise<T>}
   */
  async load(load, otherwise) {
    try {
      return await load();
    } catch (error) {
      if (error instanceof Unreachable) this.connection.lose();
      else if (!(error instanceof ApiError)) throw error;
      return otherwise;
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
