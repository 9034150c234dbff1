/**
 * Quizzes and exams as this conversation knows them: which question waits, what its card was answered, how an
 * exam's map stands and when its time is over. The server is the truth; this keeps the cards in step with it.
 *
 * @typedef {object} Answer
 * @property {string[]} signs - of the options: the chosen ones, the steps in order, or one for each prompt ("" for
 *   none)
 * @property {string} text - words of the learner's own
 * @property {string | null} confidence - as it is sent
 *
 * @typedef {{answered: boolean, flagged: boolean}} Place
 */

import { readSaved } from "./answers.js";

/** What is said to hand an exam in: the tutor asks back while questions are open, unless the time is over. */
export const HAND_IN = "Finish the exam";
/** What is said to go on without an answer. */
export const NEXT = "next";
// What is said to flag the question at hand, or to take its flag off.
const FLAG = "flag this question";
const UNFLAG = "unflag this question";

/** Tells of every change by a "change" event. */
export const changes = new EventTarget();

/** @type {import("./api.js").QuestionReply | null} */
let newest = null;
/** @type {WeakMap<import("./api.js").QuestionReply, Answer>} */
const given = new WeakMap();
// By sitting and position: a question that is asked again keeps what was begun.
/** @type {Map<string, Answer>} */
const begun = new Map();
/** @type {Map<string, Place>} */
const places = new Map();
/** @type {Map<string, import("./api.js").ExamReply>} */
const maps = new Map();
/** @type {Map<string, {moment: number, timer: number}>} */
const deadlines = new Map();

/**
 * Take note of what was said.
 * @param {import("./api.js").Reply[]} replies - of a turn, or of several in their order
 * @param {{isPast?: boolean}} [options] - of the history, whose seconds have gone by since
 */
export function follow(replies, { isPast = false } = {}) {
  for (const reply of replies) {
    if (reply.type === "question") noteQuestion(reply, isPast);
    else if (reply.type === "feedback") noteFeedback(reply);
    else if (reply.type === "exam") noteExam(reply, isPast);
    else if (reply.type === "text") noteEnd(reply);
  }
  tellChange();
}

/**
 * Whether a question may be answered on this card ("open"): no other was asked since, no answer was given and
 * its quiz has not ended. "over" is one that waits for the result alone: the exam's time has run out.
 * @param {import("./api.js").QuestionReply} question
 * @returns {"open" | "over" | "closed"}
 */
export function findState(question) {
  if (question !== newest || given.has(question)) return "closed";
  return isOver(question.sitting) ? "over" : "open";
}

/**
 * Whether the time of an exam has run out that has not been handed in.
 * @param {string} sitting
 */
export function isOver(sitting) {
  return countSecondsLeft(sitting) === 0;
}

/**
 * Whether the exam has gone on to another question, from which the way leads back to this one.
 * @param {import("./api.js").QuestionReply} question
 */
export function isLeft(question) {
  return question.mode === "exam" && (!newest || placeKey(newest) !== placeKey(question));
}

/**
 * Whether an answer was begun that has not been sent.
 * @param {import("./api.js").QuestionReply} question
 */
