// The phone's page: enter a room, draw a digit, send it, see where it has landed, answer a question.

import { button, element, write } from "../../shared/scripts/page/dom.js";
import { Refused } from "../../shared/scripts/server/plain-fetch.js";
import { Board } from "../../shared/scripts/pictures/board.js";
import { question } from "../../shared/scripts/room/quiz-question.js";
import { RoomCalls } from "./calls.js";
import { askForCode } from "./code.js";
import { heading, place, say } from "./frame.js";
import { landing } from "./landing.js";
import { Outbox, newId } from "./outbox.js";

/**
 * @import { Quiz } from "../../shared/scripts/room/quiz-question.js"
 * @import { Room } from "../../shared/scripts/room/presenter.js"
 * @import { Landed } from "./landing.js"
 * @import { State } from "./outbox.js"
 *
 * @typedef {{news: number, paused: boolean, quiz: Quiz | null, vote: number | null}} News State of the room for this
 *   phone; `news` grows with each change.
 */

const RETRY_MS = [1000, 2000, 4000, 8000];
const GONE = 404;
const NOTICE =
  "Your drawings appear on the wall for everyone, and the presenter may save them as a file. Nothing else is kept: " +
  "no name, no address, nothing of your phone.";
const CLOSED = "This room is closed. Thank you for drawing!";

/** Storage for this phone's number and its waiting drawings; null if the browser allows none. */
const store = (() => {
  try {
    window.localStorage.setItem("latent-lab-room", "");
    return window.localStorage;
  } catch {
    return null;
  }
})();

/** @param {number} count */
const drawings = (count) => (count === 1 ? "1 drawing waits" : `${count} drawings wait`);

class Phone {
  #calls;
  #outbox;
  #key;
  /** @type {Room | null} */
  #room = null;
  #send = button("Send to the wall", () => this.#sendDrawing(), { class: "main", disabled: true });
  #digits = Array.from({ length: 10 }, (_, digit) =>
    button(String(digit), () => this.#mean(digit), { "aria-pressed": "false" }),
  );
  /** @type {number | null} */
  #meant = null;
  #board = new Board(() => this.#offerSending());
  #drawing;
  #welcome = element(
    "section",
    {},
    element("p", {}, "Draw a digit from 0 to 9 and send it: it flies onto the map on the wall."),
    element("p", { class: "notice" }, NOTICE),
    button("Start drawing", () => this.#start(), { class: "main" }),
  );
  /** @type {Landed | null} The last answer, which is shown instead of the board; null shows the board. */
  #answer = null;
  /** @type {News} */
  #state = { news: -1, paused: false, quiz: null, vote: null };
  #started = false;
  #isOver = false;

