/**
 * What a learner knows, and what to do about it.
 */

import { drawShare, renderBars, renderCurve, renderShare, renderTable } from "./charts.js";
import { createElement } from "./dom.js";
import { formatDate } from "./lifecycle.js";
import { renderBlocks } from "./markdown.js";
import { strings } from "./strings.js";
import { renderSuggestions } from "./suggestions.js";

/**
 * @param {import("./api.js").ProgressReply} reply
 * @returns {HTMLElement}
 */
export function renderProgress(reply) {
  return createElement(
    "article",
    { class: "card", "data-testid": "progress-card" },
    createElement("h2", { class: "card-title" }, strings.progress(reply.exam_name ?? reply.exam)),
    createElement("div", { class: "prose" }, renderBlocks(reply.text)),
    reply.readiness && renderReadiness(reply.readiness),
    reply.plan && renderPlan(reply.plan),
    ...renderDomains(reply.domains),
    ...renderConfusions(reply.confusions),
    ...renderCharts(reply),
    renderSuggestions(reply.suggestions),
  );
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
  const facts = [
    [words.reviews, String(plan.reviews)],
    [words.new, String(plan.new)],
    [words.done, words.doneOf(plan.done_today, plan.goal, plan.goal_met)],
    [words.streak, words.days(plan.streak)],
    [words.focus, plan.focus],
    [words.exam, describeExamDay(plan)],
  ].filter(([, value]) => value);
  return createElement(
    "section",
    { "data-testid": "plan" },
    createElement("h3", { class: "card-label" }, words.title),
    createElement(
      "dl",
      { class: "plan" },
      ...facts.map(([name, value]) =>
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
function renderDomains(domains) {
  if (!domains.length) return [];
  const columns = strings.domainColumns;
  return [
    createElement("h3", { class: "card-label" }, strings.domains),
    renderTable({
      label: strings.domains,
      testId: "domains",
      head: [columns.name, columns.mastery, columns.level, columns.answers, columns.due, columns.weight],
      rows: domains.map(({ name, weight, attempts, mastery, low, high, level, due }) => [
        name,
        renderShare(mastery, { low, high }),
        level,
        String(attempts),
        String(due),
        strings.percent(weight / 100),
      ]),
    }),
    createElement("p", { class: "figures-note" }, strings.intervalNote),
  ];
}

/** @param {import("./api.js").Confusion[]} confusions */
function renderConfusions(confusions) {
  if (!confusions.length) return [];
  return [
    createElement("h3", { class: "card-label" }, strings.confusions),
    createElement(
      "ul",
      { class: "confusions", role: "list", "data-testid": "confusions" },
      ...confusions.map(({ expected, taken, count, resolved }) =>
        createElement(
          "li",
          { "data-resolved": resolved },
          createElement("span", {}, ...strings.confusion(taken.name, expected.name).map(renderPart)),
          createElement(
            "span",
            { class: "confusion-count" },
            resolved ? strings.confusionResolved(count) : strings.times(count),
          ),
        ),
      ),
    ),
  ];
}

/**
 * Names stand out from the words between them.
 * @param {string} part
 * @param {number} place - names stand at the odd ones
 */
function renderPart(part, place) {
  return place % 2 ? createElement("strong", {}, part) : part;
}

/** @param {import("./api.js").ProgressReply} reply */
function renderCharts({ per_day: perDay, forecast, curve }) {
  const charts = [
    perDay.some(Boolean) &&
      renderBars({
        title: strings.perDay.title,
        about: strings.perDay.about(sum(perDay), perDay.length, Math.max(...perDay)),
        values: perDay,
        nameDay: (place) => strings.dayAgo(perDay.length - 1 - place),
        unit: strings.perDay.unit,
        testId: "per-day",
      }),
    forecast.some(Boolean) &&
      renderBars({
        title: strings.forecast.title,
        about: strings.forecast.about(sum(forecast), forecast.length, forecast[0]),
        values: forecast,
        nameDay: strings.dayAhead,
        unit: strings.forecast.unit,
        testId: "forecast",
      }),
    curve.length > 1 &&
      renderCurve({
        title: strings.curve.title,
        about: strings.curve.about(curve[0], curve[curve.length - 1], curve.length - 1),
        values: curve,
        nameDay: strings.dayAhead,
        unit: strings.curve.unit,
        testId: "curve",
      }),
  ].filter(Boolean);
  return charts.length ? [createElement("div", { class: "charts" }, ...charts)] : [];
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
