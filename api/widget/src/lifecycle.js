/**
 * What a learner must know of a subject's availability, as a callout.
 */

import { createElement } from "./dom.js";
import { createLink } from "./links.js";
import { renderInline } from "./markdown.js";
import { strings } from "./strings.js";

/**
 * @param {import("./api.js").Lifecycle} notice
 * @param {{isNamed?: boolean, now?: Date}} [options] - isNamed: begin with the subject's name
 * @returns {HTMLElement}
 */
export function renderLifecycle(notice, { isNamed = false, now = new Date() } = {}) {
  const checked = notice.verified && strings.checkedOn(formatDate(notice.verified));
  const kind = notice.evidence && (strings.evidence[notice.evidence] ?? notice.evidence);
  const origin = notice.source ? createLink(notice.source, {}, kind ?? strings.statusSource) : kind;
  return createElement(
    "div",
    { class: "lifecycle", role: "note", "data-testid": "lifecycle", "data-state": notice.state },
    createElement(
      "p",
      { class: "lifecycle-what" },
      createElement(
        "strong",
        {},
        `${isNamed ? `${notice.subject.name}: ` : ""}${describeState(notice, now)}`,
      ),
      notice.successors?.length > 0 && ` ${describeSuccessors(notice)}`,
    ),
    notice.note && createElement("p", { class: "lifecycle-note" }, renderInline(notice.note)),
    (checked || origin) &&
      createElement("p", { class: "lifecycle-origin" }, checked, checked && origin && " · ", origin),
  );
}

/**
 * @param {import("./api.js").Lifecycle} notice
 * @param {Date} now
 * @returns {string} such as "Closed to new customers since 30 July 2026."
 */
function describeState(notice, now) {
  const say = strings.lifecycle[notice.state];
  const isPast = notice.date ? new Date(`${notice.date}T00:00:00Z`) <= now : true;
  return say ? say(notice.date && formatDate(notice.date), isPast) : `${notice.state.replaceAll("_", " ")}.`;
}

/**
 * @param {import("./api.js").Lifecycle} notice
 * @returns {string} such as "Instead: Amazon Bedrock Knowledge Bases."
 */
function describeSuccessors(notice) {
  const names = joinNames(notice.successors.map((successor) => successor.name));
  return notice.state === "renamed" ? strings.newNames(names) : strings.successors(names);
}

/**
 * @param {string} day - ISO day
 * @returns {string} such as "30 July 2026"
 */
export function formatDate(day) {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return date.toLocaleDateString(strings.locale, {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** @param {string[]} names */
export function joinNames(names) {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${strings.and} ${names[names.length - 1]}`;
}
