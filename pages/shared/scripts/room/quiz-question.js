// The question on the phone: four pictures, one of which nobody wrote.

import { element } from "../page/dom.js";
import { digit } from "./digit.js";
import { withArticle } from "../page/words.js";

/**
 * @typedef {{number: number, pictures: string[]}} Pictures A question's number, and the pixels in base64.
 * @typedef {{revealed: true, answer: number, between: string[]}} Answer `answer` is the index of the picture that
 *   nobody wrote; it lies halfway between two classes.
 * @typedef {Pictures & (Answer | {revealed: false, answer: null, between: null})} Quiz
 */

/** Names of the pictures. */
export const NAMES = ["A", "B", "C", "D"];

/**
 * The answer, in words.
 *
 * @param {Answer} quiz
 */
export const answerWords = ({ answer, between }) =>
  `Nobody wrote ${NAMES[answer]}: a network drew it, halfway between ${between.map(withArticle).join(" and ")}.`;

/**
 * Text on the phone once the answer is shown.
 *
 * @param {Answer} quiz
 * @param {number | null} vote
 */
function outcome(quiz, vote) {
  const words = answerWords(quiz);
  if (vote === null) return words;
  return vote === quiz.answer ? `Right! ${words}` : `You chose ${NAMES[vote]}. ${words}`;
}

/**
 * The question, which calls `choose` with the index of a picture.
 *
 * @param {Quiz} quiz
 * @param {number | null} vote
 * @param {(choice: number) => void} choose
 */
export function question(quiz, vote, choose) {
  const choices = quiz.pictures.map((pixels, index) =>
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
