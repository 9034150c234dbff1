/**
 * Thumbs up or down for a reply, with a word for who wants to give one.
 */

import { ApiError, rateReply } from "./api.js";
import { announce, createElement, createId } from "./dom.js";
import { strings } from "./strings.js";

/** @typedef {"up" | "down"} Verdict */

const RATED = new Set(["answer", "comparison", "worked_question", "feedback"]);
const RATED_NOTICES = new Set(["not_covered", "not_said", "other_vendor", "unclear"]);
// As the server's limit.
const MAX_WORD_CHARS = 500;

/**
 * Whether a reply holds something to judge, and the server knows it.
 * @param {import("./conversation.js").Turn} turn
 * @param {number} place - of the reply in the turn
 */
export function canRate({ number, replies }, place) {
  const reply = replies[place];
  const isJudged = RATED.has(reply.type) || (reply.type === "notice" && RATED_NOTICES.has(reply.kind));
  return number !== null && isJudged;
}

export class Rating {
  /**
   * @param {import("./conversation.js").Turn} turn
   * @param {number} place - of the reply in the turn
   */
  constructor(turn, place) {
    this.turn = turn;
    this.place = place;
    this.isRating = false;
    this.thumbs = /** @type {const} */ (["up", "down"]).map((verdict) => this.createThumb(verdict));
    this.told = createElement("div", { class: "rating-told" });
    const group = createElement(
      "span",
      { class: "thumbs", role: "group", "aria-label": strings.ratings.label },
      ...this.thumbs,
    );
    this.node = createElement("div", { class: "rating" }, group, this.told);
    this.show();
  }

  /** @param {Verdict} verdict */
  createThumb(verdict) {
    const thumb = createElement("button", {
      type: "button",
      class: `tool thumb thumb-${verdict}`,
      "aria-label": strings.ratings[verdict],
      title: strings.ratings[verdict],
      "data-testid": `thumb-${verdict}`,
      "data-verdict": verdict,
    });
    thumb.addEventListener("click", () => this.rate(this.find()?.verdict === verdict ? null : verdict, null));
    return thumb;
  }

  /**
   * @param {Verdict | null} verdict - null takes it back
   * @param {string | null} word
   */
  async rate(verdict, word) {
    if (this.isRating) return;
    const before = this.turn.ratings;
    this.turn.ratings = before.filter(({ reply }) => reply !== this.place);
    if (verdict) this.turn.ratings.push({ reply: this.place, verdict, word });
    this.show();
    // Two clicks at once could arrive in the wrong order.
    this.isRating = true;
    try {
      await rateReply(this.turn.id, this.place, verdict, word);
      this.thank(verdict, word);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.turn.ratings = before;
      this.show();
      this.told.replaceChildren(createElement("p", { role: "alert" }, error.message));
    } finally {
      this.isRating = false;
    }
  }

  show() {
    const verdict = this.find()?.verdict;
    for (const thumb of this.thumbs)
      thumb.setAttribute("aria-pressed", String(thumb.dataset.verdict === verdict));
  }

  /**
   * @param {Verdict | null} verdict
   * @param {string | null} word
   */
  thank(verdict, word) {
    const thanks = verdict ? strings.ratings.thanks : strings.ratings.takenBack;
    announce(thanks);
    const canSayMore = verdict !== null && word === null;
    // The form goes, and the focus with it.
    if (this.told.matches(":focus-within")) this.findThumb(verdict)?.focus();
    this.told.replaceChildren(canSayMore ? this.renderForm(verdict) : createElement("p", {}, thanks));
  }

  /** @param {Verdict} verdict */
  renderForm(verdict) {
    const id = createId();
    const field = /** @type {HTMLInputElement} */ (
      createElement("input", { id, type: "text", maxlength: String(MAX_WORD_CHARS), autocomplete: "off" })
    );
    const form = createElement(
      "form",
      { class: "rating-form", "data-testid": "rating-form" },
      createElement("label", { for: id }, strings.ratings.word),
      field,
      createElement("button", { type: "submit", class: "tool" }, strings.ratings.send),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const word = field.value.trim();
      if (word) this.rate(verdict, word);
      else field.focus();
    });
    return form;
  }

  /** @param {Verdict | null} verdict */
  findThumb(verdict) {
    return this.thumbs.find((thumb) => thumb.dataset.verdict === verdict);
  }

  find() {
    return this.turn.ratings.find(({ reply }) => reply === this.place) ?? null;
  }
}
