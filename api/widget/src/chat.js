/**
 * deep-chat, made ours: it keeps what learners type as they typed it, speaks to nobody, and says what it shows.
 */

import { createElement, findFocused, prefersLessMotion } from "./dom.js";
import { strings } from "./strings.js";
import { createWaiting, formatTurn, renderSaid } from "./turns.js";

// As the server's default limit on a message.
export const MAX_MESSAGE_CHARS = 4000;
// Above an answer whose question is too long to be seen with it.
const MARGIN_PX = 16;

/**
 * @param {object} parts
 * @param {CSSStyleSheet[]} parts.styles
 * @param {import("./conversation.js").Turn[]} parts.turns - said before
 * @param {boolean} parts.hasEarlier - and others before them
 * @param {boolean} parts.takesFocus - the keyboard begins in the input
 * @param {(message: string, show: (html: string) => Promise<void>) => Promise<void>} parts.answer - show takes HTML
 * @returns {{chat: any, drawn: Promise<void>}} the element, which has no types of its own, and when it can be used
 */
export function createChat({ styles, turns, hasEarlier, takesFocus, answer }) {
  Object.assign(window, { remarkable_plugins: [{ plugin: keepPlain }] });
  const chat = /** @type {any} */ (createElement("deep-chat"));
  // Without a font of its own deep-chat fetches one from another origin.
  Object.assign(chat.style, {
    fontFamily: "var(--font)",
    fontSize: "inherit",
    width: "100%",
    height: "100%",
    border: "none",
    backgroundColor: "transparent",
  });
  chat.connect = {
    /**
     * @param {{messages: {text: string}[]}} body
     * @param {{onResponse: (response: {html: string}) => Promise<void>}} signals
     */
    handler: async (body, signals) => {
      if (matchMedia("(pointer: coarse)").matches) setTimeout(hideKeyboard);
      await answer(body.messages[body.messages.length - 1].text, (html) => signals.onResponse({ html }));
    },
  };
  if (turns.length) chat.history = listMessages(turns, hasEarlier);
  else chat.introMessage = { html: "<sheetwise-welcome></sheetwise-welcome>" };
  chat.textInput = { placeholder: { text: strings.placeholder }, characterLimit: MAX_MESSAGE_CHARS };
  chat.submitButtonStyles = { position: "inside-end" };
  chat.messageStyles = { loading: { message: { html: createWaiting().outerHTML } } };
  // A question goes to the top and its answer grows beneath it, so that nothing jumps.
  chat.focusMode = { smoothScroll: !prefersLessMotion(), streamAutoScroll: false };
  chat.shadowRoot.adoptedStyleSheets.push(...styles);
  // deep-chat draws itself when it has its properties; on a slow machine a timer of its own comes first, and what was
  // said between the two drawings would be gone.
  const container = chat.shadowRoot.getElementById("container");
  const drawn = new Promise((resolve) => {
    new MutationObserver(() => {
      nameParts(chat.shadowRoot, takesFocus);
      if (!chat._waitingToRender_) resolve(undefined);
    }).observe(container, { childList: true });
  });
  return { chat, drawn };
}

/**
 * deep-chat scrolls when a message is sent, to where the end is then. Cards above that close meanwhile, or a message
 * longer than the window, leave the beginning of the answer out of sight: this brings it back.
 * @param {HTMLElement | null} turn - the one that is shown last
 */
export function showStart(turn) {
  const pane = turn?.closest("#messages");
  const group = turn?.closest("#messages > *");
  if (!turn || !pane || !group) return;
  const [{ top, height }, start] = [pane.getBoundingClientRect(), turn.getBoundingClientRect().top];
  const groupTop = group.getBoundingClientRect().top;
  const isLong = start - groupTop > height / 2;
  pane.scrollBy({
    top: (isLong ? start - MARGIN_PX : groupTop) - top,
    behavior: prefersLessMotion() ? "instant" : "smooth",
  });
}

/**
 * @param {any} chat - deep-chat's element
 * @param {() => void} tell - called when a learner may have scrolled
 */
export function watchScrolling(chat, tell) {
  const pane = chat.shadowRoot.getElementById("messages");
  for (const kind of ["wheel", "touchmove"]) pane.addEventListener(kind, tell, { passive: true });
  // The scroll bar, and the keys that scroll; what is within the pane is pressed for other reasons.
  for (const kind of ["pointerdown", "keydown"])
    pane.addEventListener(kind, (/** @type {Event} */ { target }) => target === pane && tell());
}

/**
 * Turns as deep-chat wants them.
 * @param {import("./conversation.js").Turn[]} turns
 * @param {boolean} hasEarlier - there are others before them
 */
export function listMessages(turns, hasEarlier) {
  const messages = turns.flatMap((turn) => [
    { role: "user", text: turn.message },
    { role: "ai", html: formatTurn(turn) },
  ]);
  if (hasEarlier) messages.unshift({ role: "ai", html: "<sheetwise-earlier></sheetwise-earlier>" });
  return messages;
}

/**
 * deep-chat renders what a learner types as Markdown and lets any address through as a link or picture; here it
 * stays the text that was typed, and what a card sent is shown as it was chosen.
 * @param {{render: (text: string) => string}} remarkable
 */
function keepPlain(remarkable) {
  remarkable.render = (text) => renderSaid(text).map(({ outerHTML }) => outerHTML).join("");
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

function hideKeyboard() {
  const focused = findFocused();
  if (focused instanceof HTMLElement) focused.blur();
}

/**
 * Names and keys that deep-chat leaves out.
 * @param {ShadowRoot} root
 * @param {boolean} takesFocus
 */
function nameParts(root, takesFocus) {
  const messages = /** @type {HTMLElement} */ (root.getElementById("messages"));
  messages.tabIndex = 0;
  messages.setAttribute("role", "log");
  // A log would be read out as it grows, whole cards with all their sources; the announcer tells what counts.
  messages.setAttribute("aria-live", "off");
  messages.setAttribute("aria-label", strings.messages);

  const input = /** @type {HTMLElement} */ (root.getElementById("text-input"));
  input.dataset.testid = "message-input";
  input.setAttribute("aria-multiline", "true");
  input.addEventListener("paste", pasteLines, { capture: true });
  input.setAttribute("enterkeyhint", "send");
  if (takesFocus && matchMedia("(pointer: fine)").matches) input.focus({ preventScroll: true });

  const send = /** @type {HTMLElement} */ (root.querySelector("#input .input-button"));
  send.dataset.testid = "send";
  send.setAttribute("aria-label", strings.send);
  send.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    send.click();
  });
}
