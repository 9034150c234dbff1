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

import { isAnswerTo, readSaved } from "./answers.js";

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
/** @type {Map<string, number>} */
const deadlines = new Map();

/**
 * Take note of a turn.
 * @param {string} message - what was said
 * @param {import("./api.js").Reply[]} replies
 */
export function followTurn(message, replies) {
  noteSaid(message);
  for (const reply of replies) {
    if (reply.type === "question") noteQuestion(reply);
    else if (reply.type === "feedback") noteFeedback(reply);
    else if (reply.type === "exam") noteExam(reply);
  }
  tellChange();
}

/**
 * Whether a question may be answered on this card: no other was asked since, and no answer was given.
 * @param {import("./api.js").QuestionReply} question
 */
export function isOpen(question) {
  return question === newest && !given.has(question);
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
  const unsent = isOpen(question) ? begun.get(placeKey(question)) : null;
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
 * Whether a message flags the question at hand, as the card's own button does.
 * @param {string} message
 */
export function isFlag(message) {
  return message.toLowerCase() === FLAG;
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
 * Whether this is the newest map of an exam that runs.
 * @param {import("./api.js").ExamReply} exam
 */
export function isRunning(exam) {
  return maps.get(exam.sitting) === exam;
}

/**
 * @param {string} sitting
 * @returns {number | null} whole seconds until the deadline, at least 0; null without one
 */
export function countSecondsLeft(sitting) {
  const deadline = deadlines.get(sitting);
  return deadline === undefined ? null : Math.max(0, Math.round((deadline - Date.now()) / 1000));
}

/** @param {string} message */
function noteSaid(message) {
  if (newest?.mode !== "exam") return;
  const place = findPlace(newest);
  if (isAnswerTo(newest, message)) places.set(placeKey(newest), { ...place, answered: true });
  if (isFlag(message)) places.set(placeKey(newest), { ...place, flagged: true });
  if (message === UNFLAG) places.set(placeKey(newest), { ...place, flagged: false });
}

/** @param {import("./api.js").QuestionReply} question */
function noteQuestion(question) {
  newest = question;
  places.set(placeKey(question), { answered: question.saved.length > 0, flagged: question.flagged });
  noteDeadline(question);
}

/** @param {import("./api.js").FeedbackReply} feedback */
function noteFeedback(feedback) {
  if (!newest || placeKey(newest) !== placeKey(feedback)) return;
  // The answer may have been typed instead.
  if (!given.has(newest)) given.set(newest, readSaved({ ...newest, saved: feedback.chosen }));
}

/** @param {import("./api.js").ExamReply} exam */
function noteExam(exam) {
  if (exam.state === "running") {
    maps.set(exam.sitting, exam);
    for (const { position, answered, flagged } of exam.places)
      places.set(placeKey({ sitting: exam.sitting, position }), { answered, flagged });
    noteDeadline(exam);
  } else {
    maps.delete(exam.sitting);
    deadlines.delete(exam.sitting);
    if (newest?.sitting === exam.sitting) newest = null;
  }
}

/** @param {{sitting: string, seconds_left: number | null}} reply */
function noteDeadline({ sitting, seconds_left: seconds }) {
  if (seconds !== null && seconds !== undefined) deadlines.set(sitting, Date.now() + seconds * 1000);
}

/** @param {{sitting: string, position: number}} question */
function placeKey({ sitting, position }) {
  return `${sitting}/${position}`;
}

function tellChange() {
  changes.dispatchEvent(new Event("change"));
}
