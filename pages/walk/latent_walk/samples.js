// Sheets of digits that nobody wrote, decoded from random places.

import { screen } from "../../shared/scripts/pictures/screen.js";
import { paintGrid } from "../../shared/scripts/pictures/canvas.js";
import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { element } from "../../shared/scripts/page/dom.js";
import { seedBox } from "../../shared/scripts/page/seed-box.js";
import { big } from "../../shared/scripts/page/words.js";
import { clippedWords, heading } from "./parts.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Live } from "../../shared/scripts/server/live.js"
 * @import { Walk } from "./latent_walk.js"
 * @import { Space } from "./parts.js"
 */

const COUNT = 40; // digits of a sheet
const COLUMNS = 8;
const TRAINED_PRIOR = "the round cloud that its training aimed for";
const FOREIGN_PRIOR = "a round cloud that its training did not aim for";

export class Samples {
  #walk;
  #sheets;
  /** @type {Live<null, Arrays>} */
  #live;

  /** @param {Walk} walk */
  constructor(walk) {
    this.#walk = walk;
    const { state, models } = walk;
    this.#sheets = models.map((model) => {
      const prior = this.#sheet(model, "The ideal cloud (prior)", model.variational ? TRAINED_PRIOR : FOREIGN_PRIOR);
      const digits = `the ${big(model.digits)} test digits`;
      const fitted = this.#sheet(model, "The real cloud (fitted)", `a cloud as wide and long as that of ${digits}`);
      const pair = element("div", { class: "pair" }, prior.root, fitted.root);
      return { model, prior, fitted, root: element("section", {}, heading(model), pair) };
    });
    const seed = seedBox({
      id: "walk-seed",
      label: "Seed",
      seed: state.seed,
      random: "⚄ New digits",
      change: (chosen) => {
        state.seed = chosen;
        this.#live.send(null);
      },
    });
    walk.stage.append(
      element("div", { class: "tools" }, seed),
      element("div", { class: "panes" }, ...this.#sheets.map(({ root }) => root)),
    );
    this.#live = walk.live(
      (_, signal) => {
        const query = walk.query({ count: String(COUNT), seed: String(state.seed) });
        return fetchWhenReady(`/api/walk/samples?${query}`, { signal });
      },
      (answer) => this.#show(answer),
    );
    this.#live.send(null);
  }

  /**
   * @param {Space} model
   * @param {string} name
   * @param {string} about
   */
  #sheet(model, name, about) {
    const canvas = screen(`${COUNT} digits that ${model.name} draws at random places from ${about}`, "sheet");
    const note = element("small", { class: "note" });
    const caption = element("figcaption", {}, element("strong", {}, name), element("small", {}, about));
    return { canvas, note, root: element("figure", {}, caption, canvas, note) };
  }

  /** @param {Arrays} answer */
  #show({ arrays, values }) {
    this.#sheets.forEach(({ model, ...sheets }, at) => {
      for (const kind of /** @type {const} */ (["prior", "fitted"])) {
        const { canvas, note } = sheets[kind];
        paintGrid(canvas, arrays[kind].data, at * COUNT, COUNT, COLUMNS);
        note.textContent = clippedWords(model, values[`${kind}_clipped`][at], COUNT * model.size);
      }
    });
    this.#walk.remember();
  }

  close() {
    this.#walk.end(this.#live);
  }
}
