// The question on the wall: four pictures, how many phones have answered, and the answer.

import { button, element, write } from "../page/dom.js";
import { digit } from "./digit.js";
import { NAMES } from "./quiz-question.js";
import { withArticle } from "../page/words.js";

export class QuizBoard {
  #pictures = element("div", { class: "choices" });
  #sentence = element("p", { role: "status" });
  #reveal;
  #number = 0;

  /**
   * @param {(action: string) => void} act
   * @param {string} [back] What the button that ends the question says; "" for no such button.
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

  /** @param {any} quiz Null if there is no question. */
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
    const ends = quiz.between.map(withArticle).join(" and ");
    const right = quiz.counts[quiz.answer];
    write(
      this.#sentence,
      `Nobody wrote ${NAMES[quiz.answer]}: a network drew it, halfway between ${ends}. ` +
        `${right} of ${quiz.votes} found it.`,
    );
    [...this.#pictures.children].forEach((figure, index) => {
      figure.classList.toggle("answer", index === quiz.answer);
      const votes = quiz.counts[index];
      write(/** @type {Element} */ (figure.querySelector("figcaption")), `${NAMES[index]} · ${votes}`);
      const bar = /** @type {HTMLElement} */ (figure.querySelector("i"));
      bar.style.width = `${(100 * votes) / Math.max(1, quiz.votes)}%`;
    });
  }

  /** @param {any} quiz */
  #showPictures(quiz) {
    this.#number = quiz.number;
    this.#pictures.replaceChildren(
      ...quiz.pictures.map((/** @type {string} */ pixels, /** @type {number} */ index) =>
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
