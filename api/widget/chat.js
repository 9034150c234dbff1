/**
 * The page: deep-chat holds the conversation and its input, our elements draw the replies, the panel the
 * sources.
 */

import { describeSaid } from "./answers.js";
import { loadStyle, prefersLessMotion } from "./dom.js";
import { SourcePanel } from "./source.js";
import { strings } from "./strings.js";
import { createWaiting, defineElements, takeTurn } from "./turns.js";

// As the server's default limit on a message.
const MAX_MESSAGE_CHARS = 4000;

/**
 * Set the texts that the page's HTML names.
 */
function fillTexts() {
  for (const node of document.querySelectorAll("[data-text]")) {
    node.textContent = strings[node.getAttribute("data-text") ?? ""];
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", strings[node.getAttribute("data-label") ?? ""]);
  }
}

/**
 * deep-chat renders what a learner types as Markdown and lets any address through as a link or picture; here it
 * stays the text that was typed, and what a card sent is shown as it was chosen.
 * @param {{render: (text: string) => string}} remarkable
 */
function keepPlain(remarkable) {
  remarkable.render = (text) => escapeMarkup(describeSaid(text));
}

/** @param {string} text */
function escapeMarkup(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}

/**
 * deep-chat pastes every line as a block: an empty one is then sent as two, and a text beyond the limit loses
 * all its line breaks. Here the lines of a pasted question stay as they are.
 * @param {ClipboardEvent} event
 */
function pasteLines(event) {
  const text = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n");
  if (!text) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // As "insertText" it would become blocks again; a text node set by hand could not be undone.
  document.execCommand("insertHTML", false, escapeMarkup(text));
}

/** @param {CSSStyleSheet[]} styles */
function createChat(styles) {
  const chat = /** @type {any} */ (document.createElement("deep-chat"));
  // Without a font of its own deep-chat fetches one from another origin.
  Object.assign(chat.style, {
    fontFamily: "var(--font)",
    fontSize: "1rem",
    width: "100%",
    height: "100%",
    border: "none",
    backgroundColor: "transparent",
  });
  chat.connect = {
    handler: async (body, signals) => {
      chat.classList.add("is-busy");
      await answer(body, signals);
      chat.classList.remove("is-busy");
    },
  };
  chat.introMessage = { html: "<sheetwise-welcome></sheetwise-welcome>" };
  chat.textInput = { placeholder: { text: strings.placeholder }, characterLimit: MAX_MESSAGE_CHARS };
  chat.submitButtonStyles = { position: "inside-end" };
  chat.messageStyles = { loading: { message: { html: createWaiting().outerHTML } } };
  // A question goes to the top and its answer grows beneath it, so that nothing jumps.
  chat.focusMode = { smoothScroll: !prefersLessMotion(), streamAutoScroll: false };
  chat.shadowRoot.adoptedStyleSheets.push(...styles);
  // deep-chat may draw itself twice at the start, and reports only the first time.
  const container = chat.shadowRoot.getElementById("container");
  new MutationObserver(() => nameParts(chat.shadowRoot)).observe(container, { childList: true });
  return chat;
}

/**
 * Answer a message for deep-chat.
 * @param {{messages: {text: string}[]}} body
 * @param {{onResponse: (response: {html: string}) => Promise<void>}} signals
 */
async function answer(body, signals) {
  const message = body.messages[body.messages.length - 1].text;
  if (matchMedia("(pointer: coarse)").matches) setTimeout(hideKeyboard);
  const html = await takeTurn(message);
  await signals.onResponse({ html });
}

function hideKeyboard() {
  const focused = document.activeElement?.shadowRoot?.activeElement;
  if (focused instanceof HTMLElement) focused.blur();
}

/**
 * Names and keys that deep-chat leaves out.
 * @param {ShadowRoot} root
 */
function nameParts(root) {
  const messages = /** @type {HTMLElement} */ (root.getElementById("messages"));
  messages.tabIndex = 0;
  messages.setAttribute("role", "region");
  messages.setAttribute("aria-label", strings.messages);

  const input = /** @type {HTMLElement} */ (root.getElementById("text-input"));
  input.dataset.testid = "message-input";
  input.setAttribute("aria-multiline", "true");
  input.addEventListener("paste", pasteLines, { capture: true });
  input.setAttribute("enterkeyhint", "send");
  if (matchMedia("(pointer: fine)").matches) input.focus();

  const send = /** @type {HTMLElement} */ (root.querySelector("#input .input-button"));
  send.dataset.testid = "send";
  send.setAttribute("aria-label", strings.send);
  send.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    send.click();
  });
}

async function start() {
  fillTexts();
  const names = ["sheet.css", "cards.css", "quiz.css", "charts.css"];
  const [sheet, ...cards] = await Promise.all(names.map(loadStyle));
  const panel = new SourcePanel(sheet);
  // The elements must be known before deep-chat writes them into its messages.
  defineElements({
    say: (message) => {
      if (chat.classList.contains("is-busy")) return false;
      chat.submitUserMessage({ text: message });
      return true;
    },
    openPlace: (place, opener) => panel.openPlace(place, opener),
    setBusy: (isBusy) => {
      chat.classList.toggle("is-busy", isBusy);
      chat.disableSubmitButton(isBusy);
    },
  });
  Object.assign(window, { remarkable_plugins: [{ plugin: keepPlain }] });
  await import("./vendor/deep-chat/deepChat.bundle.js");
  const chat = createChat(cards);
  document.getElementById("chat")?.append(chat);
  panel.showSheets();
}

start();
