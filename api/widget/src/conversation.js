/**
 * The conversation. The server keeps it; this asks, and keeps the page in step with what other pages and earlier
 * visits said.
 */

import { ApiError, listTurns, sendMessage, Unreachable } from "./api.js";
import { follow } from "./sittings.js";
import { strings } from "./strings.js";

/**
 * @typedef {object} Turn
 * @property {string} id - the message's own name
 * @property {string} message
 * @property {number | null} number - its place in the conversation; null when the server has not kept it
 * @property {import("./api.js").Reply[]} replies
 * @property {import("./api.js").Rating[]} ratings
 * @property {{text: string, isUnreachable: boolean} | null} trouble - why there is no reply
 *
 * @typedef {{turns: Turn[], hasEarlier: boolean}} Page - the oldest first; others before them
 */

// As many as one asks for at a time.
const N_TURNS = 30;
const CHANNEL = "sheetwise";

/** @type {Map<string, Turn>} */
const turns = new Map();
// Every turn up to this number is here that was said since the page was opened; null before the first is known.
/** @type {number | null} */
let upTo = null;
// The newest that this page has heard of.
let newest = 0;
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
 * What was said while the tutor was not reached, in order.
 * @returns {Turn[]}
 */
export function listUnheard() {
  return [...turns.values()].filter(({ trouble }) => trouble?.isUnreachable);
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
 * The newest turns of the conversation.
 * @returns {Promise<Page>}
 */
export async function loadTurns() {
  const page = await loadPage({ limit: N_TURNS });
  return { turns: followNew(page.turns), hasEarlier: page.more };
}

/**
 * The turns before the first one here.
 * @returns {Promise<Page>}
 */
export async function loadEarlierTurns() {
  const first = Math.min(...numbersOf(turns.values()));
  const page = await loadPage({ before: first, limit: N_TURNS });
  // Their questions are closed: only the newest may wait for an answer.
  for (const turn of page.turns) turns.set(turn.id, turn);
  return { turns: page.turns, hasEarlier: page.more };
}

/**
 * What was said elsewhere since; the newest turns where the server was not reached before.
 * @param {() => boolean} isFree - asked when they are there: nothing may come between a message and its answer
 * @returns {Promise<Page>}
 */
export async function loadNewTurns(isFree) {
  const page = await loadPage(upTo === null ? { limit: N_TURNS } : { after: upTo });
  if (!isFree()) {
    newest = Math.max(newest, ...numbersOf(page.turns));
    return { turns: [], hasEarlier: false };
  }
  const hasEarlier = upTo === null && page.more;
  return { turns: followNew(page.turns), hasEarlier };
}

/** Whether something was said elsewhere that is not here, such as in another tab while this one waited. */
export function isBehind() {
  return upTo !== null && newest > upTo;
}

/** @param {() => void} tell - called when another tab of this browser has said something */
export function watchOtherTabs(tell) {
  channel?.addEventListener("message", ({ data }) => {
    hearOf(data);
    tell();
  });
}

/** @param {Turn} turn */
async function ask(turn) {
  try {
    const { turn: number, replies } = await sendMessage(turn.message, turn.id);
    if (!replies.length) throw new ApiError(strings.emptyReply);
    hearOf(number);
    if (upTo === null || number === upTo + 1) upTo = number;
    Object.assign(turn, { number, replies });
    follow(replies);
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

/** @param {number | null} number - of a turn that was said here or elsewhere; null for one that is not kept */
function hearOf(number) {
  if (number === null) return;
  newest = Math.max(newest, number);
  if (number > 1) return;
  // The learner was forgotten: the server begins anew, and has none of the turns before.
  for (const known of turns.values()) known.number = null;
  upTo = 0;
  newest = number;
}

/**
 * @param {Turn[]} listed - by the server
 * @returns {Turn[]} those that are not here yet
 */
function followNew(listed) {
  const found = listed.filter((turn) => !turns.has(turn.id));
  for (const turn of found) turns.set(turn.id, turn);
  const first = Math.min(...numbersOf(found));
  // What was said here after them may have closed their questions.
  const after = [...turns.values()].filter(({ number }) => number !== null && number >= first);
  after.sort((one, other) => (one.number ?? 0) - (other.number ?? 0));
  follow(after.flatMap(({ replies }) => replies), { isPast: true });
  upTo = Math.max(upTo ?? 0, ...numbersOf(listed));
  newest = upTo;
  return found;
}

/** @param {Iterable<Turn>} some */
function numbersOf(some) {
  return [...some].flatMap(({ number }) => number ?? []);
}

/** A name for a message; `randomUUID` is only there on https. */
function createMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
