/**
 * Where links may lead, and which of them open in the source panel.
 *
 * @typedef {{sheet: string, passage: string | null, anchor: string | null}} Place
 */

import { createElement } from "./dom.js";
import { isServers, readAddress, resolvePath } from "./server.js";

/**
 * An address that is safe to follow: http, https or a path of the server's.
 * @param {string | null | undefined} address
 * @returns {string | null} null for anything else, such as `javascript:` and `data:`
 */
export function checkAddress(address) {
  if (!address) return null;
  const inSheet = /^([\w-]+)\.md(#[\w-]*)?$/.exec(address);
  const url = readAddress(inSheet ? `/sheets/${inSheet[1]}${inSheet[2] ?? ""}` : address);
  if (!url) return null;
  if (isServers(url)) return resolvePath(url.pathname + url.search + url.hash);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

/**
 * The place in the sheets that an address names.
 * @param {string} address
 * @returns {Place | null}
 */
export function findPlace(address) {
  const url = readAddress(address);
  const path = url && isServers(url) ? /^\/sheets\/([^/]+)$/.exec(url.pathname) : null;
  if (!url || !path) return null;
  return {
    sheet: decodeURIComponent(path[1]),
    passage: url.searchParams.get("passage"),
    anchor: url.hash ? decodeURIComponent(url.hash.slice(1)) : null,
  };
}

/**
 * The address of a place, for a tab of its own.
 * @param {Place} place
 */
export function formatPlace({ sheet, passage, anchor }) {
  const query = passage ? `?passage=${encodeURIComponent(passage)}` : "";
  const path = `/sheets/${encodeURIComponent(sheet)}${query}`;
  return resolvePath(anchor ? `${path}#${encodeURIComponent(anchor)}` : path);
}

/**
 * A link; dead addresses leave their text.
 * @param {string | null | undefined} address
 * @param {Record<string, string | null>} attributes
 * @param {...import("./dom.js").Child} children
 * @returns {HTMLElement}
 */
export function createLink(address, attributes, ...children) {
  const href = checkAddress(address);
  if (!href) return createElement("span", attributes, ...children);
  const outside = href.startsWith("/") ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return createElement("a", { href, ...outside, ...attributes }, ...children);
}

/**
 * Whether a click asks for this page, rather than a new tab or a download.
 * @param {MouseEvent} event
 */
export function isPlainClick(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}
