// A walk from digit to digit: its stops, its path, and its film.

import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { button, element } from "../../shared/scripts/page/dom.js";
import { MOST_STOPS } from "../../shared/scripts/pictures/stops.js";
import { Film } from "./film.js";
import { choice } from "./parts.js";
import { StopCard } from "./stop-card.js";
import { chooseStop } from "./stop-dialog.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Live } from "../../shared/scripts/server/live.js"
 * @import { Walk } from "./latent_walk.js"
 */

const LEAST_STOPS = 2;
const FRAMES = { low: 2, high: 30 }; // from digit to digit
const PATHS = { straight: "Straight", spherical: "Curved (spherical)" };

export class Between {
  #walk;
  #film;
  #stops = element("div", { class: "stops", role: "group", "aria-label": "Digits of the walk, in order" });
  /** @type {StopCard[]} */
  #cards = [];
  /** @type {Live<{query: URLSearchParams}, Arrays>} */
  #live;

  /** @param {Walk} walk */
  constructor(walk) {
    this.#walk = walk;
    const { state } = walk;
    this.#film = new Film(walk.models, state.frame, (frame) => {
      walk.root.dataset.frame = String(frame);
      state.frame = frame;
      walk.remember();
    });
    const path = choice("Path", PATHS, state.path, (chosen) => {
      state.path = chosen;
      this.#ask();
    });
    const [cards, ...others] = this.#film.elements;
    const settings = element("div", { class: "tools" }, path, this.#frameSlider());
    walk.stage.append(
      element(
        "div",
        { class: "bench" },
        element("div", { class: "tools" }, this.#stops),
        cards,
        element("div", { class: "left" }, settings),
      ),
      ...others,
    );
    this.#live = walk.live(
      ({ query }, signal) => fetchWhenReady(`/api/walk/film?${query}`, { signal }),
      (answer, { query }) => {
        this.#film.show(answer, query);
        walk.remember();
      },
    );
    this.#buildCards();
    this.#ask();
  }

  #frameSlider() {
    const { state } = this.#walk;
    const id = "walk-steps";
    const output = element("output", { for: id }, String(state.frames));
    const input = element("input", {
      id,
      type: "range",
      min: FRAMES.low,
      max: FRAMES.high,
      step: 1,
      value: state.frames,
      oninput: () => {
        state.frames = input.valueAsNumber;
        output.textContent = input.value;
        this.#ask();
      },
    });
    const label = element("label", { for: id }, "Frames from digit to digit");
    return element("div", { class: "slider" }, label, output, input);
  }

  #buildCards() {
    const { stops } = this.#walk.state;
    this.#cards.forEach((card) => card.close());
    this.#cards = stops.map((stop, at) => this.#card(stop, at));
    const full = stops.length >= MOST_STOPS;
    const add = button("+ Add a digit", () => this.#add(), {
      class: "add",
      disabled: full,
      title: full ? `A walk has at most ${MOST_STOPS} digits` : "",
    });
    this.#stops.replaceChildren(...this.#cards.map(({ root }) => root), add);
  }

  /**
   * @param {string} stop
   * @param {number} at Index of the stop.
   */
  #card(stop, at) {
    const { state } = this.#walk;
    const name = `Digit ${at + 1}`;
    const remove = button("×", () => this.#change(state.stops.toSpliced(at, 1)), {
      "aria-label": `Remove digit ${at + 1}`,
      disabled: state.stops.length <= LEAST_STOPS,
    });
    const replace = (/** @type {string} */ chosen) => {
      state.stops = state.stops.with(at, chosen);
      this.#ask();
    };
    return new StopCard(this.#walk, name, stop, replace, [remove]);
  }

  async #add() {
    const { stops } = this.#walk.state;
    const stop = await chooseStop(this.#walk, `Digit ${stops.length + 1}`);
    if (stop) this.#change([...this.#walk.state.stops, stop]);
  }

  /** @param {string[]} stops */
  #change(stops) {
    this.#walk.state.stops = stops;
    this.#buildCards();
    this.#ask();
  }

  #ask() {
    const { stops, path, frames } = this.#walk.state;
    this.#live.send({ query: this.#walk.query({ stops: stops.join(","), path, steps: String(frames) }) });
  }

  close() {
    this.#film.close();
    this.#walk.end(this.#live);
    this.#cards.forEach((card) => card.close());
  }
}
