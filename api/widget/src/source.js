/**
 * The source panel: the sheets, or one of them at the passage that was cited.
 */

import { ApiError, getSheet, listSheets, searchSheets, Unreachable } from "./api.js";
import { announce, createElement, findFocused } from "./dom.js";
import { findPlace, formatPlace, isPlainClick } from "./links.js";
import { renderFound, renderSearch } from "./search.js";
import { resolvePath } from "./server.js";
import { renderSheet, renderSheets } from "./sheets.js";
import { markTutorsWords, strings } from "./strings.js";

/**
 * The panel stands beside the conversation where there is room for both, and lies over it where there is not.
 */
export class SourcePanel {
  /**
   * @param {HTMLElement} app - holds the panel and what it may lie over
   * @param {HTMLElement[]} others - what it lies over
   * @param {CSSStyleSheet} style - for the sheets, whose ids and styles stay in a shadow root of their own
   * @param {{say: (message: string) => boolean, prefill: (text: string) => void}} chat
   */
  constructor(app, others, style, chat) {
    this.app = app;
    this.others = others;
    this.chat = chat;
    /** @type {HTMLElement | null} */
    this.opener = null;
    this.isOpen = false;
    this.isBeside = false;
    // A slow answer must not replace a later one.
    this.request = 0;

    this.back = createElement("button", { type: "button", class: "panel-back" }, strings.allSheets);
    this.page = createElement("a", { class: "panel-page", target: "_blank" }, strings.openPage);
    this.closer = createElement("button", {
      type: "button",
      class: "panel-close",
      "aria-label": strings.close,
    });
    this.body = createElement("div", { class: "panel-body", tabindex: "-1" });
    this.root = this.body.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [style];
    this.content = createElement("div");
    this.root.append(
      renderSearch((query) => this.showFound(query)),
      this.content,
    );
    this.backdrop = createElement("div", { class: "backdrop" });
    this.node = createElement(
      "div",
      { class: "panel", "data-testid": "source-panel", "aria-label": strings.sourcePanel },
      createElement("div", { class: "panel-bar" }, this.back, this.page, this.closer),
      this.body,
    );
    this.button = createElement(
      "button",
      { type: "button", class: "masthead-button", "data-testid": "open-sheets" },
      strings.openSheets,
    );

    this.back.addEventListener("click", () => this.showSheets().then(() => this.body.focus()));
    this.closer.addEventListener("click", () => this.close());
    this.backdrop.addEventListener("click", () => this.close());
    this.button.addEventListener("click", () => {
      this.open(this.button);
      this.showSheets();
    });
    this.root.addEventListener("click", (event) => this.followLink(/** @type {MouseEvent} */ (event)));
    this.settle();
  }

  /** @param {boolean} isBeside - there is room beside the conversation */
  place(isBeside) {
    if (isBeside === this.isBeside) return;
    this.isBeside = isBeside;
    this.settle();
    if (isBeside && !this.content.hasChildNodes()) this.showSheets();
  }

  /**
   * Open a sheet, at its passage or heading where the place names one.
   * @param {import("./links.js").Place} place
   * @param {HTMLElement} opener - takes the focus back
   */
  async openPlace(place, opener) {
    this.open(opener);
    await this.showSheet(place);
  }

  async showSheets() {
    this.setBar(null);
    await this.show(
      listSheets,
      (sheets) => renderSheets(sheets),
      () => this.showSheets(),
    );
  }

  /** @param {import("./links.js").Place} place */
  async showSheet(place) {
    this.setBar(formatPlace(place));
    const isShown = await this.show(
      () => getSheet(place.sheet, place.passage),
      (sheet) => renderSheet(sheet, Boolean(place.passage), this.toChat()),
      () => this.showSheet(place),
    );
    if (isShown) this.goTo(place);
  }

  /** @param {string} query */
  async showFound(query) {
    this.setBar(resolvePath(`/sheets?q=${encodeURIComponent(query)}`));
    await this.show(
      () => searchSheets(query),
      (found) => {
        announce(found.answerable ? strings.results(query) : strings.notAnswered);
        return renderFound(found);
      },
      () => this.showFound(query),
    );
  }

