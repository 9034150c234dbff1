/**
 * A page of the sheets: its words in the reader's language, the passage that was cited, the section that is
 * being read, and what a section can be asked. Without this the page can be read and searched all the same.
 */

import { followReading } from "./contents.js";
import { createElement, fitWideParts } from "./dom.js";
import { formatDate } from "./lifecycle.js";
import { drawSectionTools } from "./sections.js";
import { chooseLanguage, fillTexts, findLanguage } from "./strings.js";

// The contents list stands beside the text from this width on. As in page.css.
const WIDE = "(min-width: 62.5rem)";

// Before the script of the chat runs, which draws its button in the language of its element.
const language = findLanguage(navigator.languages);
const chat = /** @type {any} */ (createElement("sheetwise-chat", { lang: language }));
document.body.append(chat);

fitWideParts(document);
goToPassage();
document.addEventListener("keydown", focusSearch);
await chooseLanguage([language]);
fillPage();
unfoldContents();
// Without the chat the buttons would do nothing.
await customElements.whenDefined("sheetwise-chat");
drawSectionTools(document, {
  say: (message) => chat.ask(message),
  prefill: (text) => chat.prefill(text),
});
// The buttons have moved the text down.
goToPassage();

function fillPage() {
  for (const time of document.querySelectorAll("time"))
    time.dataset.with = JSON.stringify(formatDate(time.dateTime));
  fillTexts(document);
  if (language === document.documentElement.lang) return;
  // What only has a name in that language, such as the contents list, holds English.
  for (const node of document.querySelectorAll("[data-text], .search > *"))
    node.setAttribute("lang", language);
}

/** Begin at the passage that was cited, unless the address names another place. */
function goToPassage() {
  const passage = document.getElementById("passage");
  if (!passage || location.hash) return;
  passage.tabIndex = -1;
  passage.focus({ preventScroll: true });
  passage.scrollIntoView({ block: "center" });
}

/** The contents list is folded where it stands above the text, and open beside it. */
function unfoldContents() {
  const nav = /** @type {HTMLElement | null} */ (document.querySelector(".contents"));
  const fold = nav?.querySelector("details");
  if (!nav || !fold) return;
  const wide = matchMedia(WIDE);
  const settle = () => (fold.open = wide.matches);
  wide.addEventListener("change", settle);
  settle();
  nav.addEventListener("click", (event) => {
    if (!wide.matches && event.target instanceof HTMLAnchorElement) fold.open = false;
  });
  followReading(nav);
}

/** @param {KeyboardEvent} event */
function focusSearch(event) {
  const isTyping =
    event.target instanceof HTMLElement && event.target.matches("input, textarea, select, sheetwise-chat");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  /** @type {HTMLInputElement | null} */ (document.querySelector(".search-field"))?.select();
}
