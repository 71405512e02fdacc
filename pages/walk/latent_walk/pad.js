// A small pad to draw a digit that becomes a stop of a walk.

import { Board } from "../../shared/scripts/pictures/board.js";
import { button, element, write } from "../../shared/scripts/page/dom.js";
import { imageOf } from "../../shared/scripts/pictures/preparing.js";
import { drawnStop } from "../../shared/scripts/pictures/stops.js";

export class Pad {
  #board = new Board(() => {
    this.#take.disabled = this.#board.isEmpty;
    write(this.#problem, "");
  });
  #problem = element("small", { class: "note", role: "alert" });
  #take = button("Take the drawing", () => this.#send(), { disabled: true });
  #stop = new AbortController();
  #use;

  /** @param {(stop: string) => void} use Called with the drawn digit, prepared like the models' training digits. */
  constructor(use) {
    this.#use = use;
    const clear = button("Clear", () => this.#board.clear());
    this.root = element(
      "div",
      {},
      element("span", {}, "Drawn by hand"),
      this.#board.root,
      element("span", { class: "row" }, this.#take, clear),
      this.#problem,
    );
  }

  async #send() {
    const { signal } = this.#stop;
    this.#take.disabled = true;
    try {
      const image = await imageOf(this.#board.ink(), signal);
      this.#use(drawnStop(image));
    } catch (error) {
      if (signal.aborted) return;
      write(this.#problem, error.message);
      this.#take.disabled = false;
    }
  }

  close() {
    this.#stop.abort();
  }
}
