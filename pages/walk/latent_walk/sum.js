// Arithmetic with digits: A − B + C in latent numbers, drawn by the decoder.

import { screen } from "../../shared/scripts/pictures/screen.js";
import { paintGrid } from "../../shared/scripts/pictures/canvas.js";
import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { element } from "../../shared/scripts/page/dom.js";
import { clippedWords, heading } from "./parts.js";
import { StopCard } from "./stop-card.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Live } from "../../shared/scripts/server/live.js"
 * @import { Walk } from "./latent_walk.js"
 * @import { Space } from "./parts.js"
 */

const NAMES = /** @type {const} */ (["a", "b", "c"]);
const SIGNS = ["", "−", "+", "="]; // before A, B, C and the result

/**
 * The elements, each with its sign of the sum before it.
 *
 * @param {HTMLElement[]} elements
 */
const withSigns = (elements) =>
  elements.flatMap((each, at) =>
    SIGNS[at] ? [element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[at]), each] : [each],
  );

export class Sum {
  #walk;
  #cards;
  #lines;
  /** @type {Live<null, Arrays>} */
  #live;

  /** @param {Walk} walk */
  constructor(walk) {
    this.#walk = walk;
    this.#cards = NAMES.map(
      (name) =>
        new StopCard(walk, name.toUpperCase(), walk.state[name], (stop) => {
          walk.state[name] = stop;
          this.#ask();
        }),
    );
    this.#lines = walk.models.map((model) => this.#line(model));
    walk.stage.append(
      element("div", { class: "sum terms" }, ...withSigns(this.#cards.map(({ root }) => root))),
      element("div", { class: "lines" }, ...this.#lines.map(({ root }) => root)),
    );
    this.#live = walk.live(
      (_, signal) => {
        const { a, b, c } = walk.state;
        return fetchWhenReady(`/api/walk/sum?${walk.query({ a, b, c })}`, { signal });
      },
      (answer) => this.#show(answer),
    );
    this.#ask();
  }

  /** @param {Space} model */
  #line(model) {
    const terms = NAMES.map((name) => screen(`${name.toUpperCase()}, drawn again by ${model.name}`, "digit small"));
    const digits = [...terms, screen(`A − B + C, drawn by ${model.name}`, "digit")];
    const note = element("small", { class: "note" });
    const sum = element("div", { class: "sum" }, ...withSigns(digits));
    return { model, digits, note, root: element("figure", { class: "line" }, heading(model), sum, note) };
  }

  #ask() {
    this.#live.send(null);
  }

  /** @param {Arrays} answer */
  #show({ arrays, values }) {
    this.#lines.forEach(({ model, digits, note }, at) => {
      digits.forEach((digit, place) => paintGrid(digit, arrays.digits.data, digits.length * at + place, 1, 1));
      note.textContent = clippedWords(model, values.clipped[at], digits.length * model.size);
    });
    this.#walk.remember();
  }

  close() {
    this.#walk.end(this.#live);
    this.#cards.forEach((card) => card.close());
  }
}
