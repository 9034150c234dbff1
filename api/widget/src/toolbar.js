/**
 * What can be done with a reply: copy it with its citations, say what it is worth.
 */

import { formatReply } from "./copying.js";
import { announce, createElement } from "./dom.js";
import { canRate, Rating } from "./rating.js";
import { strings } from "./strings.js";

const COPIED_MS = 2000;

/**
 * @param {import("./conversation.js").Turn} turn
 * @param {number} place - of the reply in the turn
 * @returns {HTMLElement | null} null for a reply that there is nothing to do with
 */
export function renderToolbar(turn, place) {
  const text = formatReply(turn.replies[place]);
  const rating = canRate(turn, place) ? new Rating(turn, place) : null;
  if (!text && !rating) return null;
  return createElement("div", { class: "toolbar" }, text && renderCopy(text), rating?.node);
}

/** @param {string} text */
function renderCopy(text) {
  const button = createElement(
    "button",
    { type: "button", class: "tool tool-copy", "data-testid": "copy", title: strings.copyReply },
    strings.copy,
  );
  button.addEventListener("click", async () => {
    const isCopied = await copyText(text);
    const told = isCopied ? strings.copied : strings.notCopied;
    button.textContent = told;
    announce(told);
    setTimeout(() => (button.textContent = strings.copy), COPIED_MS);
  });
  return button;
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is in the clipboard
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/**
 * Plain http on another machine has no clipboard but this one.
 * @param {string} text
 */
function copyByCommand(text) {
  let isTaken = false;
  /** @param {ClipboardEvent} event */
  const put = (event) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    isTaken = true;
  };
  document.addEventListener("copy", put);
  document.execCommand("copy");
  document.removeEventListener("copy", put);
  return isTaken;
}
