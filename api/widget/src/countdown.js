/**
 * The time that an exam has left.
 */

import { announce } from "./dom.js";
import { countSecondsLeft } from "./sittings.js";
import { strings } from "./strings.js";

// Minutes left at which a screen reader is told, the last first.
const TOLD_AT = [0, 1, 5, 10];
const LOW_MINUTES = 5;

// What every clock of a sitting showed last, so that only the first to pass a mark tells of it.
/** @type {Map<string, number>} */
const shown = new Map();

/** Shows the time left of the exam that `data-sitting` names, and tells of its last minutes. */
export class CountdownElement extends HTMLElement {
  /** @type {number | undefined} */
  timer;

  connectedCallback() {
    this.className = "countdown";
    this.setAttribute("role", "timer");
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    // A card closes when the time is over, and takes its clock away before the clock has told it.
    this.tick();
  }

  tick() {
    const sitting = this.dataset.sitting ?? "";
    const seconds = countSecondsLeft(sitting);
    this.hidden = seconds === null;
    if (seconds === null) return;
    this.textContent = seconds ? strings.timeLeft(formatTime(seconds)) : strings.timeOver;
    this.classList.toggle("is-low", seconds <= LOW_MINUTES * 60);
    tellMark(sitting, seconds);
  }
}

/**
 * @param {string} sitting
 * @param {number} seconds
 */
function tellMark(sitting, seconds) {
  const before = shown.get(sitting) ?? seconds;
  shown.set(sitting, seconds);
  const mark = TOLD_AT.find((minutes) => seconds <= minutes * 60 && before > minutes * 60);
  if (mark !== undefined) announce(mark ? strings.minutesLeft(mark) : strings.timeOver);
}

/**
 * @param {number} seconds
 * @returns {string} such as "1:02:07" or "4:59"
 */
function formatTime(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = hours ? [hours, pad(minutes), pad(rest)] : [minutes, pad(rest)];
  return parts.join(":");
}

/** @param {number} value */
function pad(value) {
  return String(value).padStart(2, "0");
}
