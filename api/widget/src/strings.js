/**
 * The words of the interface in the reader's language. What the tutor says comes from the server, in English.
 */

import { strings as english } from "./languages/en.js";

/** @type {Record<string, () => Promise<{strings: typeof english}>>} */
const OTHERS = { de: () => import("./languages/de.js") };

/** The language that the tutor and its sheets speak. */
export const CONTENT_LANGUAGE = "en";

// Where they stand in a card or a sheet.
const TUTORS_WORDS = [
  ".prose, blockquote, .source > summary, .nearest, .alternatives dd, .lifecycle-note, .cue, .due, .notes, .raises",
  ".option-text, .option-reason, .choice-text, .step-text, .pair label, .match, .match-given, .folded-stem",
  '[data-testid="comparison-card"] :is(tbody th, td:not(.not-said)), [data-testid="suggestion"]',
  ".sheet > :not([class]), .sheet .table-scroll, .contents ol, .origins a, .sheet-name, .hit",
].join();

export let strings = english;

/** The language of `strings`. */
export let language = "en";

/**
 * Choose the first language that there is a file for; English when there is none.
 * @param {readonly string[]} wanted - language tags such as "de-AT", the best first
 */
export async function chooseLanguage(wanted) {
  const found = findLanguage(wanted);
  if (found === "en") return;
  strings = (await OTHERS[found]()).strings;
  language = found;
}

/**
 * @param {readonly string[]} wanted - as above
 * @returns {string} the code of a language that there is a file for
 */
export function findLanguage(wanted) {
  const codes = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return codes.find((code) => code === "en" || code in OTHERS) ?? "en";
}

/**
 * Tell which words of a card or a sheet are the tutor's own where the others are of another language, so that a
 * screen reader reads each as it is spoken.
 * @param {ParentNode} root
 */
export function markTutorsWords(root) {
  if (language === CONTENT_LANGUAGE) return;
  for (const node of root.querySelectorAll(TUTORS_WORDS)) node.setAttribute("lang", CONTENT_LANGUAGE);
}

/**
 * Set the words that a piece of HTML names: `data-text`, `data-label` and `data-placeholder` hold a key such
 * as "allSheets" or "evidence.official", `data-with` in JSON what the words are about. A key without words
 * changes nothing.
 * @param {ParentNode} root
 */
export function fillTexts(root) {
  for (const node of root.querySelectorAll("[data-text], [data-label], [data-placeholder]")) {
    const { text, label, placeholder, with: about } = /** @type {HTMLElement} */ (node).dataset;
    const [content, name, hint] = [text, label, placeholder].map((key) => key && findText(key, about));
    if (content) node.textContent = content;
    if (name) node.setAttribute("aria-label", name);
    if (hint) node.setAttribute("placeholder", hint);
  }
}

/**
 * @param {string} key
 * @param {string | undefined} about
 * @returns {string | undefined}
 */
function findText(key, about) {
  /** @type {any} */
  let found = strings;
  for (const part of key.split(".")) found = Object.hasOwn(found ?? {}, part) ? found[part] : undefined;
  return typeof found === "function" ? found(JSON.parse(about ?? "null")) : found;
}
