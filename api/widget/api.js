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
 * @typedef {{sign: string, text: string}} ShownOption
 * @typedef {{type: "question", sitting: string, mode: "quiz" | "exam", title: string, position: number,
 *   total: number, kind: "single" | "multiple" | "ordering" | "matching" | "text", stem: string,
 *   n_wanted: number, options: ShownOption[], prompts: ShownOption[], answers: string, saved: string[],
 *   flagged: boolean, ends_at: string | null, seconds_left: number | null, on: string | null,
 *   difficulty: string | null, suggestions: Suggestion[]}} QuestionReply
 * @typedef {{sign: string, text: string, right: boolean, chosen: boolean, reason: string, quote: string,
 *   citations: number[]}} OptionFeedback
 * @typedef {{type: "feedback", sitting: string, position: number, total: number,
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
 *   places: ExamPlace[], score: number | null, pass_mark: number | null, passed: boolean | null,
 *   right: number | null, domains: DomainScore[], wrong: FeedbackReply[], notes: string[],
 *   suggestions: Suggestion[]}} ExamReply
 * @typedef {{type: "notice", kind: string, text: string, nearest: {title: string, url: string}[],
 *   suggestions: Suggestion[]}} NoticeReply
 * @typedef {TextReply | AnswerReply | ComparisonReply | WorkedQuestionReply | QuestionReply | FeedbackReply |
 *   ProgressReply | ExamReply | NoticeReply} Reply
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
