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
 * @typedef {{type: "text", text: string, ended: string | null, suggestions: Suggestion[]}} TextReply
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
 * @typedef {{sign: string, text: string}} ShownOption
 * @typedef {"single" | "multiple" | "ordering" | "matching" | "text"} Kind
 * @typedef {{position: number, signs: string[]}} SavedAnswer
 * @typedef {{type: "question", sitting: string, mode: "quiz" | "exam", title: string, position: number,
 *   total: number, kind: Kind, stem: string, n_wanted: number, options: ShownOption[],
 *   prompts: ShownOption[], answers: string, saved: string[], just_saved: SavedAnswer | null,
 *   flagged: boolean, ends_at: string | null, seconds_left: number | null, on: string | null,
 *   difficulty: string | null, suggestions: Suggestion[]}} QuestionReply
 * @typedef {{sign: string, text: string, right: boolean, chosen: boolean, reason: string, quote: string,
 *   citations: number[]}} OptionFeedback
 * @typedef {{type: "feedback", sitting: string, position: number, total: number, kind: Kind,
 *   verdict: "right" | "wrong" | "skipped" | "unsure", text: string, stem: string, key: string[],
 *   chosen: string[], answer: string | null, options: OptionFeedback[], citations: Citation[],
 *   due: string | null, suggestions: Suggestion[]}} FeedbackReply
 * @typedef {{number: number, name: string, weight: number, attempts: number, mastery: number, low: number,
 *   high: number, level: string, due: number}} DomainProgress
 * @typedef {{share: number, low: number, high: number, level: string, raises: string[]}} Readiness
 * @typedef {{expected: Subject, taken: Subject, count: number, resolved: boolean}} Confusion
 * @typedef {{reviews: number, new: number, focus: string | null, mock_exam: boolean, done_today: number,
 *   goal: number, goal_met: boolean, streak: number, days_left: number | null,
 *   exam_day: string | null}} DayPlan
 * @typedef {{type: "progress", text: string, exam: string | null, exam_name: string | null,
 *   n_attempts: number, domains: DomainProgress[], readiness: Readiness | null, confusions: Confusion[],
 *   due_today: number, per_day: number[], forecast: number[], curve: number[], plan: DayPlan | null,
 *   suggestions: Suggestion[]}} ProgressReply
 * @typedef {{position: number, answered: boolean, flagged: boolean,
 *   verdict: "right" | "wrong" | "skipped" | null}} ExamPlace
 * @typedef {{name: string, weight: number, right: number, asked: number}} DomainScore
 * @typedef {{type: "exam", sitting: string, exam: string, name: string, state: "running" | "ended",
 *   text: string, questions: number, minutes: number, ends_at: string | null, seconds_left: number | null,
 *   places: ExamPlace[], just_saved: SavedAnswer | null, score: number | null, pass_mark: number | null,
 *   passed: boolean | null,
 *   right: number | null, domains: DomainScore[], wrong: FeedbackReply[], notes: string[],
 *   suggestions: Suggestion[]}} ExamReply
 * @typedef {{type: "notice", kind: string, text: string, nearest: {title: string, url: string}[],
 *   suggestions: Suggestion[]}} NoticeReply
 * @typedef {TextReply | AnswerReply | ComparisonReply | WorkedQuestionReply | QuestionReply | FeedbackReply |
 *   ProgressReply | ExamReply | NoticeReply} Reply
 * @typedef {{reply: number, verdict: "up" | "down", word: string | null}} Rating
 * @typedef {{number: number, id: string, message: string, said_at: string, replies: Reply[],
 *   ratings: Rating[]}} PastTurn
 * @typedef {{id: string, title: string, exams: string[], verified: string | null, n_passages: number,
 *   imported: boolean, url: string}} SheetSummary
 * @typedef {SheetSummary & {html: string, highlighted: boolean,
 *   contents: {id: string, level: 2 | 3, title: string, subject: Subject | null}[],
 *   sources: {id: string, title: string, url: string | null, evidence: string}[]}} Sheet
 * @typedef {{heading: string[], excerpt: {text: string, found: boolean}[], url: string}} Hit
 * @typedef {{query: string, answerable: boolean, hits: Hit[]}} Found
 */

import { dropToken, identify, isOwnPage, keepToken, resolvePath } from "./server.js";
import { strings } from "./strings.js";

// The server gives up on its dialogue long before; this only ends a connection that hangs.
const TIMEOUT_MS = 60_000;
const PROBE_MS = 5_000;
const SERVER_ERROR = 500;

/** A call that failed; its message is a sentence for the learner. */
export class ApiError extends Error {}

/** The server was not reached at all: the same call may go through later. */
export class Unreachable extends ApiError {}

/**
 * Say something to the tutor.
 * @param {string} message
 * @param {string} id - the message's own name: sent again under it, it counts once
 * @returns {Promise<{turn: number | null, replies: Reply[]}>}
 */
export async function sendMessage(message, id) {
  const answer = await call("/v1/chat", { method: "POST", body: { message, id } });
  if (!Array.isArray(answer.replies)) throw new ApiError(strings.errors.unreadable);
  if (answer.token) keepToken(answer.token);
  return answer;
}

/**
 * What was said before, the oldest first.
 * @param {{after?: number, before?: number, limit?: number}} page
 * @returns {Promise<{turns: PastTurn[], more: boolean}>}
 */
export async function listTurns(page) {
  const query = new URLSearchParams(Object.entries(page).map(([name, value]) => [name, String(value)]));
  return call(`/v1/chat/turns?${query}`);
}

/**
 * Say what a reply is worth; null takes it back.
 * @param {string} id - of the message
 * @param {number} reply - its place in the turn
 * @param {"up" | "down" | null} verdict
 * @param {string | null} word
 */
export async function rateReply(id, reply, verdict, word) {
  const body = { reply, verdict, word };
  return call(`/v1/chat/turns/${encodeURIComponent(id)}/rating`, { method: "PUT", body });
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
 * @param {string} query
 * @returns {Promise<Found>}
 */
export async function searchSheets(query) {
  return call(`/v1/search?q=${encodeURIComponent(query)}`);
}

/** Whether the server answers at all. */
export async function isServerUp() {
  try {
    const signal = AbortSignal.timeout(PROBE_MS);
    const { status } = await fetch(resolvePath("/healthz"), { cache: "no-store", signal });
    return status < SERVER_ERROR;
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @param {{method?: string, body?: object}} [options]
 * @returns {Promise<any>}
 */
async function call(path, options = {}) {
  const response = await request(path, options);
  // A token that the server does not take any more: it is left out, and the next one kept.
  if (response.status === 401 && !isOwnPage()) {
    dropToken();
    return read(await request(path, options));
  }
  return read(response);
}

/**
 * @param {string} path
 * @param {{method?: string, body?: object}} options
 */
async function request(path, { method = "GET", body }) {
  const { credentials, headers } = identify();
  if (body) headers["Content-Type"] = "application/json";
  try {
    return await fetch(resolvePath(path), {
      method,
      credentials,
      headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
    throw new Unreachable(isTimeout ? strings.errors.timeout : strings.errors.offline, { cause: error });
  }
}

/** @param {Response} response */
async function read(response) {
  const body = await response.json().catch(() => null);
  // Without a word of the tutor's: a proxy before it says that it is away.
  if (response.status >= SERVER_ERROR && !body?.error) throw new Unreachable(strings.errors.offline);
  if (!response.ok) throw new ApiError(body?.error?.message ?? strings.errors.offline);
  if (body === null) throw new ApiError(strings.errors.unreadable);
  return body;
}
