/**
 * Replies as plain text, each quote with the numbers of its citations and the sources beneath.
 */

import { readAddress } from "./server.js";
import { strings } from "./strings.js";

/**
 * @param {import("./api.js").Reply} reply
 * @returns {string | null} null for a reply that quotes nothing
 */
export function formatReply(reply) {
  switch (reply.type) {
    case "answer":
      return join(formatAnswer(reply), reply.citations);
    case "comparison":
      return join(formatComparison(reply), reply.citations);
    case "worked_question":
      return join(formatWorked(reply), reply.citations);
    case "feedback":
      return join(formatFeedback(reply), reply.citations);
    default:
      return null;
  }
}

/**
 * @param {import("./api.js").AnswerReply} reply
 * @returns {string[]}
 */
function formatAnswer({ subject, statements, alternatives }) {
  return [
    ...(subject ? [subject.name] : []),
    ...statements.map(formatStatement),
    ...(alternatives ?? []).map((other) => `${other.subject.name}: ${cite(other.reason, other.citations)}`),
  ];
}

/**
 * @param {import("./api.js").ComparisonReply} reply
 * @returns {string[]}
 */
function formatComparison({ subjects, rows, statements }) {
  const names = subjects.map((subject) => subject.name);
  const cells = rows.map(
    ({ aspect, cells }) =>
      `${aspect}\n${cells
        .map((cell, place) => `- ${names[place]}: ${cell ? cite(cell.text, cell.citations) : strings.notSaid}`)
        .join("\n")}`,
  );
  return [names.join(" · "), ...statements.map(formatStatement), ...cells];
}

/**
 * @param {import("./api.js").WorkedQuestionReply} reply
 * @returns {string[]}
 */
function formatWorked({ stem, options }) {
  return [
    stem,
    ...options.map(
      ({ sign, text, verdict, reason, citations }) =>
        `${sign}. ${text}\n${strings.verdicts[verdict]}${reason ? `: ${cite(reason, citations)}` : ""}`,
    ),
  ];
}

/**
 * @param {import("./api.js").FeedbackReply} reply
 * @returns {string[]}
 */
function formatFeedback({ stem, answer, options }) {
  return [
    stem,
    ...(answer ? [answer] : []),
    ...options.map(
      ({ sign, text, right, reason, quote, citations }) =>
        `${sign}. ${text}\n${strings.marks.choice[right ? "right" : "wrong"]}: ${reason} ${cite(`“${quote}”`, citations)}`,
    ),
  ];
}

/** @param {import("./api.js").Statement} statement */
function formatStatement({ text, label, citations }) {
  return cite(label ? `${label}: ${text}` : text, citations);
}

/**
 * @param {string} text
 * @param {number[]} numbers
 */
function cite(text, numbers) {
  return numbers.length ? `${text} ${numbers.map((number) => `[${number}]`).join("")}` : text;
}

/**
 * @param {string[]} blocks
 * @param {import("./api.js").Citation[]} citations
 */
function join(blocks, citations) {
  const sources = citations.map(
    ({ number, heading, url }) => `[${number}] ${heading.join(" › ")}\n    ${readAddress(url)?.href ?? url}`,
  );
  return [...blocks, sources.join("\n")].filter(Boolean).join("\n\n");
}
