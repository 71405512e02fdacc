// The question on the phone: four pictures, one of which nobody wrote.

import { element } from "../page/dom.js";
import { digit } from "./digit.js";
import { withArticle } from "../page/words.js";

/** Names of the pictures. */
export const NAMES = ["A", "B", "C", "D"];

/**
 * What the phone says once the answer is shown.
 *
 * @param {{answer: number, between: string[]}} quiz
 * @param {number | null} vote
 */
export function outcome({ answer, between }, vote) {
  const ends = between.map(withArticle).join(" and ");
  const told = `Nobody wrote ${NAMES[answer]}: a network drew it, halfway between ${ends}.`;
  if (vote === null) return told;
  return vote === answer ? `Right! ${told}` : `You chose ${NAMES[vote]}. ${told}`;
}

/**
 * The question, which calls `choose` with the index of a picture.
 *
 * @param {any} quiz
 * @param {number | null} vote
 * @param {(choice: number) => void} choose
 */
export function question(quiz, vote, choose) {
  const choices = quiz.pictures.map((/** @type {string} */ pixels, /** @type {number} */ index) =>
    element(
      "button",
      {
        type: "button",
        disabled: quiz.revealed,
        "aria-pressed": String(index === vote),
        onclick: () => choose(index),
      },
      digit(pixels, `Picture ${NAMES[index]}`),
      NAMES[index],
    ),
  );
  const chosen = vote === null ? "Three were written by people. Tap the fourth." : `You chose ${NAMES[vote]}.`;
  return element(
    "section",
    { "aria-label": "Question" },
    element("h2", {}, "Which of these did nobody write?"),
    element("div", { class: "choices" }, ...choices),
    element("p", {}, quiz.revealed ? outcome(quiz, vote) : chosen),
  );
}
