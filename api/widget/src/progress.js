/**
 * What a learner knows, and what to do about it.
 */

import { createElement } from "./dom.js";
import { renderDays, renderRows } from "./figures.js";
import { formatDate } from "./lifecycle.js";
import { renderBlocks } from "./markdown.js";
import { drawShare } from "./share.js";
import { strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";

/**
 * @param {import("./api.js").ProgressReply} reply
 * @returns {HTMLElement}
 */
export function renderProgress(reply) {
  const hasAnswers = reply.n_attempts > 0;
  return createElement(
    "article",
    { class: "card", "data-testid": "progress-card" },
    createElement("h2", { class: "card-title" }, strings.progress(reply.exam_name ?? reply.exam)),
    createElement("div", { class: "prose" }, renderBlocks(reply.text)),
    // Before the first answer every share is a guess, and no chart has anything to show.
    !hasAnswers &&
      createElement("p", { class: "no-answers", "data-testid": "no-answers" }, strings.noAnswers),
    hasAnswers && reply.readiness && renderReadiness(reply.readiness),
    reply.plan && renderPlan(reply.plan),
    ...(hasAnswers ? renderFigures(reply) : []),
    renderSuggestions(reply.suggestions),
  );
}

/** @param {import("./api.js").ProgressReply} reply */
function renderFigures({ domains, confusions, per_day: perDay, forecast, curve, plan }) {
  const days = [
    perDay.some(Boolean) && renderPerDay(perDay, plan?.goal ?? 0),
    forecast.some(Boolean) && renderForecast(forecast),
    curve.length > 1 && renderRecall(curve),
  ].filter(Boolean);
  return [
    domains.length > 0 && renderMastery(domains),
    confusions.length > 0 && renderConfusions(confusions),
    days.length > 0 && createElement("div", { class: "charts" }, ...days),
  ];
}

/** @param {import("./api.js").Readiness} readiness */
function renderReadiness({ share, low, high, level, raises }) {
  return createElement(
    "section",
    { class: "readiness", "data-testid": "readiness" },
    createElement("h3", { class: "card-label" }, strings.readiness),
    createElement(
      "p",
      { class: "readiness-value" },
      createElement("strong", {}, strings.percent(share)),
      ` ${level}`,
    ),
    drawShare(share, { low, high }),
    createElement("p", { class: "readiness-about" }, strings.readinessRange(low, high)),
    raises.length > 0 && createElement("p", { class: "readiness-raises" }, strings.raises),
    raises.length > 0 &&
      createElement("ol", { class: "raises" }, ...raises.map((raise) => createElement("li", {}, raise))),
  );
}

/** @param {import("./api.js").DayPlan} plan */
function renderPlan(plan) {
  const words = strings.plan;
  /** @type {[string, import("./dom.js").Child | import("./dom.js").Child[]][]} */
  const facts = [
    [words.reviews, String(plan.reviews)],
    [words.new, String(plan.new)],
    [words.done, words.doneOf(plan.done_today, plan.goal, plan.goal_met)],
    [words.streak, words.days(plan.streak)],
    [words.focus, plan.focus],
    [words.exam, describeExamDay(plan)],
  ];
  return createElement(
    "section",
    { "data-testid": "plan" },
    createElement("h3", { class: "card-label" }, words.title),
    createElement(
      "dl",
      { class: "plan" },
      ...facts
        .filter(([, value]) => value)
        .map(([name, value]) =>
          createElement("div", {}, createElement("dt", {}, name), createElement("dd", {}, ...[value].flat())),
        ),
    ),
    plan.mock_exam && createElement("p", { class: "plan-exam" }, words.mockExam),
  );
}

/**
 * The day and how far it is, neither of them broken.
 * @param {import("./api.js").DayPlan} plan
 * @returns {import("./dom.js").Child[] | null}
 */
function describeExamDay({ days_left: daysLeft, exam_day: day }) {
  if (!day) return null;
  const isFar = daysLeft !== null && daysLeft !== undefined;
  const unbroken = (/** @type {string} */ text) => createElement("span", { class: "unbroken" }, text);
  return [
    unbroken(`${formatDate(day)}${isFar ? "," : ""}`),
    " ",
    isFar && unbroken(strings.plan.left(daysLeft)),
  ];
}

/** @param {import("./api.js").DomainProgress[]} domains */
function renderMastery(domains) {
  const columns = strings.domainColumns;
  const tellRange = (/** @type {import("./api.js").DomainProgress} */ { low, high }) =>
    strings.percentRange(low, high);
  return renderRows({
    title: strings.domains,
    about: strings.domainsAbout(domains.map(({ name, mastery }) => `${name} ${strings.percent(mastery)}`)),
    rows: domains.map((domain) => ({
      name: [domain.name],
      value: [createElement("strong", {}, strings.percent(domain.mastery)), ` ${tellRange(domain)}`],
      note: strings.domainNote(domain),
      bar: { share: domain.mastery, interval: domain, kind: domain.attempts ? "is-estimate" : "is-guess" },
    })),
    ticks: [0, 0.25, 0.5, 0.75, 1],
    tellTick: strings.percent,
    note: strings.intervalNote,
    table: {
      head: [columns.name, columns.mastery, columns.level, columns.answers, columns.due, columns.weight],
      rows: domains.map((domain) => [
        domain.name,
        `${strings.percent(domain.mastery)} (${tellRange(domain)})`,
        domain.level,
        String(domain.attempts),
        String(domain.due),
        strings.percent(domain.weight / 100),
      ]),
    },
    testId: "domains",
  });
}

/** @param {import("./api.js").Confusion[]} confusions */
function renderConfusions(confusions) {
  const columns = strings.confusionColumns;
  const most = Math.max(...confusions.map(({ count }) => count));
  return renderRows({
    title: strings.confusions,
    about: strings.confusionsAbout(confusions.length, most),
    rows: confusions.map(({ expected, taken, count, resolved }) => ({
      name: strings.confusion(taken.name, expected.name).map(renderPart),
      value: [resolved ? strings.confusionResolved(count) : strings.times(count)],
      bar: { share: count / most, kind: resolved ? "is-settled" : undefined },
    })),
    table: {
      head: [columns.taken, columns.expected, columns.times, columns.settled],
      rows: confusions.map(({ expected, taken, count, resolved }) => [
        taken.name,
        expected.name,
        String(count),
        resolved ? strings.yes : strings.no,
      ]),
    },
    testId: "confusions",
  });
}

/**
 * Names stand out from the words between them.
 * @param {string} part
 * @param {number} place - names stand at the odd ones
 */
function renderPart(part, place) {
  return place % 2 ? createElement("strong", {}, part) : part;
}

/**
 * @param {number[]} values - the oldest first
 * @param {number} goal - answers a day; 0 for none
 */
function renderPerDay(values, goal) {
  const today = values.length - 1;
  return renderDays({
    title: strings.perDay.title,
    about: strings.perDay.about(sum(values), values.length, Math.max(...values)),
    values,
    nameDay: (place) => strings.dayAgo(today - place),
    unit: strings.perDay.unit,
    today,
    goal: goal ? { value: goal, label: strings.perDay.goal(goal) } : null,
    testId: "per-day",
  });
}

/** @param {number[]} values - of today first */
function renderForecast(values) {
  return renderDays({
    title: strings.forecast.title,
    about: strings.forecast.about(sum(values), values.length, values[0]),
    values,
    nameDay: strings.dayAhead,
    unit: strings.forecast.unit,
    today: 0,
    testId: "forecast",
  });
}

/** @param {number[]} shares - of today first */
function renderRecall(shares) {
  const last = shares.length - 1;
  return renderDays({
    title: strings.curve.title,
    about: strings.curve.about(shares[0], shares[last], last),
    values: shares,
    nameDay: strings.dayAhead,
    unit: strings.curve.unit,
    today: 0,
    rest: last,
    isCurve: true,
    testId: "curve",
  });
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
