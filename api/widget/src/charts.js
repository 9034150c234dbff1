/**
 * The drawings of a progress card. They come with the chart library, which is loaded when there is something
 * to draw; the figures around them (`figures.js`) tell the same without it.
 *
 * @typedef {{about: string, values: number[], names: string[], isCurve: boolean,
 *   tellTick: (value: number) => string, today: number, rest: number,
 *   goal?: {value: number, label: string} | null}} Days - about: what it shows, in a sentence; today, rest:
 *   places of values, of today and of what is marked while nobody points at a day
 * @typedef {(place: number, isByKey: boolean) => void} Read - told which day is looked at
 * @typedef {{share: number, interval?: {low: number, high: number}, kind?: string}} Bar - share: of the width
 */

// Its LineChart would add a quarter to its weight, for one line: that is drawn over the axes of a bar chart.
import { BarChart, FixedScaleAxis } from "chartist";

// A bar takes this share of its day, the rest is the gap.
const BAR_SHARE = 0.7;
// Height of the lowest bar that is not nothing.
const SEEN_PX = 2;
const POINT_PX = 5;
// Days between two names on the axis: the first of these that gives the names their room, better one that
// names both ends.
const DAY_STEPS = [1, 2, 5, 7, 10, 15, 30];
// Width of a letter or a digit in em, a little more than most have.
const LETTER_EM = 0.56;
// Height of the axis below a plot in em; `.plot-rows` in charts.css leaves the same.
const AXIS_EM = 1.9;
// What the library leaves between a number and the plot beside it.
const LABEL_GAP_PX = 10;
// Half of the height of a whisker's ends.
const WHISKER_END_PX = 4.5;
/** @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/**
 * One value a day, as bars or as a curve of shares.
 * @param {HTMLElement} plot
 * @param {Days} days
 * @param {Read} read
 */
export function drawDays(plot, days, read) {
  const { names, values, isCurve, goal, about } = days;
  const followDrawing = letPoint(plot, days, read);
  keepDrawn(plot, about, () => {
    const { axisY, ...options } = measure(plot, days);
    const shares = { type: FixedScaleAxis, ticks: [0, 0.25, 0.5, 0.75, 1] };
    const chart = new BarChart(
      plot,
      { labels: names, series: [values] },
      {
        ...options,
        axisY: isCurve ? { ...axisY, ...shares } : axisY,
        low: 0,
        high: isCurve ? 1 : Math.max(goal?.value ?? 0, ...values),
      },
    );
    /** @type {string[]} */
    const points = [];
    chart.on("draw", (event) => {
      if (event.type === "label") placeLabel(event, names.length, 0.5);
      if (event.type !== "bar") return;
      const { element, group, index, chartRect, x1, y1, y2 } = event;
      points.push(`${x1} ${y2}`);
      if (isCurve) group.elem("circle", { cx: x1, cy: y2, r: POINT_PX }, "point");
      else
        element.attr({
          "stroke-width": (chartRect.width() / values.length) * BAR_SHARE,
          y2: y1 - (values[index] && Math.max(SEEN_PX, y1 - y2)),
        });
    });
    chart.on("created", (event) => {
      if (isCurve) drawCurve(event, points);
      if (goal) drawGoal(event, goal);
      followDrawing(event);
    });
    return chart;
  });
}

/**
 * A bar in each of the tracks over which the plot lies.
 * @param {HTMLElement} plot
 * @param {HTMLElement[]} tracks
 * @param {{about: string, bars: Bar[], ticks: number[], tellTick: (tick: number) => string}} rows
 */
export function drawRows(plot, tracks, { about, bars, ticks, tellTick }) {
  keepDrawn(plot, about, () => {
    const { top } = plot.getBoundingClientRect();
    const places = tracks.map((track) => {
      const box = track.getBoundingClientRect();
      return { top: box.top - top, middle: (box.top + box.bottom) / 2 - top, bottom: box.bottom - top };
    });
    const chart = new BarChart(
      plot,
      { labels: bars.map(() => ""), series: [bars.map(({ share }) => share)] },
      {
        horizontalBars: true,
        low: 0,
        high: 1,
        chartPadding: 0,
        axisX: {
          type: FixedScaleAxis,
          ticks,
          offset: ticks.length ? getEm(plot) * AXIS_EM : 0,
          labelInterpolationFnc: (tick) => tellTick(Number(tick)),
        },
        axisY: { offset: 0, showLabel: false, showGrid: false },
      },
    );
    chart.on("draw", (event) => {
      if (event.type === "label") placeLabel(event, ticks.length, 0);
      if (event.type === "grid")
        event.element.replace(
          event.group.elem(
            "path",
            { d: places.map((place) => `M${event.x1} ${place.top}V${place.bottom}`).join("") },
            "ct-grid",
          ),
        );
      if (event.type === "bar") placeBar(event, places[event.index].middle, bars[event.index]);
    });
    return chart;
  });
}

/**
 * Draw as soon as there is room, and again when the room changes.
 * @param {HTMLElement} plot
 * @param {string} about
 * @param {() => BarChart} createChart
 */
function keepDrawn(plot, about, createChart) {
  let size = "";
  new ResizeObserver(() => {
    const found = `${plot.clientWidth} ${plot.clientHeight}`;
    if (!plot.clientWidth || found === size) return;
    plot.classList.toggle("is-new", !size);
    size = found;
    const chart = createChart();
    chart.on("created", ({ svg }) => {
      svg.attr({ role: "img", "aria-label": about });
      // The library listens to the window as well, and would hold a card that is gone.
      queueMicrotask(() => chart.detach());
    });
  }).observe(plot);
}

/**
 * Axes with room for their names: fewer names where there is less room.
 * @param {HTMLElement} plot
 * @param {Days} days
 */
