/**
 * A share as a bar in a line of text or a cell of a table.
 */

import { createElement } from "./dom.js";
import { strings } from "./strings.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * A share in [0, 1] as a bar and in numbers.
 * @param {number} share
 * @returns {HTMLElement}
 */
export function renderShare(share) {
  return createElement(
    "span",
    { class: "share" },
    drawShare(share),
    createElement(
      "span",
      { class: "share-numbers" },
      createElement("strong", {}, strings.percent(share)),
    ),
  );
}

/**
 * A share in [0, 1] as a bar, its interval as a whisker over it.
 * @param {number} share
 * @param {{low: number, high: number}} [interval]
 */
export function drawShare(share, interval) {
  const svg = createSvg("svg", { class: "share-bar", width: "100%", height: "16", "aria-hidden": "true" });
  svg.append(
    createSvg("rect", { class: "share-ground", y: "3", width: "100%", height: "10", rx: "2" }),
    createSvg("rect", {
      class: interval ? "share-fill is-estimate" : "share-fill",
      y: "3",
      width: toPercent(share),
      height: "10",
      rx: "2",
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