export function isBegun(question) {
  return begun.has(placeKey(question));
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {Answer} answer
 */
export function giveAnswer(question, answer) {
  given.set(question, answer);
  begun.delete(placeKey(question));
  tellChange();
}

/**
 * The answer that a question was given; null for none.
 * @param {import("./api.js").QuestionReply} question
 */
export function findGiven(question) {
  return given.get(question) ?? null;
}

/**
 * What stands on a question's card: the answer given, begun or saved.
 * @param {import("./api.js").QuestionReply} question
 * @returns {Answer}
 */
export function findAnswer(question) {
  const unsent = findState(question) === "open" ? begun.get(placeKey(question)) : null;
  return findGiven(question) ?? unsent ?? readSaved(question);
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {Answer} answer
 */
export function keepBegun(question, answer) {
  begun.set(placeKey(question), answer);
}

/**
 * What is said to turn a question's flag.
 * @param {import("./api.js").QuestionReply} question
 */
export function turnFlag(question) {
  return findPlace(question).flagged ? UNFLAG : FLAG;
}

/**
 * Whether a message turns the flag of the question at hand, as the card's own button does.
 * @param {string} message
 */
export function isFlag(message) {
  return [FLAG, UNFLAG].includes(message.toLowerCase());
}

/** @param {{sitting: string, position: number}} question */
export function findPlace(question) {
  return places.get(placeKey(question)) ?? { answered: false, flagged: false };
}

/**
 * The position of the question that waits, where it is one of this sitting.
 * @param {string} sitting
 */
export function findPosition(sitting) {
  return newest?.sitting === sitting ? newest.position : null;
}

/**
 * Whether this is the newest map of an exam that has not been handed in.
 * @param {import("./api.js").ExamReply} exam
 */
export function isNewestMap(exam) {
  return maps.get(exam.sitting) === exam;
}

/**
 * @param {string} sitting
 * @returns {number | null} whole seconds until the deadline, at least 0; null without one
 */
export function countSecondsLeft(sitting) {
  const deadline = deadlines.get(sitting);
  return deadline ? Math.max(0, Math.ceil((deadline.moment - Date.now()) / 1000)) : null;
}

/**
 * @param {import("./api.js").QuestionReply} question
 * @param {boolean} isPast
 */
function noteQuestion(question, isPast) {
  noteSaved(question);
  newest = question;
  places.set(placeKey(question), { answered: question.saved.length > 0, flagged: question.flagged });
  noteDeadline(question, isPast);
}

/**
 * Take note of the answer that an exam has saved before it went on; it may have been typed.
 * @param {{sitting: string, just_saved: import("./api.js").SavedAnswer | null}} reply
 */
function noteSaved({ sitting, just_saved: saved }) {
  if (!saved) return;
  const place = { sitting, position: saved.position };
  places.set(placeKey(place), { ...findPlace(place), answered: true });
  begun.delete(placeKey(place));
  if (newest && placeKey(newest) === placeKey(place)) noteAnswer(newest, saved.signs);
}

/** @param {import("./api.js").FeedbackReply} feedback */
function noteFeedback(feedback) {
  if (newest && placeKey(newest) === placeKey(feedback)) noteAnswer(newest, feedback.chosen);
}

/**
 * The answer of a question's card, if it was not given there but typed.
 * @param {import("./api.js").QuestionReply} question
 * @param {string[]} signs
 */
function noteAnswer(question, signs) {
  if (!given.has(question)) given.set(question, readSaved({ ...question, saved: signs }));
}

/** @param {import("./api.js").TextReply} reply */
function noteEnd({ ended }) {
  if (newest && newest.sitting === ended) newest = null;
}

/**
 * @param {import("./api.js").ExamReply} exam
 * @param {boolean} isPast
 */
function noteExam(exam, isPast) {
  noteSaved(exam);
  if (exam.state === "running") {
    maps.set(exam.sitting, exam);
    for (const { position, answered, flagged } of exam.places)
      places.set(placeKey({ sitting: exam.sitting, position }), { answered, flagged });
    noteDeadline(exam, isPast);
  } else {
    maps.delete(exam.sitting);
    clearTimeout(deadlines.get(exam.sitting)?.timer);
    deadlines.delete(exam.sitting);
    if (newest?.sitting === exam.sitting) newest = null;
  }
}

/**
 * The seconds are the server's own and hold as they arrive; later only the moment does, by this machine's
 * clock.
 * @param {{sitting: string, seconds_left: number | null, ends_at: string | null}} reply
 * @param {boolean} isPast
 */
function noteDeadline({ sitting, seconds_left: seconds, ends_at: endsAt }, isPast) {
  if (seconds === null || seconds === undefined) return;
  const moment = isPast && endsAt ? Date.parse(endsAt) : Date.now() + seconds * 1000;
  clearTimeout(deadlines.get(sitting)?.timer);
  // A timer may run a fraction of a millisecond early.
  deadlines.set(sitting, { moment, timer: window.setTimeout(tellChange, moment - Date.now() + 1) });
}

/** @param {{sitting: string, position: number}} question */
function placeKey({ sitting, position }) {
  return `${sitting}/${position}`;
}

function tellChange() {
  changes.dispatchEvent(new Event("change"));
}
