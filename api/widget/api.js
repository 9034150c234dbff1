/**
 * The tutor's HTTP interface.
 *
 * @typedef {{id: string, name: string}} Subject
 * @typedef {{label: string, message: string}} Suggestion
 * @typedef {{number: number, passage_id: string, sheet: string, heading: string[], quote: string,
 *   start: number, end: number, url: string}} Citation
 * @typedef {{text: string, citations: number[], label?: string | null, format?: "text" | "code"}} Statement
 * @typedef {{subject: Subject, state: string, date: string | null, successors: Subject[], note: string | null,
 *   source: string | null, evidence: string | null, verified: string | null}} Lifecycle
 * @typedef {{subject: Subject, reason: string, citations: number[]}} Alternative
 * @typedef {{type: "text", text: string, suggestions: Suggestion[]}} TextReply
 * @typedef {{type: "answer", subject: Subject | null, statements: Statement[], citations: Citation[],
 *   alternatives: Alternative[], notice: Lifecycle | null, confidence: number,
 *   suggestions: Suggestion[]}} AnswerReply
 * @typedef {{text: string, citations: number[]}} Cell
 * @typedef {{type: "comparison", subjects: Subject[], rows: {aspect: string, cells: (Cell | null)[]}[],
 *   statements: Statement[], citations: Citation[], notices: Lifecycle[],
 *   suggestions: Suggestion[]}} ComparisonReply
 * @typedef {{sign: string, text: string, verdict: "right" | "wrong" | "unknown", subject: Subject | null,
 *   reason: string | null, citations: number[]}} OptionVerdict
 * @typedef {{type: "worked_question", stem: string, chosen: string[], options: OptionVerdict[],
 *   cues: string[], sure: boolean, citations: Citation[], confidence: number,
 *   suggestions: Suggestion[]}} WorkedQuestionReply
 * @typedef {{type: "notice", kind: string, text: string, nearest: {title: string, url: string}[],
 *   suggestions: Suggestion[]}} NoticeReply
 * @typedef {TextReply | AnswerReply | ComparisonReply | WorkedQuestionReply | NoticeReply} Reply
 * @typedef {{id: string, title: string, exams: string[], verified: string | null, n_passages: number,
 *   url: string}} SheetSummary
 * @typedef {SheetSummary & {html: string, highlighted: boolean,
 *   sources: {id: string, title: string, url: string | null, evidence: string}[]}} Sheet
 */

import { strings } from "./strings.js";

// The server gives up on its dialogue long before; this only ends a connection that hangs.
const TIMEOUT_MS = 60_000;

/** A call that failed; its message is a sentence for the learner. */
export class ApiError extends Error {}

/**
 * Say something to the tutor.
 * @param {string} message
 * @returns {Promise<Reply[]>}
 */
export async function sendMessage(message) {
  const answer = await call("/v1/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ message }),
  });
  if (!Array.isArray(answer.replies)) throw new ApiError(strings.errors.unreadable);
  return answer.replies;
}

/** @returns {Promise<SheetSummary[]>} */
export async function listSheets() {
  return (await call("/v1/sheets")).sheets;
}

/**
 * @param {string} id
 * @param {string | null} passage - id of the passage to highlight
 * @returns {Promise<Sheet>}
 */
export async function getSheet(id, passage) {
  const query = passage ? `?passage=${encodeURIComponent(passage)}` : "";
  return call(`/v1/sheets/${encodeURIComponent(id)}${query}`);
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
    throw new ApiError(isTimeout ? strings.errors.timeout : strings.errors.offline, { cause: error });
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(body?.error?.message ?? strings.errors.offline);
  if (body === null) throw new ApiError(strings.errors.unreadable);
  return body;
}
