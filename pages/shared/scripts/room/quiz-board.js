// The question on the wall: four pictures, how many phones have answered, and the answer.

import { button, element, write } from "../page/dom.js";
import { digit } from "./digit.js";
import { NAMES, answerWords } from "./quiz-question.js";

/**
 * @import { Answer, Pictures } from "./quiz-question.js"
 *
 * @typedef {Answer & {counts: number[]}} CountedAnswer `counts` has the votes for each picture.
 * @typedef {Pictures & {votes: number} & (CountedAnswer | {revealed: false, counts: null})} WallQuiz
 */

export class QuizBoard {
  #pictures = element("div", { class: "choices" });
  #sentence = element("p", { role: "status" });
  #reveal;
  #number = 0;

  /**
   * @param {(action: string) => void} act
   * @param {string} [back] Text of the button that ends the question; "" for no button.
   */
  constructor(act, back = "Back to the map") {
    this.#reveal = button("Show the answer", () => act("reveal"), { class: "primary" });
    this.root = element(
      "div",
      { class: "quiz", hidden: true },
      element("h2", {}, "Which of these did nobody write?"),
      this.#pictures,
      this.#sentence,
      element(
        "div",
        { class: "row" },
        this.#reveal,
        button("Next question", () => act("ask")),
        back ? button(back, () => act("end question")) : "",
      ),
    );
  }

  /** @param {WallQuiz | null} quiz Null if there is no question. */
  show(quiz) {
    this.root.hidden = !quiz;
    if (!quiz) {
      this.#number = 0;
      return;
    }
    if (quiz.number !== this.#number) this.#showPictures(quiz);
    this.#reveal.hidden = quiz.revealed;
    const answered = quiz.votes === 1 ? "1 phone has answered" : `${quiz.votes} phones have answered`;
    if (!quiz.revealed) {
      write(this.#sentence, `${answered}. Three were written by people.`);
      return;
    }
    const right = quiz.counts[quiz.answer];
    write(this.#sentence, `${answerWords(quiz)} ${right} of ${quiz.votes} found it.`);
    [...this.#pictures.children].forEach((figure, index) => {
      figure.classList.toggle("answer", index === quiz.answer);
      const votes = quiz.counts[index];
      write(/** @type {Element} */ (figure.querySelector("figcaption")), `${NAMES[index]} · ${votes}`);
      const bar = /** @type {HTMLElement} */ (figure.querySelector("i"));
      bar.style.width = `${(100 * votes) / Math.max(1, quiz.votes)}%`;
    });
  }

  /** @param {WallQuiz} quiz */
  #showPictures(quiz) {
    this.#number = quiz.number;
    this.#pictures.replaceChildren(
      ...quiz.pictures.map((pixels, index) =>
        element(
          "figure",
          {},
          digit(pixels, `Picture ${NAMES[index]}`),
          element("i", { class: "bar" }),
          element("figcaption", {}, NAMES[index]),
        ),
      ),
    );
  }
}
