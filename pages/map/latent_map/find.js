// The search for a picture: by its row, by a class, or by a drawing.

import { button, element } from "../../shared/scripts/page/dom.js";
import { isGrey } from "../../shared/scripts/pictures/reduce.js";

/**
 * @import { Board } from "../../shared/scripts/pictures/board.js"
 * @import { Data } from "./data.js"
 *
 * @typedef {object} FindEvents
 * @property {(row: number) => void} row
 * @property {(label: number) => void} label Called for another picture of a class.
 * @property {(pixels: Uint8Array) => void} drawing
 * @property {(sentence: string) => void} refused
 */

export class Find {
  #row = element("input", { type: "number", min: 0, step: 1, "aria-label": "Row" });
  #classes = element("select", { "aria-label": "Class" });
  #byClass = element("span", { class: "lm-row" });
  /**
   * The board for a drawing, once somebody has opened the search.
   *
   * @type {Board | null}
   */
  #board = null;
  #search = button("Find similar", () => this.#findDrawing(), { disabled: true });
  #wipe = button("Clear", () => this.#board?.clear(), { disabled: true });
  #drawing = element("div", { class: "lm-find-board" });
  #events;

  /** @param {FindEvents} events */
  constructor(events) {
    this.#events = events;
    const byRow = element(
      "form",
      { class: "lm-row", onsubmit: (event) => this.#findRow(event) },
      element("label", {}, "Row", this.#row),
      element("button", {}, "Show"),
    );
    this.#byClass.append(
      element("label", {}, "Class", this.#classes),
      button("Show one", () => events.label(Number(this.#classes.value)), {
        title: "Show a picture of this class; again, another one",
      }),
    );
    this.#drawing.append(element("div", { class: "lm-row" }, this.#search, this.#wipe));
    this.root = element(
      "details",
      { class: "lm-find", ontoggle: () => this.#addBoard() },
      element("summary", {}, "Find a picture"),
      element("div", { class: "lm-row lm-find-forms" }, byRow, this.#byClass),
      this.#drawing,
    );
  }

  /**
   * Take new data from Python.
   *
   * @param {Data} data
   */
  use({ classes, firstRow }) {
    if (!this.#row.value) this.#row.value = String(firstRow);
    const chosen = this.#classes.value;
    this.#classes.replaceChildren(...classes.map((name, label) => element("option", { value: label }, name)));
    if (chosen) this.#classes.value = chosen;
    this.#byClass.hidden = classes.length === 0;
    this.#drawing.hidden = !isGrey();
  }

  /** @param {Event} event */
  #findRow(event) {
    event.preventDefault();
    const row = this.#row.valueAsNumber;
    if (Number.isInteger(row) && row >= 0) this.#events.row(row);
    else this.#events.refused("A row is a whole number from 0 on.");
  }

  async #addBoard() {
    if (this.#board || !this.root.open) return;
    try {
      const { Board } = await import("../../shared/scripts/pictures/board.js");
      this.#board ??= new Board(() => this.#offer());
      this.#drawing.prepend(this.#board.root);
    } catch {
      this.#events.refused("The board could not be loaded; reload the page.");
    }
  }

  async #findDrawing() {
    if (!this.#board) return;
    this.#search.disabled = true;
    try {
      const { imageOf } = await import("../../shared/scripts/pictures/preparing.js");
      this.#events.drawing(await imageOf(this.#board.ink()));
    } catch (error) {
      this.#events.refused(error.message);
    }
    this.#offer();
  }

  /** Offer to search and to clear if there is a drawing. */
  #offer() {
    this.#search.disabled = this.#wipe.disabled = this.#board?.isEmpty ?? true;
  }
}