function measure(plot, { names, values, tellTick, today, goal }) {
  const em = getEm(plot);
  const longest = (/** @type {string[]} */ words) =>
    Math.max(...words.map((word) => word.length)) * LETTER_EM * em;
  // One digit more than the highest value has: the scale may end above it.
  const offset = longest([`${tellTick(Math.max(1, goal?.value ?? 0, ...values))}0`]) + LABEL_GAP_PX;
  const day = (plot.clientWidth - offset) / names.length;
  const width = longest(names);
  // A name at an end stands beside its place, not under it, and so comes half its width nearer.
  const steps = DAY_STEPS.filter((n) => n * day >= 1.5 * width + 0.6 * em);
  const last = names.length - 1;
  const step = steps.find((n) => last % n === 0) ?? steps[0] ?? names.length;
  return {
    chartPadding: { top: em * 0.7, right: 2, bottom: 0, left: 0 },
    axisX: {
      offset: em * AXIS_EM,
      showGrid: false,
      labelInterpolationFnc: (/** @type {any} */ name, /** @type {number} */ place) => {
        const toEnd = Math.min(place, last - place);
        return (place - today) % step === 0 && (toEnd === 0 || toEnd * day >= width / 2) ? name : null;
      },
    },
    axisY: {
      offset,
      onlyInteger: true,
      scaleMinSpace: em * 2.4,
      labelInterpolationFnc: (/** @type {any} */ value) => tellTick(value),
    },
  };
}

/**
 * A name of an axis as text of the drawing: under its place, at an end of the axis within it.
 * @param {import("chartist").LabelDrawEvent} event
 * @param {number} n - of names
 * @param {number} middle - where in its step a name on the horizontal axis belongs
 */
function placeLabel({ axis, element, group, index, text, x, y, width, height }, n, middle) {
  const isAcross = axis.units.pos === "x";
  const anchor = !isAcross || index === n - 1 ? "end" : index ? "middle" : "start";
  const share = { start: 0, middle, end: middle * 2 }[anchor];
  const place = isAcross
    ? { x: x + width * share, y, dy: "0.8em" }
    : { x: x + width, y: y + height, dy: "0.33em" };
  element.replace(group.elem("text", { ...place, "text-anchor": anchor }, "ct-label").text(String(text)));
}

/**
 * @param {import("chartist").BarDrawEvent} event
 * @param {number} y
 * @param {Bar} bar
 */
function placeBar({ element, group, chartRect }, y, { interval, kind }) {
  element.attr({ y1: y, y2: y });
  if (kind) element.addClass(kind);
  if (!interval) return;
  const [low, high] = [interval.low, interval.high].map((share) => chartRect.x1 + share * chartRect.width());
  const end = `${y - WHISKER_END_PX}V${y + WHISKER_END_PX}`;
  group.elem("path", { d: `M${low} ${end}M${high} ${end}M${low} ${y}H${high}` }, "whisker");
}

/**
 * A line through points, and the ground under it.
 * @param {import("chartist").BarChartCreatedEvent} event
 * @param {string[]} points - from the left to the right
 */
function drawCurve({ svg, chartRect }, points) {
  const line = `M${points.join("L")}`;
  const [start] = points[0].split(" ");
  const series = /** @type {import("chartist").Svg} */ (svg.querySelector(".ct-series"));
  series.elem("path", { d: line }, "curve", true);
  series.elem("path", { d: `${line}V${chartRect.y1}H${start}Z` }, "curve-ground", true);
}

/**
 * @param {import("chartist").BarChartCreatedEvent} event
 * @param {{value: number, label: string}} goal
 */
function drawGoal({ svg, chartRect, axisY }, { value, label }) {
  const y = chartRect.y1 - axisY.projectValue(value);
  svg.elem("path", { d: `M${chartRect.x1} ${y}H${chartRect.x2}` }, "goal");
  svg.elem("text", { x: chartRect.x1 + 4, y, dy: "-0.35em" }, "goal-label").text(label);
}

/**
 * Let a pointer or the arrow keys go from day to day.
 * @param {HTMLElement} plot
 * @param {Days} days
 * @param {Read} read
 * @returns {(event: import("chartist").BarChartCreatedEvent) => void} to be called after each drawing
 */
function letPoint(plot, { names, rest }, read) {
  const last = names.length - 1;
  let place = rest;
  let start = 0;
  let step = 1;
  const mark = () => {
    const bars = plot.querySelectorAll(".ct-bar");
    bars.forEach((bar, at) => bar.classList.toggle("is-read", at === place));
    plot.querySelector(".guide")?.setAttribute("transform", `translate(${start + (place + 0.5) * step})`);
  };
  const show = (/** @type {number} */ wanted, isByKey = false) => {
    place = Math.min(last, Math.max(0, wanted));
    mark();
    read(place, isByKey);
  };
  const point = (/** @type {PointerEvent} */ { clientX }) =>
    show(Math.floor((clientX - plot.getBoundingClientRect().left - start) / step));
  plot.addEventListener("pointerdown", point);
  plot.addEventListener("pointermove", point);
  plot.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && show(rest));
  plot.addEventListener("blur", () => show(rest));
  plot.addEventListener("keydown", (event) => {
    // With another key they are the browser's: Alt and an arrow go back.
    if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(place + KEYS[event.key], true);
  });
  return ({ svg, chartRect }) => {
    start = chartRect.x1;
    step = chartRect.width() / names.length;
    svg.elem("path", { d: `M0 ${chartRect.y2}V${chartRect.y1}` }, "guide", true);
    mark();
  };
}

/** @param {HTMLElement} plot */
function getEm(plot) {
  return parseFloat(getComputedStyle(plot).fontSize);
}
