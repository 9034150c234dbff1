/**
 * What a page loads first: the element `<sheetwise-chat>`, a button that opens the chat. The chat itself is loaded
 * when it is opened, or at once where the element is the chat's own box.
 *
 *   <script src="https://tutor.example.org/widget.js" defer></script>
 *
 * puts a button into the corner of the page, unless the page has a `<sheetwise-chat>` of its own. Attributes of the
 * element, or `data-…` of the script: `mode` ("panel", "inline", "page"), `lang`, `theme` ("light", "dark"),
 * `position` ("right", "left"), `label` (the button's words), `open`.
 */

import { launcher as english } from "./languages/en.js";
import { launcher as german } from "./languages/de.js";
import style from "./launcher.css";

const ATTRIBUTES = ["mode", "lang", "theme", "position", "label", "open"];
const WORDS = { en: english, de: german };

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
const server = new URL(script?.src || location.href).origin;

class SheetwiseChat extends HTMLElement {
  /** @type {Promise<any> | null} */
  loading = null;
  /** @type {HTMLElement | null} */
  note = null;
  /** @type {HTMLElement | null} */
  box = null;
  /** Whether an open chat covers the page, as `launcher.css` has it. */
  covers = matchMedia("(max-width: 600px)");

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    if (this.mode === "panel") this.drawLauncher(root);
    else this.load();
  }

  get mode() {
    const mode = this.getAttribute("mode");
    return mode === "inline" || mode === "page" ? mode : "panel";
  }

  /** What languages to try: the one that is set, that of the page around us, those of the reader. */
  get languages() {
    const page = this.mode === "page" ? "" : document.documentElement.lang;
    return [this.getAttribute("lang") ?? "", page, ...navigator.languages].filter(Boolean);
  }

  /** Open the chat. */
  async open() {
    if (this.panel && !this.panel.open) {
      this.show(this.panel);
      this.button?.setAttribute("aria-expanded", "true");
      this.toggleAttribute("open", true);
    }
    const chat = await this.load();
    chat?.focus();
    return chat;
  }

  toggle() {
    if (this.panel?.open) this.close();
    else this.open();
  }

  /** Close it; the conversation stays. */
  close() {
    if (!this.panel || !this.button) return;
    this.panel.close();
    this.button.setAttribute("aria-expanded", "false");
    this.toggleAttribute("open", false);
    this.button.focus();
  }

  /**
   * Open the chat and ask.
   * @param {string} text
   */
  async ask(text) {
    (await this.open())?.ask(text);
  }

  /**
   * Open the chat and put words into its input, for the learner to send.
   * @param {string} text
   */
  async prefill(text) {
    (await this.open())?.prefill(text);
  }

  /** @param {Event} event */
  leave(event) {
    event.preventDefault();
    this.close();
  }

  /**
   * Show the chat beside the page; where it covers the page, nothing of that can be reached until it is closed.
   * @param {HTMLDialogElement} panel
   */
  show(panel) {
    panel.close();
    if (this.covers.matches) panel.showModal();
    else panel.show();
    this.loading?.then((chat) => chat?.focus());
  }

  /** @param {ShadowRoot} root */
  drawLauncher(root) {
    const words = this.findWords();
    const label = this.getAttribute("label") ?? words.ask;
    this.button = document.createElement("button");
    Object.assign(this.button, { type: "button", className: "launcher" });
    this.button.dataset.testid = "launcher";
    this.button.setAttribute("aria-expanded", "false");
    this.button.setAttribute("aria-controls", "chat");
    const mark = document.createElement("img");
    Object.assign(mark, { src: `${server}/static/icon.svg`, alt: "", width: 26, height: 26 });
    this.button.append(mark, label);
    // The second click of a double click would close it at once.
    this.button.addEventListener("click", ({ detail }) => {
      if (detail < 2) this.toggle();
    });

    const panel = document.createElement("dialog");
    Object.assign(panel, { id: "chat", className: "frame" });
    panel.setAttribute("aria-label", words.chat);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.leave(event);
    });
    // A phone's way back.
    panel.addEventListener("cancel", (event) => this.leave(event));
    this.covers.addEventListener("change", () => panel.open && this.show(panel));
    this.panel = panel;
    root.append(panel, this.button);
    if (this.hasAttribute("open")) this.open();
  }

  /** Load the chat once; a failure is told where the chat would be, and the next try begins anew. */
  load() {
    this.loading ??= this.mount().catch((error) => {
      console.error(error);
      this.loading = null;
      this.tell(this.findWords().failed);
      return null;
    });
    return this.loading;
  }

  async mount() {
    const root = /** @type {ShadowRoot} */ (this.shadowRoot);
    this.tell(this.findWords().loading);
    const { mount } = await import(`${server}/static/app.js`);
    this.box ??= this.panel ?? drawBox(root);
    const chat = await mount(root, this.box, {
      server,
      mode: this.mode,
      languages: this.languages,
      close: this.panel ? () => this.close() : null,
    });
    this.note?.remove();
    return chat;
  }

  /** @param {string} text */
  tell(text) {
    this.note ??= document.createElement("p");
    this.note.className = "note";
    this.note.setAttribute("role", "status");
    this.note.textContent = text;
    (this.panel ?? this.shadowRoot)?.append(this.note);
  }

  findWords() {
    const codes = this.languages.map((tag) => tag.toLowerCase().split("-")[0]);
    return WORDS[codes.find((code) => code in WORDS) ?? "en"];
  }
}

/** @param {ShadowRoot} root */
function drawBox(root) {
  const box = document.createElement("div");
  box.className = "box";
  root.append(box);
  return box;
}

/** The script alone is enough: it puts the element into the page. */
function addElement() {
  if (document.querySelector("sheetwise-chat")) return;
  const chat = document.createElement("sheetwise-chat");
  for (const name of ATTRIBUTES) {
    const value = script?.dataset[name];
    if (value !== undefined) chat.setAttribute(name, value);
  }
  document.body.append(chat);
}

if (!customElements.get("sheetwise-chat")) {
  customElements.define("sheetwise-chat", SheetwiseChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", addElement);
  else addElement();
}
