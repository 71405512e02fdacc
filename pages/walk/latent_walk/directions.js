// The principal directions of a latent space, as sliders that the digit follows.

import { screen } from "../../shared/scripts/pictures/screen.js";
import { paintGrid } from "../../shared/scripts/pictures/canvas.js";
import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { button, element, worded } from "../../shared/scripts/page/dom.js";
import { seedBox } from "../../shared/scripts/page/seed-box.js";
import { big, percent } from "../../shared/scripts/page/words.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { clippedWords, heading } from "./parts.js";
import { StopCard } from "./stop-card.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Live } from "../../shared/scripts/server/live.js"
 * @import { Walk } from "./latent_walk.js"
 * @import { Space } from "./parts.js"
 *
 * @typedef {{low: number, high: number}} Reach Range of a slider, in standard deviations.
 * @typedef {{input: HTMLInputElement, show: () => void, row: HTMLElement}} Slider
 */

const MOST = "8"; // sliders; the page shows the total number of directions
const STEP = { usual: 0.1, large: 0.5 }; // for a press of an arrow key
/** @type {Record<string, number>} */
const ARROWS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

/**
 * A number of standard deviations, such as "+1.5".
 *
 * @param {number} steps
 */
export function stepWords(steps) {
  const size = Math.abs(steps).toFixed(1);
  if (size === "0.0") return "0";
  return `${steps > 0 ? "+" : "−"}${size}`;
}

export class Directions {
  #walk;
  #start;
  #cards;
  #about = element("p", { class: "about" });
  #column = element("div", { class: "sliders", role: "group", "aria-label": "Principal directions" });
  /** @type {Reach[]} */
  #reaches = [];
  /** @type {Slider[]} */
  #sliders = [];
  /** @type {Live<null, Arrays>} */
  #opening;
  /** @type {Live<number, Arrays>} */
  #drawing;
  /** @type {Live<{body: object, movedAt: number | null}, Arrays>} */
  #following;

