// The wall of a room: open a room, show its drawings, and control it as the presenter.

import { button, element, write } from "../../shared/scripts/page/dom.js";
import { save } from "../../shared/scripts/page/files.js";
import { Refused } from "../../shared/scripts/server/plain-fetch.js";
import { forgetRoom, storeRoom, storedRoom } from "../../shared/scripts/room/stored-key.js";
import { PresenterCalls, openRoom } from "../../shared/scripts/room/presenter.js";
import { QuizBoard } from "../../shared/scripts/room/quiz-board.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { Card } from "./card.js";
import { CodeCard } from "./code-card.js";
import { Drawings } from "./drawings.js";
import { Figures } from "./figures.js";
import { Ground } from "./ground.js";

/** @import { Key, Room, WallNews } from "../../shared/scripts/room/presenter.js" */

const PAUSE_MS = 150; // between two requests, so that forty drawings per second need only a few
const RETRY_MS = 2000;
const GONE = 404;

class Wall {
  #root = element("div", { class: "wall" });
  #ground = new Ground((drawing) => this.#card.open(drawing));
  #figures = new Figures((drawing) => this.#card.open(drawing));
  #card = new Card((drawing) => this.#act("hide", drawing.number));
  #code = new CodeCard(() => this.#togglePoster());
  #quiz = new QuizBoard((action) => this.#act(action));
  #status = element("p", { class: "status", role: "status" });
  #pause = button("Pause", () => this.#act(this.#isPaused ? "resume" : "pause"), { "aria-pressed": "false" });
  #open = button("Open a room", () => this.#openRoom(), { class: "primary" });
  #origins = [""];
  #isPaused = false;
  #isPoster = true;
  #isPosterChosen = false;
  #isClosed = false;
  /** @type {PresenterCalls | null} */
  #calls = null;
  #drawings = new Drawings();

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    this.#showLobby("");
    this.#resume();
  }

  /** @param {{origins: string[], warnings: number}} data */
  update({ origins, warnings }) {
    this.#root.style.setProperty("--warnings", String(warnings));
    if (origins.join() === this.#origins.join()) return;
    this.#origins = origins;
    if (this.#calls) this.#code.set(this.#calls, origins);
  }

  close() {
    this.#isClosed = true;
    this.#calls = null;
    this.#root.remove();
  }

  /** @param {string} sentence */
  #showLobby(sentence) {
    write(this.#status, sentence);
    this.#open.disabled = false;
    this.#root.dataset.room = "";
    this.#root.replaceChildren(
      element(
        "div",
        { class: "lobby" },
        element("p", {}, "Open a room, and a code appears here. Everyone who scans it can draw."),
        this.#open,
        this.#status,
        element("p", { class: "quiet" }, "Phones need no app, no account and no internet, only your network."),
      ),
    );
  }

  #showRoom() {
    const ask = button("Ask a question", () => this.#act("ask"));
    const saving = button("Save drawings", () => this.#save());
    const clear = button("Clear", () => this.#confirm("Clear all drawings?", "clear"));
    const end = button("Close the room", () => this.#confirm("Close the room? Its drawings are gone then.", "close"));
    this.#root.replaceChildren(
      element("div", { class: "stage" }, this.#ground.root, this.#code.poster, this.#quiz.root, this.#status),
      element(
        "div",
        { class: "side" },
        this.#code.root,
        this.#figures.numbers,
        ...this.#figures.parts,
        element("div", { class: "controls" }, this.#pause, ask, saving, clear, end),
      ),
      this.#card.root,
    );
  }

  async #openRoom() {
    this.#open.disabled = true;
    write(this.#status, "Loading the networks …");
    try {
      const room = await openRoom();
      storeRoom({ code: room.code, secret: room.secret });
      this.#enter(room);
    } catch (error) {
      this.#showLobby(/** @type {Error} */ (error).message);
    }
  }

  /** Continue with the room that this browser has opened before. */
  async #resume() {
    const key = storedRoom();
    if (!key) return;
    try {
      const calls = new PresenterCalls(key);
      this.#enter({ ...(await calls.about()), ...key });
    } catch (error) {
      if (!(error instanceof Refused)) {
        if (!this.#isClosed) setTimeout(() => this.#resume(), RETRY_MS);
        return;
      }
      if (error.status === GONE) forgetRoom();
      this.#showLobby(error.status === GONE ? "The last room has ended." : error.message);
    }
  }

  /** @param {Key & Room} room */
  #enter({ code, secret, map }) {
    if (this.#isClosed) return;
    const calls = (this.#calls = new PresenterCalls({ code, secret }));
    this.#drawings = new Drawings();
    this.#ground.setMap(calls.map, map);
    this.#ground.show([], []);
    write(this.#status, "");
    this.#showRoom();
    this.#isPosterChosen = false;
    this.#showPoster(true);
    this.#root.dataset.room = code;
    this.#code.set(calls, this.#origins);
    this.#follow(calls);
  }

  #togglePoster() {
    this.#showPoster(!this.#isPoster);
    this.#isPosterChosen = this.#isPoster;
  }

  /** @param {boolean} on */
  #showPoster(on) {
    this.#isPoster = on;
    this.#code.showPoster(on);
  }

  /**
   * Show changes until the room ends.
   *
   * @param {PresenterCalls} calls
   */
  async #follow(calls) {
    while (this.#calls === calls) {
      let pause = PAUSE_MS;
      try {
        const answer = await calls.wall(this.#drawings.version, this.#drawings.round);
        if (this.#calls === calls) this.#show(answer);
      } catch (error) {
        if (this.#calls !== calls) return;
        if (error instanceof Refused && error.status === GONE) {
          this.#leave("The room has ended.");
          return;
        }
        write(this.#status, `${/** @type {Error} */ (error).message} Trying again …`);
        pause = RETRY_MS;
      }
      await new Promise((done) => setTimeout(done, pause));
    }
  }

  /** @param {WallNews} answer */
  #show(answer) {
    const { fresh, isChanged } = this.#drawings.update(answer);
    if (answer.summary.count > 0 && this.#isPoster && !this.#isPosterChosen) this.#showPoster(false);
    if (isChanged) this.#ground.show(this.#drawings.visible, fresh);
    this.#figures.show(answer, this.#drawings);
    this.#quiz.show(answer.quiz);
    this.#isPaused = answer.paused;
    this.#pause.setAttribute("aria-pressed", String(answer.paused));
    write(this.#pause, answer.paused ? "Go on" : "Pause");
    write(this.#status, answer.paused ? "Paused: no drawing lands now." : "");
    this.#root.dataset.count = String(answer.summary.count);
  }

  /**
   * @param {string} action
   * @param {number} [drawing]
   */
  async #act(action, drawing) {
    const calls = this.#calls;
    if (!calls) return;
    try {
      await calls.act(action, drawing);
      if (action === "close") this.#leave("The room is closed.");
    } catch (error) {
      write(this.#status, /** @type {Error} */ (error).message);
    }
  }

  /**
   * @param {string} question
   * @param {string} action
   */
  #confirm(question, action) {
    const sure = element("dialog", { "aria-labelledby": "sure" });
    const end = () => sure.remove();
    sure.append(
      element("p", { id: "sure" }, question),
      element(
        "div",
        { class: "row" },
        button(action === "clear" ? "Clear" : "Close the room", () => {
          end();
          this.#act(action);
        }),
        button("Cancel", end, { class: "primary" }),
      ),
    );
    sure.addEventListener("close", end);
    this.#root.append(sure);
    sure.showModal();
  }

  async #save() {
    const calls = this.#calls;
    if (!calls) return;
    try {
      save(await calls.save(), "drawings.zip");
    } catch (error) {
      write(this.#status, /** @type {Error} */ (error).message);
    }
  }

  /** @param {string} sentence */
  #leave(sentence) {
    this.#calls = null;
    forgetRoom();
    this.#showLobby(sentence);
  }
}

export default widget(Wall);
