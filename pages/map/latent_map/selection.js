// The selected digits: which shape holds them, on which map, and their gallery.

/**
 * @import { Selected, State } from "./address.js"
 * @import { Gallery } from "./gallery.js"
 * @import { Data } from "./latent_map.js"
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
  #scene;
  #state;
  #gallery;

  /**
   * @param {Scene} scene
   * @param {State} state Keeps the shape.
   * @param {Gallery} gallery
   */
  constructor(scene, state, gallery) {
    this.#scene = scene;
    this.#state = state;
    this.#gallery = gallery;
  }

  /**
   * Select the shown digits inside a shape, or none.
   *
   * @param {Selected | null} selected
   * @returns {Promise<string>} What to tell the visitor, or "".
   */
  async set(selected) {
    const pane = selected ? this.#scene.panes[selected.pane] : undefined;
    const inside = selected && pane ? pane.points.within(selected.shape, pane.shown) : [];
    const rows = pane ? inside.map((index) => pane.points.row(index)).sort((a, b) => a - b) : [];
    this.#state.selection = rows.length ? selected : null;
    this.rows = rows.length ? rows : null;
    this.#scene.panes.forEach((each) => each.select(this.rows));
    await this.#scene.draw();
    return pane && !rows.length ? NONE_INSIDE : "";
  }

  /**
   * Show the pictures of the selected digits.
   *
   * @param {Data} data
   */
  async show(data) {
    const from = this.#scene.panes[this.#state.selection?.pane ?? 0];
    if (from) await this.#gallery.show(this.rows ?? [], data, from.info, from.points.count);
  }
}