  /** @param {Walk} walk */
  constructor(walk) {
    this.#walk = walk;
    const { state } = walk;
    this.#start = new StopCard(walk, "Start from", state.start, (stop) => {
      state.start = stop;
      state.steps = [];
      this.#opening.send(null);
    });
    this.#cards = walk.models.map((model) => {
      const digit = screen(`The digit that ${model.name} draws`, "digit");
      const note = element("small", { class: "note" });
      const about = element("small");
      return { model, digit, note, about, root: element("figure", {}, heading(model), digit, about, note) };
    });
    const seed = seedBox({
      id: "walk-seed",
      label: "Seed",
      seed: state.seed,
      random: "⚄ Random",
      change: (chosen) => {
        state.seed = chosen;
        this.#drawing.send(chosen);
      },
    });
    const tools = element(
      "div",
      { class: "column" },
      button("Reset", () => this.#set([])),
      seed,
    );
    walk.stage.append(
      element(
        "div",
        { class: "bench" },
        element("div", { class: "tools" }, this.#start.root, tools),
        element("div", { class: "cards" }, ...this.#cards.map(({ root }) => root)),
        element("div", { class: "left" }, this.#about, this.#column),
      ),
    );
    this.#opening = walk.live(
      (_, signal) => {
        const query = walk.query({ start: state.start, count: MOST });
        return fetchWhenReady(`/api/walk/directions?${query}`, { signal });
      },
      (answer) => this.#build(answer),
    );
    this.#drawing = walk.live(
      (chosen, signal) => {
        const query = walk.query({ start: state.start, count: MOST, seed: String(chosen) });
        return fetchWhenReady(`/api/walk/draw?${query}`, { signal });
      },
      ({ arrays }) => this.#set([...arrays.steps.data]),
    );
    this.#following = walk.live(
      ({ body }, signal) => fetchWhenReady("/api/walk/along", { body, signal }),
      (answer) => this.#show(answer),
    );
    this.#opening.send(null);
  }

  /** @param {Arrays} answer */
  #build({ arrays: { low, high, explained } }) {
    const { models, state } = this.#walk;
    const count = low.shape[1];
    /** @type {(at: number) => number[]} */
    const sharesOf = (at) => [...explained.data.slice(at * count, (at + 1) * count)];
    this.#reaches = Array.from({ length: count }, (_, k) => ({
      low: Math.min(...models.map((_model, at) => low.data[at * count + k])),
      high: Math.max(...models.map((_model, at) => high.data[at * count + k])),
    }));
    this.#sliders = this.#reaches.map((reach, k) => {
      const shares = models.map((_, at) => percent(sharesOf(at)[k])).join(" and ");
      return this.#slider(k, reach, shares);
    });
    this.#column.replaceChildren(...this.#sliders.map(({ row }) => row));
    this.#cards.forEach(({ model, about }, at) => {
      const whole = sharesOf(at).reduce((sum, share) => sum + share, 0);
      const part = `${Math.min(count, model.size)} of ${model.size} directions`;
      about.textContent = `${part}, ${percent(whole)} of all differences`;
    });
    this.#about.textContent = worded(this.#aboutWords(models));
    this.#set(state.steps);
  }

  /** @param {Space[]} models */
  #aboutWords(models) {
    const digits = `the ${big(models[0].digits)} test digits`;
    const each = models.length > 1 ? ", for each model" : "";
    return (
      `Steps in standard deviations of ${digits}; each slider spans the middle 98 % of them. ` +
      `The percentage is the direction's share of all differences (variance)${each}.`
    );
  }

  /**
   * @param {number} k Index of the direction, from 0.
   * @param {Reach} reach
   * @param {string} shares Shares of the variance, in words.
   * @returns {Slider}
   */
  #slider(k, reach, shares) {
    const { low, high } = reach;
    const id = `direction-${k}`;
    const output = element("output", { for: id });
    const input = element("input", {
      id,
      type: "range",
      min: low,
      max: high,
      step: "any",
      disabled: low === high,
      "aria-describedby": `${id}-share`,
      oninput: (event) => {
        show();
        this.#walk.state.steps = this.#sliders.map((slider) => slider.input.valueAsNumber);
        this.#ask(event.timeStamp);
      },
      // An input with step "any" has no fixed step for the arrow keys.
      onkeydown: (event) => {
        const sign = ARROWS[event.key];
        if (!sign) return;
        event.preventDefault();
        const step = event.shiftKey ? STEP.large : STEP.usual;
        input.valueAsNumber = clamp(input.valueAsNumber + sign * step, low, high);
        input.dispatchEvent(new Event("input"));
      },
    });
    input.style.setProperty("--zero", String(high > low ? -low / (high - low) : 0.5));
    const show = () => {
      output.textContent = stepWords(input.valueAsNumber);
    };
    const label = element("label", { for: id }, `Direction ${k + 1}`);
    const share = element("small", { id: `${id}-share` }, shares);
    return { input, show, row: element("div", { class: "slider" }, label, share, output, input) };
  }

  /**
   * Set the sliders, each within its range.
   *
   * @param {number[]} steps
   */
  #set(steps) {
    this.#sliders.forEach(({ input, show }, k) => {
      const { low, high } = this.#reaches[k];
      input.valueAsNumber = clamp(steps[k] ?? 0, low, high);
      show();
    });
    const sliders = this.#sliders.length ? this.#sliders.map(({ input }) => input.valueAsNumber) : steps;
    this.#walk.state.steps = steps.length ? sliders : [];
    this.#ask();
  }

  /** @param {number | null} [movedAt] */
  #ask(movedAt = null) {
    const { state, models, data } = this.#walk;
    const { start, steps } = state;
    const body = { models: models.map(({ name }) => name), dataset: data.dataset, start, steps };
    this.#following.send({ body, movedAt });
  }

  /** @param {Arrays} answer */
  #show({ arrays, values }) {
    this.#cards.forEach(({ model, digit, note }, at) => {
      paintGrid(digit, arrays.digits.data, at, 1, 1);
      note.textContent = clippedWords(model, values.clipped[at], model.size);
    });
    this.#walk.remember();
  }

  close() {
    this.#walk.end(this.#opening);
    this.#walk.end(this.#drawing);
    this.#walk.end(this.#following);
    this.#start.close();
  }
}
