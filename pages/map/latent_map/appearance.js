// The look of the points: colours, hidden groups, size, pictures, names and planes. Each choice is drawn and kept.

import { worded } from "../../shared/scripts/page/dom.js";
import { progressWords } from "../../shared/scripts/page/words.js";
import { usualLook } from "./bar.js";
import { Colours } from "./colours.js";
import { Legend } from "./legend.js";
import { countWords } from "./status.js";

/**
 * @import { State } from "./address.js"
 * @import { Bar, Look, Toggle } from "./bar.js"
 * @import { ClusterSetting } from "./colours.js"
 * @import { Data } from "./data.js"
 * @import { Group } from "./plot/layers.js"
 * @import { Scene } from "./scene.js"
 * @import { Status } from "./status.js"
 *
 * @typedef {object} Parts
 * @property {State} state
 * @property {Scene} scene
 * @property {Bar} bar
 * @property {Status} status
 * @property {AbortSignal} signal
 * @property {() => Promise<void>} reselect Called when the shown points have changed.
 * @property {() => void} remember Called after each choice.
 */

export class Appearance {
  #parts;
  #colours;
  #colouring = 0; // number of the newest choice of colours
  #count = 0; // points of the larger map

  legend = new Legend({
    toggle: (group) => this.#hide((hidden) => hidden.delete(group) || hidden.add(group)),
    only: (group) =>
      this.#hide((hidden) => {
        for (let other = 0; other < this.legend.count; other += 1) hidden.add(other);
        hidden.delete(group);
      }),
    all: () => this.#hide((hidden) => hidden.clear()),
  });

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { signal, status } = parts;
    this.#colours = new Colours({ signal, progress: (progress) => status.say(progressWords(progress)) });
  }

  /** @param {Data} data */
  use(data) {
    this.#colours.use(data);
  }

  /**
   * Whether the points can be coloured in this way.
   *
   * @param {string} colour
   */
  can(colour) {
    return this.#colours.can(colour);
  }

  /** Whether the pictures have labels. */
  get labelled() {
    return this.#colours.labelled;
  }

  /** The error of each digit, for the gallery. */
  errors() {
    return this.#colours.errors();
  }

  /**
   * Give the points their chosen size, or the default for this number of points.
   *
   * @param {number} count
   */
  fit(count) {
    const { state, bar } = this.#parts;
    const usual = usualLook(count);
    this.#count = count;
    bar.look = { size: state.size ?? usual.size, opacity: state.opacity ?? usual.opacity };
  }

  /** @param {Look} look */
  setLook({ size, opacity }) {
    const { state, scene, remember } = this.#parts;
    const usual = usualLook(this.#count);
    state.size = size === usual.size ? null : size;
    state.opacity = opacity === usual.opacity ? null : opacity;
    scene.draw();
    remember();
  }

  /** @param {ClusterSetting} clusters */
  clusterBy(clusters) {
    const { state } = this.#parts;
    state.clusters = clusters;
    state.hidden = new Set();
    return this.colourBy("cluster");
  }

  /** @param {string} colour */
  async colourBy(colour) {
    const { state, scene, status, signal, reselect, remember } = this.#parts;
    const [pane] = scene.panes;
    if (!pane) {
      state.colour = colour; // applied once the points are loaded
      return;
    }
    const available = this.can(colour) ? colour : "class";
    if (available !== state.colour) state.hidden = new Set();
    const colouring = (this.#colouring += 1);
    try {
      const grouping = await this.#colours.grouping(available, pane.points, state.clusters);
      if (colouring !== this.#colouring) return;
      scene.grouping = grouping;
      state.colour = available;
      status.say("");
    } catch (error) {
      if (signal.aborted) return;
      status.say(error.message);
      // If the first colours of a view are not available, the view still needs some.
      scene.grouping ??= this.#colours.byClass();
      if (!scene.panes[0].plot.ready) state.colour = "class";
    }
    await scene.draw();
    await reselect();
    remember();
  }

  /**
   * Report what has been drawn.
   *
   * @param {Group[]} groups
   * @param {string} digits Such as "test digits".
   * @param {number} selected Count of the selected digits.
   */
  describe(groups, digits, selected) {
    const { state, scene, bar, status } = this.#parts;
    const { panes, grouping } = scene;
    if (!grouping) return;
    this.legend.show(grouping.title, groups);
    bar.show(state);
    const maps = panes.map((pane) => ({ visible: pane.visible, count: pane.points.count }));
    status.count.textContent = worded(`${countWords(maps, digits, selected)} ${grouping.note ?? ""}`);
  }

  /** @param {Toggle} name */
  async toggle(name) {
    const { state, scene, bar, remember } = this.#parts;
    state[name] = !state[name];
    bar.show(state);
    if (name === "plane") scene.planes(true);
    else if (name === "same") {
      scene.scale();
      await scene.home();
    } else await scene.draw();
    remember();
  }

  /** @param {(hidden: Set<number>) => unknown} change */
  async #hide(change) {
    const { state, scene, reselect, remember } = this.#parts;
    change(state.hidden);
    await scene.draw();
    await reselect();
    remember();
  }
}
