/**
 * The server that the widget speaks to: its own page's, or another origin's when a page embeds it.
 */

// Beyond the server's own pages its cookie is a third party's, which browsers keep back: the token is sent instead.
const TOKEN = "sheetwise-token";

let base = location.origin;
// What a page without storage keeps while it is open.
/** @type {string | null} */
let kept = null;

/**
 * @param {string} origin - such as "https://tutor.example.org"
 */
export function useServer(origin) {
  base = new URL(origin, location.href).origin;
}

/** Whether the page is one of the server's own. */
export function isOwnPage() {
  return base === location.origin;
}

/**
 * An address of the server's; short on its own pages.
 * @param {string} path - such as "/v1/chat"
 */
export function resolvePath(path) {
  return isOwnPage() ? path : base + path;
}

/**
 * @param {string} address - of the server's, or any other
 * @returns {URL | null} null for what is no address
 */
export function readAddress(address) {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}

/** @param {URL} url */
export function isServers(url) {
  return url.origin === base;
}

/**
 * What a request says of who asks.
 * @returns {{credentials: RequestCredentials, headers: Record<string, string>}}
 */
export function identify() {
  if (isOwnPage()) return { credentials: "same-origin", headers: {} };
  const token = findToken();
  return { credentials: "omit", headers: token ? { Authorization: `Bearer ${token}` } : {} };
}

/**
 * Keep the token of a new session, in the storage of the page.
 * @param {string} token
 */
export function keepToken(token) {
  if (isOwnPage()) return;
  kept = token;
  try {
    localStorage.setItem(keyOf(base), token);
  } catch {
    // The page may not store anything: the session ends with it.
  }
}

/** Begin anew: the server does not know the token any more. */
export function dropToken() {
  kept = null;
  try {
    localStorage.removeItem(keyOf(base));
  } catch {
    // As above.
  }
}

function findToken() {
  try {
    return localStorage.getItem(keyOf(base)) ?? kept;
  } catch {
    return kept;
  }
}

/** @param {string} origin */
function keyOf(origin) {
  return `${TOKEN} ${origin}`;
}
