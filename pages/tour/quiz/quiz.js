// The question of the tour: answered here by hand or, while this browser has a room open, on the phones.

import { button, element, write } from "../../shared/scripts/page/dom.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { question } from "../../shared/scripts/room/quiz-question.js";
import { PresenterCalls } from "../../shared/scripts/room/presenter.js";
import { storedRoom } from "../../shared/scripts/room/stored-key.js";
import { QuizBoard } from "../../shared/scripts/room/quiz-board.js";

/**
 * @import { Mount } from "../../shared/scripts/page/widget.js"
 * @import { Quiz as Question } from "../../shared/scripts/room/quiz-question.js"
 *
 * @typedef {{number: number, pictures: string[], answer: number, between: string[]}} Data Pixels in base64.
 */

const LOOK_MS = 400;
const PAUSE_MS = 150;

class Quiz {
  #root = element("div", { class: "quiz" });
  #another = button("Another question", () => this.#trigger("next", this.#data?.number));
  #board = new QuizBoard((action) => this.#act(action), "");
  #place = element("p", { class: "place" });
  /** @type {Data | null} */
  #data = null;
  /** @type {number | null} The picture that was chosen by hand. */
  #choice = null;
  /** @type {PresenterCalls | null} The room that answers the question. */
  #calls = null;
  #isShown = false;
  /** @type {Mount["setTriggerValue"]} */
  #trigger = () => {};
  #timer;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    // A step that is loaded ahead must not ask the room before it is shown.
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /**
   * @param {Data} data
   * @param {Mount["setStateValue"]} _
   * @param {Mount["setTriggerValue"]} trigger
   */
  update(data, _, trigger) {
    this.#trigger = trigger;
    if (data.number !== this.#data?.number) this.#choice = null;
    this.#data = data;
    if (!this.#calls) this.#showByHand();
  }

  #showByHand() {
    if (!this.#data) return;
    const { number, pictures, answer, between } = this.#data;
    const revealed = this.#choice !== null;
    /** @type {Question} */
    const quiz = revealed
      ? { number, pictures, revealed, answer, between }
      : { number, pictures, revealed, answer: null, between: null };
    const section = question(quiz, this.#choice, (choice) => {
      this.#choice = choice;
      this.#showByHand();
      this.#another.focus({ preventScroll: true });
    });
    if (revealed) section.querySelectorAll(".choices > *")[answer].classList.add("answer");
    this.#another.style.visibility = revealed ? "visible" : "hidden";
    section.querySelector("p")?.setAttribute("role", "status");
    this.#root.replaceChildren(section, this.#another);
    this.#root.dataset.asks = "hand";
  }

  #look() {
    const isShown = this.#root.checkVisibility({ visibilityProperty: true });
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    if (isShown) this.#askTheRoom();
    else this.#leaveTheRoom();
  }

  /** Put the question to the room that this browser has opened, if there is one. */
  async #askTheRoom() {
    const key = storedRoom();
    if (!key) return;
    const calls = new PresenterCalls(key);
    try {
      const { code } = await calls.about();
      if (!this.#isShown) return;
      this.#calls = calls;
      write(this.#place, `Room ${code}: answer on your phone.`);
      await this.#follow(calls);
    } catch {
      this.#goOnByHand(calls); // the room has ended, or cannot be reached
    }
  }

  /** @param {PresenterCalls} calls */
  async #follow(calls) {
    let [since, round, hasAsked] = [0, -1, false];
    while (this.#calls === calls) {
      const answer = await calls.wall(since, round);
      if (this.#calls !== calls) return;
      [since, round] = [answer.version, answer.round];
      if (!answer.quiz && hasAsked) {
        this.#goOnByHand(calls); // the presenter ended it on the wall
        return;
      }
      if (answer.quiz) {
        this.#board.show(answer.quiz);
        this.#root.replaceChildren(this.#place, this.#board.root);
        this.#root.dataset.asks = "room";
      } else await calls.act("ask");
      hasAsked = true;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }

  /** @param {PresenterCalls} calls */
  #goOnByHand(calls) {
    if (this.#calls === calls) this.#calls = null;
    if (!this.#calls) this.#showByHand();
  }

  #leaveTheRoom() {
    const calls = this.#calls;
    this.#calls = null;
    calls?.act("end question").catch(() => {}); // the room may have ended
  }

  /** @param {string} action */
  async #act(action) {
    const calls = this.#calls;
    try {
      await calls?.act(action);
    } catch (error) {
      write(this.#place, /** @type {Error} */ (error).message);
    }
  }

  close() {
    clearInterval(this.#timer);
    this.#leaveTheRoom();
    this.#root.remove();
  }
}

export default widget(Quiz);
