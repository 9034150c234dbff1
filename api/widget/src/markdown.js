/**
 * The small part of Markdown that quotes and sentences use, as elements. What is not understood stays as
 * written.
 */

import { createElement } from "./dom.js";
import { createLink } from "./links.js";

// Code first: nothing inside it is marked up.
const INLINE = new RegExp(
  [
    /(?<ticks>`+)(?<code>.+?)\k<ticks>(?!`)/,
    /\[(?<label>[^\]]+)\]\((?<address>(?:[^()\s]|\([^()\s]*\))*)\)/,
    /\*\*(?<strong>[^*]+)\*\*/,
    /(?<![\w*])\*(?<em>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])/,
    /<(?<bare>https?:\/\/[^\s<>]+)>/,
    /(?<br><br ?\/?>)/,
    /\\(?<escaped>[!-/:-@[-`{-~])/,
  ]
    .map((mark) => mark.source)
    .join("|"),
  "g",
);

/**
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function renderInline(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    fragment.append(text.slice(end, match.index), renderMark(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

/** @param {Record<string, string>} groups */
function renderMark({ code, label, address, strong, em, bare, br, escaped }) {
  if (code !== undefined) return createElement("code", {}, code.replace(/^ (.*[^ ].*) $/, "$1"));
  if (label !== undefined) return createLink(address, {}, renderInline(label));
  if (strong !== undefined) return createElement("strong", {}, renderInline(strong));
  if (em !== undefined) return createElement("em", {}, renderInline(em));
  if (bare !== undefined) return createLink(bare, {}, bare);
  if (br !== undefined) return createElement("br");
  return escaped;
}

/**
 * Paragraphs and lists.
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function renderBlocks(text) {
  const fragment = document.createDocumentFragment();
  for (const block of text.trim().split(/\n\s*\n/)) fragment.append(...renderBlock(block.split("\n")));
  return fragment;
}

/**
 * @param {string[]} lines - a block without blank lines; a list may follow a sentence at once
 * @returns {HTMLElement[]}
 */
function renderBlock(lines) {
  const blocks = [];
  /** @type {{list: string | null, items: string[]}} */
  let open = { list: null, items: [] };
  const close = () => {
    if (open.items.length) blocks.push(renderGroup(open.list, open.items));
  };
  for (const line of lines) {
    const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
    const list = item ? (item[1] ? "ol" : "ul") : null;
    if (item && open.list === list) open.items.push(item[2]);
    else if (!item && open.items.length) open.items.push(`${open.items.pop()}\n${line.trim()}`);
    else {
      close();
      open = { list, items: [item ? item[2] : line.trim()] };
    }
  }
  close();
  return blocks;
}

/**
 * @param {string | null} list
 * @param {string[]} items
 */
function renderGroup(list, items) {
  if (!list) return createElement("p", {}, renderInline(items.join("\n")));
  return createElement(list, {}, ...items.map((item) => createElement("li", {}, renderInline(item))));
}