  /** @param {string} code */
  constructor(code) {
    this.#calls = new RoomCalls(code);
    this.#key = `latent-lab-room ${code}`;
    this.#outbox = new Outbox({
      send: (drawing) => this.#calls.send(drawing),
      store,
      key: `${this.#key} waiting`,
      events: {
        landed: (answer) => this.#land(answer),
        refused: (error) => this.#refuse(error),
        waiting: (state, count) => this.#wait(state, count),
      },
    });
    this.#drawing = element(
      "section",
      { "aria-label": "Draw" },
      this.#board.root,
      element(
        "fieldset",
        {},
        element("legend", {}, "Which digit is it?"),
        element("div", { class: "digits" }, ...this.#digits),
      ),
      element(
        "div",
        { class: "row" },
        button("Wipe", () => this.#board.clear()),
        this.#send,
      ),
    );
    addEventListener("online", () => this.#outbox.flush());
  }

  /** Enter the room, or say why that is impossible. */
  async open() {
    try {
      this.#calls.phone ||= store?.getItem(this.#key) ?? "";
      this.#room = await this.#calls.enter();
      store?.setItem(this.#key, this.#calls.phone);
    } catch (error) {
      if (error instanceof Refused) {
        askForCode(error.message);
        return;
      }
      say("The room cannot be reached. Trying again …", true);
      setTimeout(() => this.open(), RETRY_MS[1]);
      return;
    }
    say("");
    document.title = `Room ${this.#room.code} · Latent Lab`;
    this.#follow();
    if (this.#outbox.size > 0) this.#start();
    else this.#render();
  }

  #start() {
    this.#started = true;
    this.#render();
    this.#outbox.flush();
  }

  /** Show the question, the answer or the board, whichever is current. */
  #render() {
    const { quiz, vote } = this.#state;
    if (quiz) {
      write(heading, "A question");
      place.replaceChildren(question(quiz, vote, (choice) => this.#vote(choice)));
    } else if (!this.#started) {
      write(heading, "Draw a digit");
      if (!place.contains(this.#welcome)) place.replaceChildren(this.#welcome);
    } else if (this.#answer && this.#room) {
      write(heading, "On the wall");
      const next = button("Draw another", () => this.#drawAnother(), { class: "main" });
      const map = { ...this.#room.map, address: this.#calls.map };
      const section = landing(this.#answer, map, next);
      place.replaceChildren(section);
      scrollTo(0, 0);
      section.querySelector("h2")?.focus({ preventScroll: true });
    } else {
      write(heading, "Draw a digit");
      if (!place.contains(this.#drawing)) place.replaceChildren(this.#drawing);
    }
    if (this.#state.paused) say("The presenter has paused the room.");
    else if (this.#outbox.size === 0) say("");
  }

  /** @param {number} digit */
  #mean(digit) {
    this.#meant = digit;
    this.#digits.forEach((each, index) => each.setAttribute("aria-pressed", String(index === digit)));
    this.#offerSending();
  }

  #offerSending() {
    this.#send.disabled = this.#board.isEmpty || this.#meant === null;
  }

  #sendDrawing() {
    if (this.#meant === null) return;
    if (this.#outbox.isFull) {
      say("Too many drawings wait: go where there is a network first.", true);
      return;
    }
    const drawing = { id: newId(), meant: this.#meant, ink: this.#board.ink() };
    this.#board.clear();
    this.#digits.forEach((each) => each.setAttribute("aria-pressed", "false"));
    this.#meant = null;
    this.#offerSending();
    this.#outbox.add(drawing);
  }

  /** @param {Landed} answer */
  #land(answer) {
    say("");
    if (!this.#board.isEmpty) {
      say(answer.right ? `Read as ${answer.text}: right!` : `Read as ${answer.text}.`);
      return; // the next digit is on the board already
    }
    this.#answer = answer;
    this.#render();
  }

  #drawAnother() {
    this.#answer = null;
    this.#render();
  }

  /** @param {Refused} error */
  #refuse(error) {
    if (error.status === GONE) this.#end();
    else say(error.message, true);
  }

  /**
   * @param {State} state
   * @param {number} count
   */
  #wait(state, count) {
    if (state === "sending") say("Sending …");
    else if (state === "offline") say(`No network: ${drawings(count)} and will be sent when it is back.`, true);
    else if (state === "paused") say(`The presenter has paused the room: ${drawings(count)}.`);
    else say(`Many people draw: ${drawings(count)} a moment.`);
  }

  /** @param {number} choice */
  async #vote(choice) {
    const { quiz } = this.#state;
    if (!quiz) return;
    this.#state.vote = choice;
    this.#render();
    try {
      await this.#calls.vote(quiz.number, choice);
    } catch (error) {
      this.#state.vote = null;
      this.#render();
      say(error instanceof Refused ? error.message : "No network: choose again when it is back.", true);
    }
  }

  /** Ask for news until the room ends. */
  async #follow() {
    let failures = 0;
    while (!this.#isOver) {
      try {
        const state = await this.#calls.news(this.#state.news);
        failures = 0;
        const isNew = state.news !== this.#state.news;
        const goesOn = this.#state.paused && !state.paused;
        this.#state = state;
        if (isNew) this.#render();
        if (goesOn) this.#outbox.flush();
      } catch (error) {
        if (error instanceof Refused && error.status === GONE) {
          this.#end();
          return;
        }
        await new Promise((done) => setTimeout(done, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]));
        failures += 1;
      }
    }
  }

  #end() {
    this.#isOver = true;
    this.#outbox.clear();
    say("");
    write(heading, "The end");
    place.replaceChildren(element("p", { class: "notice" }, CLOSED));
  }
}

const code = decodeURIComponent(location.pathname.split("/").pop() ?? "");
if (code) new Phone(code).open();
else askForCode("");
