/**
 * Whether the tutor can be reached, as a line above the conversation.
 */

import { isServerUp } from "./api.js";
import { announce, createElement } from "./dom.js";
import { strings } from "./strings.js";

// Doubled after each failure, up to the longest.
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

export class ConnectionLine {
  /** @param {() => void} onBack - called when the tutor is there again */
  constructor(onBack) {
    this.onBack = onBack;
    this.isLost = false;
    this.pause = FIRST_PAUSE_MS;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.node = createElement("p", { class: "connection", role: "status", "data-testid": "connection" });
    addEventListener("offline", () => this.lose());
    addEventListener("online", () => this.isLost && this.probe());
    if (!navigator.onLine) this.lose();
  }

  /** A call did not reach the tutor. */
  lose() {
    const told = navigator.onLine ? strings.connection.lost : strings.connection.offline;
    // The same words once more would be read once more, at each try.
    if (this.node.textContent !== told) this.node.textContent = told;
    if (this.isLost) return;
    this.isLost = true;
    this.pause = FIRST_PAUSE_MS;
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.probe(), this.pause);
  }

  async probe() {
    clearTimeout(this.timer);
    if (!(await isServerUp())) {
      this.lose();
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
      this.wait();
    } else if (this.isLost) {
      this.isLost = false;
      this.node.textContent = "";
      announce(strings.connection.back);
      this.onBack();
    }
  }
}
