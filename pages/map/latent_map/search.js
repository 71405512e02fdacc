// The picture to search with, chosen by row, by class or by a drawing, and its nearest neighbours.

import { fetchWhenReady } from "../../shared/scripts/server/client.js";
import { drawnPixels, drawnStop } from "../../shared/scripts/pictures/stops.js";
import { big } from "../../shared/scripts/page/words.js";
import { Find } from "./find.js";
import { Near } from "./near.js";

/**
 * @import { State } from "./address.js"
 * @import { Data } from "./data.js"
 * @import { Focus } from "./focus.js"
 * @import { Pane } from "./pane.js"
 * @import { Scene } from "./scene.js"
 * @import { Selection } from "./selection.js"
 *
 * @typedef {object} Parts
 * @property {State} state Holds the drawing and the encoder.
 * @property {Scene} scene
 * @property {() => Focus} focus
 * @property {() => Selection} selection
 * @property {() => void} remember
 * @property {(sentence: string) => void} say
 * @property {AbortSignal} signal
 */

export class Search {
  /** @type {Data | null} */
  #data = null;
  #parts;
  near = new Near({
    choose: (row) => this.#choose(row),
    hover: (row) => this.#parts.focus().mark(row),
    mark: (rows) => this.#parts.selection().set({ pane: 0, shape: { rows } }),
    changed: () => {
      this.#parts.state.encoder = this.near.encoder;
      this.#parts.remember();
    },
  });
  find = new Find({
    row: (row) => this.#choose(row),
    label: (label) => this.#chooseOfClass(label),
    drawing: (pixels) => {
      this.#parts.state.drawing = drawnStop(pixels);
      this.#parts.focus().choose(null);
      this.restore();
    },
    refused: (sentence) => this.#parts.say(sentence),
  });

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.near.encoder = parts.state.encoder;
  }

  /**
   * Take new data from Python.
   *
   * @param {Data} data
   */
  use(data) {
    this.#data = data;
    this.find.use(data);
    this.near.use(data);
  }

  /**
   * Show the neighbours of the newly chosen picture; without one, those of the drawing stay.
   *
   * @param {number | null} row
   * @param {number} label
   */
  chosen(row, label) {
    if (row === null) {
      if (this.#parts.state.drawing === null) this.near.show(null);
      return;
    }
    this.#forgetDrawing();
    this.near.show({ row, label });
  }

  /** If the state holds a drawing, search with it and mark its place on the maps. */
  restore() {
    const { state, scene, remember } = this.#parts;
    const pixels = state.drawing === null ? null : drawnPixels(state.drawing);
    if (!pixels) {
      state.drawing = null;
      return;
    }
    this.near.show({ pixels });
    remember();
    for (const pane of scene.panes) this.#land(pane, pixels);
  }

  /** Forget the drawing. */
  clear() {
    this.#forgetDrawing();
  }

  #forgetDrawing() {
    const { state, scene } = this.#parts;
    state.drawing = null;
    for (const { plot } of scene.panes) plot.land(null);
  }

  /**
   * @param {Pane} pane
   * @param {Uint8Array} pixels
   */
  async #land(pane, pixels) {
    const { state, say, signal } = this.#parts;
    const { dataset = "", split = "" } = this.#data ?? {};
    const { drawing } = state;
    const query = new URLSearchParams({ dataset, split, map: pane.info.id, dtype: "uint8" });
    try {
      const { arrays } = await fetchWhenReady(`/api/maps/place?${query}`, { body: pixels, signal });
      if (drawing === state.drawing) pane.plot.land(["x", "y", "z"].map((axis) => arrays[axis]?.data[0] ?? 0));
    } catch (error) {
      if (!signal.aborted) say(error.message);
    }
  }

  /** @param {number} row */
  #choose(row) {
    const { scene, focus, say } = this.#parts;
    if (scene.panes.every(({ points }) => points.index(row) < 0)) {
      say(`Row ${big(row)} is not among the ${this.#data?.splitTitle} of this map: choose other digits beside it.`);
      return;
    }
    say("");
    focus().choose(row);
  }

  /** @param {number} label */
  #chooseOfClass(label) {
    const [{ points }] = this.#parts.scene.panes;
    /** @type {number[]} */
    const rows = [];
    for (let index = 0; index < points.count; index += 1) {
      if (points.labels[index] === label && points.row(index) !== this.#parts.focus().row) rows.push(points.row(index));
    }
    if (rows.length) this.#choose(rows[Math.floor(Math.random() * rows.length)]);
    else this.#parts.say("This map has no other picture of that class.");
  }

  close() {
    this.near.close();
  }
}
