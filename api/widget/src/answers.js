/**
 * Answers: whether they are complete, as they are sent, and as the learner reads them.
 */

import { strings } from "./strings.js";

/** What may follow an answer, in parentheses. */
export const CONFIDENCES = ["sure", "think so", "guess"];

// "answer 1f2e3d4c/3 A C (think so)"
const SENT = /^answer [0-9a-f]+\/\d+ (?<signs>.+?)(?: \((?<confidence>sure|think so|guess)\))?$/s;

/**
 * What an answer still lacks. An exam takes too few options, as the real one does.
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer
 * @returns {string | null}
 */
export function findLack({ kind, mode, n_wanted: nWanted }, { signs, text }) {
  if (kind === "text") return text.trim() ? null : strings.lacks.text;
  if (kind === "matching") return signs.every(Boolean) ? null : strings.lacks.matching;
  if (kind === "multiple") {
    const nLeast = mode === "exam" ? 1 : nWanted;
    return signs.length >= nLeast && signs.length <= nWanted ? null : strings.lacks.multiple(nWanted);
  }
  return signs.length ? null : strings.lacks.single;
}

/**
 * An answer as the tutor reads it.
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer
 */
export function formatAnswer(question, answer) {
  const confidence = answer.confidence ? ` (${answer.confidence})` : "";
  return `${question.answers} ${formatSigns(question, answer)}${confidence}`;
}

/**
 * An answer as the learner reads it, such as "A, sure".
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer
 */
export function describeAnswer(question, answer) {
  return describe(formatSigns(question, answer), answer.confidence);
}

/**
 * What a learner said, without the name of the question that a card puts before an answer.
 * @param {string} message
 */
export function describeSaid(message) {
  const sent = SENT.exec(message)?.groups;
  return sent ? describe(sent.signs, sent.confidence) : message;
}

/**
 * What the tutor has saved of a question.
 * @param {import("./api.js").QuestionReply} question
 * @returns {import("./sittings.js").Answer}
 */
export function readSaved({ kind, saved }) {
  if (kind === "text") return { signs: [], text: saved.join(" "), confidence: null };
  // Of a matching "1C" and "C" say the same.
  return { signs: saved.map((sign) => sign.replace(/^\d+/, "")), text: "", confidence: null };
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {import("./sittings.js").Answer} answer
 */
function formatSigns({ kind, prompts }, { signs, text }) {
  if (kind === "matching" && signs.length === prompts.length)
    return prompts.map(({ sign }, place) => sign + signs[place]).join(" ");
  return text.trim() || signs.join(" ");
}

/**
 * @param {string} signs
 * @param {string | null | undefined} confidence
 */
function describe(signs, confidence) {
  return confidence ? `${signs}, ${strings.confidences[confidence].toLowerCase()}` : signs;
}
