// The selected digits: the shape that holds them, its map, and their gallery.

import { shareSelection } from "../../shared/scripts/page/selected.js";
import { roundShape } from "./address.js";

/**
 * @import { Selected, State } from "./address.js"
 * @import { Data } from "./data.js"
 * @import { Gallery } from "./gallery.js"
 * @import { Pane } from "./pane.js"
 * @import { Scene } from "./scene.js"
 */

const NONE_INSIDE = "No point is inside: draw the shape around some points.";

export class Selection {
  /**
   * Sorted row ids; null without a selection.
   *
   * @type {number[] | null}
   */
  rows = null;
  /** @type {Data | null} */
  #data = null;
  #options;

  /**
   * @param {object} options
   * @param {HTMLElement} options.root The widget; an attribute of it holds the number of selected digits.
   * @param {Scene} options.scene
   * @param {State} options.state Holds the shape.
   * @param {Gallery} options.gallery
   * @param {(problem: string) => void} options.changed Called after a selection with the reason if it is empty, or "".
   */
  constructor(options) {
    this.#options = options;
  }

  /** @param {Data} data */
  use(data) {
    this.#data = data;
  }

  /**
   * Select the shown digits inside a shape, or none.
   *
   * @param {Selected | null} selected
   */
  async set(selected) {
    const data = this.#data;
    if (!data) return;
    const { root, scene, state, gallery, changed } = this.#options;
    const pane = selected ? (scene.panes[selected.pane] ?? scene.panes[0]) : undefined;
    const inside = selected && pane ? pane.points.within(selected.shape, pane.isShown) : [];
    const rows = pane ? inside.map((index) => pane.points.row(index)).sort((a, b) => a - b) : [];
    state.selection = rows.length ? selected : null;
    if (!rows.length || (this.rows && this.rows.join() !== rows.join())) state.page = 0;
    this.rows = rows.length ? rows : null;
    shareSelection(this.rows);
    scene.panes.forEach((each) => each.select(this.rows));
    await scene.draw();
    root.dataset.selected = this.rows ? String(rows.length) : "";
    changed(pane && !rows.length ? NONE_INSIDE : "");
    const from = pane ?? scene.panes[0];
    if (from) await gallery.show(rows, data, from.points.count, state.page);
  }

  /** Select again inside the same shape once other points are shown, so that a link restores the same digits. */
  async again() {
    const { root, state } = this.#options;
    if (state.selection && root.dataset.state === "ready") await this.set(state.selection);
  }

  /** Select on the current maps what the state holds. */
  async restore() {
    const { state, scene } = this.#options;
    const { selection } = state;
    if ((selection && scene.panes[selection.pane]) || this.rows) await this.set(selection);
    else state.selection = null;
  }

  /**
   * Keep the selection as rows, because its shape would hold other digits on another map.
   */
  keepRows() {
    const { state } = this.#options;
    if (!state.selection || !this.rows || "rows" in state.selection.shape) return;
    state.selection = { pane: 0, shape: { rows: this.rows } };
  }

  /**
   * Select every shown digit in view on one map.
   *
   * @param {Pane | undefined} pane
   */
  async setView(pane) {
    if (!pane?.plot.ready) return;
    const { plot, points } = pane;
    if ("inFrame" in plot) {
      const rows = plot.inFrame.map((index) => points.row(index)).sort((a, b) => a - b);
      await this.set({ pane: pane.at, shape: { rows } });
      return;
    }
    const { x, y } = plot.view.range;
    await this.set({ pane: pane.at, shape: roundShape({ box: [...x, ...y] }) });
  }
}
