// The view in the page's address: restored when maps are opened, written after each change.

import { replaceQuery } from "../../shared/scripts/page/dom.js";
import { stateQuery } from "./address.js";
import { Plot } from "./plot/plot.js";

/**
 * @import { State } from "./address.js"
 * @import { Data } from "./data.js"
 * @import { Focus } from "./focus.js"
 * @import { Scene } from "./scene.js"
 * @import { Search } from "./search.js"
 * @import { Selection } from "./selection.js"
 *
 * @typedef {object} Parts
 * @property {HTMLElement} root The widget; nothing is written before it is ready.
 * @property {State} state
 * @property {Scene} scene
 * @property {Focus} focus
 * @property {Selection} selection
 * @property {Search} search
 * @property {AbortSignal} signal
 */

export class Link {
  #parts;
  /** @type {Data | null} */
  #data = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Take new data. If the maps change, the selection keeps its digits, and a map that stays keeps its view.
   *
   * @param {Data} data
   * @param {boolean} sameMaps
   */
  use(data, sameMaps) {
    const before = this.#data;
    this.#data = data;
    if (!before || sameMaps) return;
    const { state, selection } = this.#parts;
    selection.keepRows();
    const stays = (/** @type {number} */ at) => before.maps[at]?.id === data.maps[at]?.id;
    state.ranges = state.ranges.map((range, at) => (stays(at) ? range : null));
    state.viewpoints = state.viewpoints.map((viewpoint, at) => (stays(at) ? viewpoint : null));
  }

  /** Give each map the part or the viewpoint that the state holds, before its first drawing. */
  restoreViews() {
    const { state, scene } = this.#parts;
    for (const { at, plot } of scene.panes) {
      const [range, viewpoint] = [state.ranges[at], state.viewpoints[at]];
      if (plot instanceof Plot) {
        if (range) plot.view.moveTo(range);
      } else if (viewpoint) plot.view.viewFrom(viewpoint);
    }
  }

  /** Show the digit and the selection that the state holds. */
  async restore() {
    const { state, focus, selection, search } = this.#parts;
    focus.choose(focus.row ?? state.row);
    state.row = null; // from now on, the focus holds it
    search.restore();
    await selection.restore();
  }

  /** Write the view to the page's address. */
  remember() {
    const { root, state, scene, focus, signal } = this.#parts;
    if (signal.aborted || root.dataset.state !== "ready" || !this.#data) return;
    state.ranges = scene.panes.map(({ plot }) => plot.view.target);
    state.viewpoints = scene.panes.map(({ plot }) => (plot instanceof Plot ? null : plot.view.viewpointForLink));
    replaceQuery(stateQuery(location.search, { ...state, row: focus.row }, this.#data));
  }
}
