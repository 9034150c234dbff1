/**
 * Steps to put in order: by buttons, by dragging with a mouse, or by dragging their handle with a finger.
 */

import { announce, createElement } from "./dom.js";
import { renderInline } from "./markdown.js";
import { strings } from "./strings.js";

/**
 * @param {import("./api.js").ShownOption[]} steps
 * @param {string[]} order - signs, the first step's first; any other order than a full one is left aside
 * @returns {{node: HTMLElement, read: () => string[]}}
 */
export function createOrdering(steps, order) {
  const isFull = order.length === steps.length;
  const sorted = isFull ? order.flatMap((sign) => steps.find((step) => step.sign === sign) ?? []) : steps;
  const list = createElement("ol", { class: "steps", role: "list" }, ...sorted.map(renderStep));
  const rows = () => /** @type {HTMLElement[]} */ ([...list.children]);
  const settle = () => markEnds(rows());
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const row = /** @type {HTMLElement | null} */ (button?.closest(".step") ?? null);
    if (!button || !row || button.getAttribute("aria-disabled") === "true") return;
    if ("up" in button.dataset) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    settle();
    // A row that moves in the document loses the focus.
    button.focus();
    tellPlace(row);
  });
  list.addEventListener("pointerdown", (event) => {
    const row = findDragged(event);
    if (row && !list.closest("fieldset:disabled")) drag(event, row, settle);
  });
  settle();
  return { node: list, read: () => rows().map((row) => row.dataset.sign ?? "") };
}

/** @param {import("./api.js").ShownOption} step */
function renderStep({ sign, text }) {
  const button = (/** @type {"up" | "down"} */ way) =>
    createElement("button", {
      type: "button",
      class: "step-button",
      [`data-${way}`]: true,
      "aria-label": strings.moveStep[way](sign),
    });
  return createElement(
    "li",
    { class: "step", "data-testid": "step", "data-sign": sign },
    createElement("span", { class: "step-grip", "aria-hidden": "true" }),
    createElement("span", { class: "option-sign" }, sign),
    createElement("span", { class: "step-text" }, renderInline(text)),
    createElement("span", { class: "step-buttons" }, button("up"), button("down")),
  );
}

/**
 * The first step goes no higher, the last no lower; their buttons keep the focus and do nothing.
 * @param {HTMLElement[]} rows
 */
function markEnds(rows) {
  rows.forEach((row, place) => {
    row.querySelector("[data-up]")?.setAttribute("aria-disabled", String(place === 0));
    row.querySelector("[data-down]")?.setAttribute("aria-disabled", String(place === rows.length - 1));
  });
}

/** @param {HTMLElement} row */
function tellPlace(row) {
  const rows = [...(row.parentElement?.children ?? [])];
  announce(strings.movedStep(row.dataset.sign ?? "", rows.indexOf(row) + 1, rows.length));
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * The row that a press begins to drag; a finger elsewhere than on the handle scrolls.
 * @param {PointerEvent} event
 * @returns {HTMLElement | null}
 */
function findDragged(event) {
  const target = event.target instanceof Element ? event.target : null;
  if (!target || event.button !== 0 || target.closest("button")) return null;
  if (event.pointerType !== "mouse" && !target.closest(".step-grip")) return null;
  return target.closest(".step");
}

/**
 * Let a row follow the pointer. Its neighbours move around it: it would lose the pointer if it moved itself.
 * @param {PointerEvent} start
 * @param {HTMLElement} row
 * @param {() => void} settle - called when it is let go
 */
function drag(start, row, settle) {
  start.preventDefault();
  row.setPointerCapture(start.pointerId);
  row.classList.add("is-dragged");
  let origin = start.clientY;
  let isMoved = false;

  const follow = (/** @type {PointerEvent} */ event) => {
    for (;;) {
      row.style.translate = `0 ${event.clientY - origin}px`;
      const before = row.offsetTop;
      if (!passNeighbour(row)) return;
      origin += row.offsetTop - before;
      isMoved = true;
    }
  };
  const drop = () => {
    row.removeEventListener("pointermove", follow);
    row.classList.remove("is-dragged");
    row.style.translate = "";
    settle();
    if (isMoved) tellPlace(row);
  };
  row.addEventListener("pointermove", follow);
  row.addEventListener("lostpointercapture", drop, { once: true });
}

/**
 * Let a neighbour change places with a row that has passed its middle.
 * @param {HTMLElement} row
 * @returns {boolean} whether one did
 */
function passNeighbour(row) {
  const { previousElementSibling: above, nextElementSibling: below } = row;
  const { top, bottom } = row.getBoundingClientRect();
  if (above && top < findMiddle(above)) row.after(above);
  else if (below && bottom > findMiddle(below)) row.before(below);
  else return false;
  return true;
}

/** @param {Element} row */
function findMiddle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