  /**
   * The chat as a sheet's buttons use it: seen again where the panel lay over it.
   * @returns {import("./sections.js").Chat}
   */
  toChat() {
    const leave = () => this.isBeside || this.close();
    return {
      say: (message) => (this.chat.say(message) ? leave() : announce(strings.busy)),
      prefill: (text) => {
        leave();
        this.chat.prefill(text);
      },
    };
  }

  /**
   * @template T
   * @param {() => Promise<T>} load
   * @param {(loaded: T) => HTMLElement} render
   * @param {() => void} again - called when the reader tries again
   * @returns {Promise<boolean>} false when it failed, or something else was asked for meanwhile
   */
  async show(load, render, again) {
    const request = ++this.request;
    this.node.setAttribute("aria-busy", "true");
    if (!this.content.hasChildNodes())
      this.content.append(createElement("p", { class: "sheet-loading" }, strings.loading));
    let content;
    let isShown = true;
    try {
      content = render(await load());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      content = renderTrouble(error, again);
      isShown = false;
    }
    if (request !== this.request) return false;
    this.node.removeAttribute("aria-busy");
    markTutorsWords(content);
    const hadFocus = this.content.matches(":focus-within");
    this.content.replaceChildren(content);
    this.body.scrollTop = 0;
    if (hadFocus) this.body.focus({ preventScroll: true });
    return isShown;
  }

  /** @param {Pick<import("./links.js").Place, "passage" | "anchor">} place */
  goTo({ passage, anchor }) {
    const target = this.root.getElementById(passage ? "passage" : (anchor ?? ""));
    if (!target) {
      this.body.focus({ preventScroll: true });
      return;
    }
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: passage ? "center" : "start" });
  }

  /** @param {HTMLElement} opener */
  open(opener) {
    this.opener = opener;
    this.isOpen = true;
    this.settle();
    if (!this.isBeside) this.closer.focus({ preventScroll: true });
  }

  close() {
    this.isOpen = false;
    this.settle();
    this.opener?.focus({ preventScroll: true });
    this.opener = null;
  }

  /**
   * Escape: from the panel back to where it was opened.
   * @returns {boolean} false when there was nothing to leave
   */
  leave() {
    if (this.isOpen && !this.isBeside) this.close();
    else if (this.node.contains(findFocused()) || this.root.contains(findFocused()))
      this.opener?.focus({ preventScroll: true });
    else return false;
    return true;
  }

  /** Make focus and roles fit the width: a part of the page when wide, a dialogue over it when narrow. */
  settle() {
    const isOver = !this.isBeside;
    this.app.classList.toggle("is-wide", this.isBeside);
    this.app.classList.toggle("has-panel", isOver && this.isOpen);
    this.node.toggleAttribute("inert", isOver && !this.isOpen);
    for (const other of this.others) other.toggleAttribute("inert", isOver && this.isOpen);
    // Not "aria-modal", which would silence the announcer; what lies beneath is inert.
    this.node.setAttribute("role", isOver ? "dialog" : "complementary");
    this.button.setAttribute("aria-expanded", String(isOver && this.isOpen));
  }

  /** @param {string | null} address - the sheet's own page; null for the list */
  setBar(address) {
    this.back.hidden = address === null;
    this.page.hidden = address === null;
    this.node.classList.toggle("is-list", address === null);
    if (address) this.page.setAttribute("href", address);
  }

  /** @param {MouseEvent} event */
  followLink(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const href = link?.getAttribute("href");
    if (!link || !href || !isPlainClick(event)) return;
    if (href.startsWith("#")) {
      event.preventDefault();
      this.goTo({ passage: null, anchor: decodeURIComponent(href.slice(1)) });
      return;
    }
    const place = findPlace(href);
    if (!place) return;
    event.preventDefault();
    this.showSheet(place);
  }
}

/**
 * @param {ApiError} error
 * @param {() => void} again
 */
function renderTrouble(error, again) {
  const words = createElement("p", {}, error.message);
  const trouble = createElement("div", { class: "sheet-trouble", role: "alert" }, words);
  if (!(error instanceof Unreachable)) return trouble;
  const button = createElement("button", { type: "button", class: "try-again" }, strings.tryAgain);
  button.addEventListener("click", again);
  trouble.append(button);
  return trouble;
}
