/**
 * Figures: a drawing, what it tells in a sentence and in words beside it, and a table behind it. All but the
 * drawing stands at once; that comes when the chart library has been loaded.
 */

import { announce, createElement } from "./dom.js";
import { strings } from "./strings.js";
import { renderTable } from "./tables.js";

/**
 * One value a day, as bars or as a line of shares.
 * @param {{title: string, about: string, values: number[], nameDay: (place: number) => string, unit: string,
 *   today: number, rest?: number, isCurve?: boolean, goal?: {value: number, label: string} | null,
 *   testId: string}} chart - about: what it shows, in a sentence; today, rest: places of values, of today and
 *   of what is told while nobody points at a day
 * @returns {HTMLElement}
 */
export function renderDays({ title, unit, values, nameDay, today, rest = today, isCurve = false, ...chart }) {
  const tellTick = isCurve ? strings.percent : String;
  const names = values.map((_, place) => nameDay(place));
  const reading = createElement("p", { class: "reading" });
  const read = (/** @type {number} */ place, isByKey = false) => {
    const [day, value] = [strings.reading(names[place]), tellTick(values[place])];
    reading.replaceChildren(day, createElement("strong", {}, value));
    if (isByKey) announce(`${day}${value}`);
  };
  read(rest);
  const plot = createElement("div", {
    class: isCurve ? "plot is-curve" : "plot",
    role: "group",
    tabindex: "0",
    "aria-label": strings.plotKeys(title),
  });
  const { about, goal, testId } = chart;
  const rows = names.map((name, place) => [name, tellTick(values[place])]);
  const figure = renderFigure({
    title,
    testId,
    body: [reading, plot],
    table: { head: [strings.day, unit], rows },
  });
  load(figure, plot, ({ drawDays }) =>
    drawDays(plot, { about, values, names, isCurve, tellTick, today, rest, goal }, read),
  );
  return figure;
}

/**
 * One bar a row, under its name and its number.
 * @typedef {import("./dom.js").Child[]} Words
 * @param {{title: string, about: string, rows: {name: Words, value: Words, note?: string,
 *   bar: import("./charts.js").Bar}[], ticks?: number[], tellTick?: (tick: number) => string, note?: string,
 *   table: {head: string[], rows: string[][]}, testId: string}} chart - about: what it shows, in a sentence;
 *   ticks: none where the numbers beside the bars are enough
 * @returns {HTMLElement}
 */
export function renderRows({ title, about, rows, ticks = [], tellTick = String, note, table, testId }) {
  const tracks = rows.map(() => createElement("div", { class: "row-track" }));
  const plot = createElement("div", { class: ticks.length ? "plot-rows has-scale" : "plot-rows" });
  const list = createElement(
    "ul",
    { class: "rows", role: "list" },
    ...rows.map(({ name, value, note }, place) =>
      createElement(
        "li",
        { class: "row" },
        createElement("span", { class: "row-name" }, ...name),
        createElement("span", { class: "row-value" }, ...value),
        tracks[place],
        note && createElement("span", { class: "row-note" }, note),
      ),
    ),
  );
  const body = [createElement("div", { class: "rows-body" }, list, plot)];
  if (note) body.push(createElement("p", { class: "figures-note" }, note));
  const figure = renderFigure({ title, testId, body, table });
  load(figure, plot, ({ drawRows }) =>
    drawRows(plot, tracks, { about, bars: rows.map(({ bar }) => bar), ticks, tellTick }),
  );
  return figure;
}

/**
 * @param {{title: string, testId: string, body: HTMLElement[],
 *   table: {head: string[], rows: string[][]}}} figure
 */
function renderFigure({ title, testId, body, table }) {
  return createElement(
    "figure",
    { class: "chart", "data-testid": testId },
    createElement("figcaption", {}, createElement("h3", { class: "card-label" }, title)),
    ...body,
    createElement(
      "details",
      { class: "sources" },
      createElement("summary", {}, strings.asTable),
      renderTable({ label: title, ...table }),
    ),
  );
}

/**
 * Draw when the chart library is there; without it the table is opened instead.
 * @param {HTMLElement} figure
 * @param {HTMLElement} plot
 * @param {(charts: typeof import("./charts.js")) => void} draw
 */
function load(figure, plot, draw) {
  import("./charts.js").then(draw, () => {
    plot.remove();
    figure.querySelector("details")?.setAttribute("open", "");
  });
}
