/**
 * Small charts drawn in SVG, each with its numbers in words beside or beneath it.
 */

import { createElement } from "./dom.js";
import { strings } from "./strings.js";

const SVG = "http://www.w3.org/2000/svg";
// A bar takes this share of its place, the rest is the gap.
const BAR_SHARE = 0.72;

/**
 * A share in [0, 1] as a bar, its interval as a whisker over it, and both in numbers.
 * @param {number} share
 * @param {{low: number, high: number}} [interval]
 * @returns {HTMLElement}
 */
export function renderShare(share, interval) {
  return createElement(
    "span",
    { class: "share" },
    drawShare(share, interval),
    createElement(
      "span",
      { class: "share-numbers" },
      createElement("strong", {}, strings.percent(share)),
      interval && ` (${strings.percentRange(interval.low, interval.high)})`,
    ),
  );
}

/**
 * @param {number} share
 * @param {{low: number, high: number}} [interval]
 */
export function drawShare(share, interval) {
  const svg = createSvg("svg", { class: "share-bar", width: "100%", height: "16", "aria-hidden": "true" });
  svg.append(
    createSvg("rect", { class: "share-ground", y: "3", width: "100%", height: "10", rx: "5" }),
    createSvg("rect", {
      class: interval ? "share-fill is-estimate" : "share-fill",
      y: "3",
      width: toPercent(share),
      height: "10",
      rx: "5",
    }),
  );
  if (interval) svg.append(...drawWhisker(interval));
  return svg;
}

/**
 * A line from the lowest to the highest value, with an end at each.
 * @param {{low: number, high: number}} interval
 */
function drawWhisker({ low, high }) {
  const [start, end] = [toPercent(low), toPercent(high)];
  const lines = [
    { x1: start, x2: end, y1: "8", y2: "8" },
    { x1: start, x2: start, y1: "3.5", y2: "12.5" },
    { x1: end, x2: end, y1: "3.5", y2: "12.5" },
  ];
  return lines.map((line) => createSvg("line", { class: "whisker", ...line }));
}

/**
 * One bar a day.
 * @param {{title: string, about: string, values: number[], nameDay: (place: number) => string,
 *   unit: string, testId: string}} chart - about: what it shows, in a sentence
 */
export function renderBars({ title, about, values, nameDay, unit, testId }) {
  const highest = Math.max(1, ...values);
  const svg = createPlot(about);
  const width = 100 / values.length;
  values.forEach((value, place) => {
    const height = (value / highest) * 100;
    const bar = createSvg("rect", {
      class: "bar",
      x: toPercent((width * (place + (1 - BAR_SHARE) / 2)) / 100),
      y: toPercent(1 - height / 100),
      width: toPercent((width * BAR_SHARE) / 100),
      height: toPercent(height / 100),
    });
    const name = createSvg("title", {});
    name.textContent = `${nameDay(place)}: ${value}`;
    bar.append(name);
    svg.append(bar);
  });
  const rows = values.map((value, place) => [nameDay(place), String(value)]);
  return renderFigure({ title, svg, top: String(highest), bottom: "0", rows, unit, testId });
}

/**
 * A line of shares in [0, 1], one a day.
 * @param {{title: string, about: string, values: number[], nameDay: (place: number) => string,
 *   unit: string, testId: string}} chart - about: what it shows, in a sentence
 */
export function renderCurve({ title, about, values, nameDay, unit, testId }) {
  const svg = createPlot(about, { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
  const points = values.map(
    (value, place) =>
      `${((place / Math.max(1, values.length - 1)) * 100).toFixed(2)},${(100 - value * 100).toFixed(2)}`,
  );
  svg.append(
    createSvg("polygon", { class: "curve-ground", points: ["0,100", ...points, "100,100"].join(" ") }),
    createSvg("polyline", {
      class: "curve",
      points: points.join(" "),
      "vector-effect": "non-scaling-stroke",
    }),
  );
  const rows = values.map((value, place) => [nameDay(place), strings.percent(value)]);
  const [top, bottom] = [strings.percent(1), strings.percent(0)];
  return renderFigure({ title, svg, top, bottom, rows, unit, testId });
}

/**
 * @param {{label: string, head: string[], rows: (Node | string)[][], testId?: string}} table - the first column
 *   names its row
 */
export function renderTable({ label, head, rows, testId }) {
  const table = createElement(
    "table",
    { "aria-label": label, class: "figures", "data-testid": testId },
    createElement(
      "thead",
      {},
      createElement("tr", {}, ...head.map((name) => createElement("th", { scope: "col" }, name))),
    ),
    createElement(
      "tbody",
      {},
      ...rows.map(([name, ...cells]) =>
        createElement(
          "tr",
          {},
          createElement("th", { scope: "row" }, name),
          ...cells.map((cell) => createElement("td", {}, cell)),
        ),
      ),
    ),
  );
  return createElement(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": strings.scrolls(label) },
    table,
  );
}

/**
 * @param {{title: string, svg: SVGElement, top: string, bottom: string, rows: string[][], unit: string,
 *   testId: string}} figure
 */
function renderFigure({ title, svg, top, bottom, rows, unit, testId }) {
  const ends = [rows[0][0], rows[rows.length - 1][0]];
  return createElement(
    "figure",
    { class: "chart", "data-testid": testId },
    createElement("figcaption", {}, title),
    createElement(
      "div",
      { class: "chart-body" },
      createElement(
        "div",
        { class: "chart-scale", "aria-hidden": "true" },
        createElement("span", {}, top),
        createElement("span", {}, bottom),
      ),
      svg,
      createElement(
        "div",
        { class: "chart-days", "aria-hidden": "true" },
        ...ends.map((end) => createElement("span", {}, end)),
      ),
    ),
    createElement(
      "details",
      { class: "sources" },
      createElement("summary", {}, strings.asTable),
      renderTable({ label: title, head: [strings.day, unit], rows }),
    ),
  );
}

/**
 * The ground of a chart, which a screen reader takes for a picture.
 * @param {string} about
 * @param {Record<string, string>} [attributes]
 */
function createPlot(about, attributes = {}) {
  return createSvg("svg", { class: "plot", role: "img", "aria-label": about, ...attributes });
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @returns {SVGElement}
 */
function createSvg(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** @param {number} share */
function toPercent(share) {
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
}
