/**
 * The conversation. The server keeps it; this asks, and keeps the page in step with what other pages and earlier
 * visits said.
 */

import { ApiError, listTurns, sendMessage, Unreachable } from "./api.js";
import { followTurn } from "./sittings.js";
import { strings } from "./strings.js";

/**
 * @typedef {object} Turn
 * @property {string} id - the message's own name
 * @property {string} message
 * @property {number | null} number - its place in the conversation; null when the server has not kept it
 * @property {import("./api.js").Reply[]} replies
 * @property {import("./api.js").Rating[]} ratings
 * @property {{text: string, isUnreachable: boolean} | null} trouble - why there is no reply
 */

// As many as one asks for at a time.
const N_TURNS = 30;
const CHANNEL = "sheetwise";

/** @type {Map<string, Turn>} */
const turns = new Map();
/** Tells the other tabs of this browser that something was said. */
const channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;

/**
 * @param {string} id
 * @returns {Turn | null}
 */
export function findTurn(id) {
  return turns.get(id) ?? null;
}

/** @returns {Turn | null} */
export function findLastTurn() {
  return [...turns.values()].pop() ?? null;
}

/**
 * Say something, and keep what the tutor says; it never fails, but may be in trouble.
 * @param {string} message
 * @returns {Promise<Turn>}
 */
export async function takeTurn(message) {
  /** @type {Turn} */
  const turn = { id: createMessageId(), message, number: null, replies: [], ratings: [], trouble: null };
  turns.set(turn.id, turn);
  await ask(turn);
  return turn;
}

/**
 * Say it once more, under the same name: what the server has heard before it answers as before.
 * @param {Turn} turn
 */
export async function retryTurn(turn) {
  turn.trouble = null;
  await ask(turn);
}

/**
 * The newest turns of the conversation, the oldest first; none when the server is not reached.
 * @returns {Promise<{turns: Turn[], hasEarlier: boolean}>}
 */
export async function loadTurns() {
  const page = await loadPage({ limit: N_TURNS });
  const known = page.turns.filter((turn) => !turns.has(turn.id));
  for (const turn of known) follow(turn);
  return { turns: known, hasEarlier: page.more };
}

/**
 * The turns before the first one here.
 * @returns {Promise<{turns: Turn[], hasEarlier: boolean}>}
 */
export async function loadEarlierTurns() {
  const first = Math.min(...listNumbers());
  const page = await loadPage({ before: first, limit: N_TURNS });
  // Their questions are closed: only the newest may wait for an answer.
  for (const turn of page.turns) turns.set(turn.id, turn);
  return { turns: page.turns, hasEarlier: page.more };
}

/**
 * What was said elsewhere since.
 * @returns {Promise<Turn[]>}
 */
export async function loadNewTurns() {
  const page = await loadPage({ after: Math.max(0, ...listNumbers()) });
  const known = page.turns.filter((turn) => !turns.has(turn.id));
  for (const turn of known) follow(turn);
  return known;
}

/** @param {() => void} tell - called when another tab of this browser has said something */
export function watchOtherTabs(tell) {
  channel?.addEventListener("message", tell);
}

/** @param {Turn} turn */
async function ask(turn) {
  try {
    const { turn: number, replies } = await sendMessage(turn.message, turn.id);
    if (!replies.length) throw new ApiError(strings.emptyReply);
    // The learner was forgotten: the server begins anew, and has none of the turns before.
    if (number === 1) for (const known of turns.values()) known.number = null;
    Object.assign(turn, { number, replies });
    followTurn(replies);
    channel?.postMessage(turn.number);
  } catch (error) {
    // Whatever it was, the learner gets a sentence and a way to go on, not an empty bubble.
    if (!(error instanceof ApiError)) console.error(error);
    const text = error instanceof ApiError ? error.message : strings.errors.unreadable;
    turn.trouble = { text, isUnreachable: error instanceof Unreachable };
  }
}

/**
 * @param {{after?: number, before?: number, limit?: number}} wanted
 * @returns {Promise<{turns: Turn[], more: boolean}>}
 */
async function loadPage(wanted) {
  const page = await listTurns(wanted);
  return { turns: page.turns.map((turn) => ({ ...turn, trouble: null })), more: page.more };
}

/** @param {Turn} turn */
function follow(turn) {
  turns.set(turn.id, turn);
  followTurn(turn.replies, { isPast: true });
}

/** @returns {number[]} */
function listNumbers() {
  return [...turns.values()].flatMap(({ number }) => number ?? []);
}

/** A name for a message; `randomUUID` is only there on https. */
function createMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
