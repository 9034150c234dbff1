/**
 * What a section of a sheet can be asked: buttons beneath its heading.
 *
 * @typedef {object} Chat
 * @property {(message: string) => unknown} say
 * @property {(text: string) => unknown} prefill - for the learner to go on with, and to send
 */

import { createElement } from "./dom.js";
import { strings } from "./strings.js";

/**
 * Draw the buttons of every section whose heading has `data-ask` or `data-about`, and maybe `data-quiz`, from
 * the server.
 * @param {ParentNode} root
 * @param {Chat} chat
 */
export function drawSectionTools(root, chat) {
  for (const heading of root.querySelectorAll("[data-ask], [data-about]")) {
    const { ask, about, quiz } = /** @type {HTMLElement} */ (heading).dataset;
    const ways = [
      createTool("ask", heading.id, () => (ask ? chat.say(ask) : chat.prefill(`${about}: `))),
      quiz && createTool("quiz", heading.id, () => chat.say(quiz)),
    ];
    heading.after(createElement("div", { class: "section-tools" }, ...ways));
  }
}

/**
 * @param {"ask" | "quiz"} kind
 * @param {string} about - id of the heading
 * @param {() => unknown} act
 */
function createTool(kind, about, act) {
  const button = createElement(
    "button",
    { type: "button", class: `section-${kind}`, "data-testid": `section-${kind}`, "aria-describedby": about },
    strings.sectionTools[kind],
  );
  button.addEventListener("click", act);
  return button;
}
