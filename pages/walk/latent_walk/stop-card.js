// A digit to walk from or to, with its name and a button to change it.

import { screen } from "../../shared/scripts/pictures/screen.js";
import { paintDigit, paintGrid } from "../../shared/scripts/pictures/canvas.js";
import { fetchArrays, fetchWhenReady } from "../../shared/scripts/server/client.js";
import { button, element, worded } from "../../shared/scripts/page/dom.js";
import { drawnPixels, stopRow, stopWords } from "../../shared/scripts/pictures/stops.js";
import { withArticle } from "../../shared/scripts/page/words.js";
import { chooseStop } from "./stop-dialog.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Live } from "../../shared/scripts/server/live.js"
 * @import { Walk } from "./latent_walk.js"
 */

export class StopCard {
  #words = element("small");
  #canvas;
  /** @type {Live<string, Arrays>} */
  #live;
  #walk;
  #label;
  #stop;
  #change;

  /**
   * @param {Walk} walk
   * @param {string} label
   * @param {string} stop
   * @param {(stop: string) => void} change Called with the newly chosen stop.
   * @param {HTMLElement[]} [more] Elements beside the button.
   */
  constructor(walk, label, stop, change, more = []) {
    this.#walk = walk;
    this.#label = label;
    this.#stop = stop;
    this.#change = change;
    this.#canvas = screen(label, "digit small");
    const choose = button("Change", () => this.#choose(), { "aria-label": `Change ${label}` });
    this.root = element(
      "figure",
      { class: "stop" },
      element("figcaption", {}, element("strong", {}, label)),
      this.#canvas,
      this.#words,
      element("span", { class: "row" }, choose, ...more),
    );
    this.#live = walk.live(
      (wanted, signal) => this.#fetch(wanted, signal),
      (answer) => this.#show(answer),
    );
    this.#set(stop);
  }

  /**
   * @param {string} stop
   * @param {AbortSignal} signal
   * @returns {Promise<Arrays>}
   */
  async #fetch(stop, signal) {
    const { data, models } = this.#walk;
    const pixels = drawnPixels(stop);
    if (pixels) return { arrays: { image: { shape: [1, pixels.length], data: pixels } }, values: {} };
    const row = stopRow(stop);
    if (row !== null) return fetchArrays(`/api/digits/${data.dataset}/${row}`, { signal });
    const body = { models: [models[0].name], dataset: data.dataset, start: stop, steps: [] };
    return fetchWhenReady("/api/walk/along", { body, signal });
  }

  /** @param {Arrays} answer */
  #show({ arrays, values }) {
    if (arrays.image) paintDigit(this.#canvas, arrays.image.data);
    else paintGrid(this.#canvas, arrays.digits.data, 0, 1, 1);
    this.#describe(values.class ? `${withArticle(values.class)}, ` : "");
  }

  /** @param {string} stop */
  #set(stop) {
    this.#stop = stop;
    this.#live.send(stop);
    this.#describe("");
  }

  /** @param {string} before Text before the stop's words. */
  #describe(before) {
    const words = before + stopWords(this.#stop, this.#walk.data.classes);
    this.#words.textContent = worded(words);
    this.#canvas.setAttribute("aria-label", worded(`${this.#label}: ${words}`));
  }

  async #choose() {
    const stop = await chooseStop(this.#walk, this.#label);
    if (!stop) return;
    this.#set(stop);
    this.#change(stop);
  }

  close() {
    this.#walk.end(this.#live);
  }
}
