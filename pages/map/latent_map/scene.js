// The content of the maps of a view: groups of points, hidden groups, planes and shared axes.

import { nextFrame } from "../../shared/scripts/page/motion.js";
import { pageScale, typeScale } from "../../shared/scripts/page/type-size.js";
import { jointBounds } from "./plot/geometry.js";

/**
 * @import { State } from "./address.js"
 * @import { Look, Tool } from "./bar.js"
 * @import { Grouping } from "./colours.js"
 * @import { Theme } from "./plot/figure.js"
 * @import { Group } from "./plot/layers.js"
 * @import { Pane } from "./pane.js"
 * @import { Plot } from "./plot/plot.js"
 * @import { SpacePlot } from "./plot/space-plot.js"
 */

const BRIGHT = 384; // sum of red, green and blue; brighter text means a dark page

export class Scene {
  /** @type {Pane[]} */
  panes = [];
  /** @type {Grouping | null} */
  grouping = null;
  #drawn = false; // later maps need no sketch, because their points come from the places on the one before
  #stale = false;
  /** @type {Promise<void> | null} */
  #drawing = null;
  #root;
  #state;
  #signal;
  #events;

  /**
   * @param {object} options
   * @param {HTMLElement} options.root The widget, whose style gives the colours.
   * @param {State} options.state
   * @param {AbortSignal} options.signal
   * @param {object} options.events
   * @param {() => Look} options.events.look
   * @param {() => Tool} options.events.tool
   * @param {(groups: Group[]) => void} options.events.drawn Called after each drawing, a sketch included.
   */
  constructor({ root, state, signal, events }) {
    this.#root = root;
    this.#state = state;
    this.#signal = signal;
    this.#events = events;
  }

  /**
   * Replace the maps.
   *
   * @param {Pane[]} panes
   */
  use(panes) {
    this.close();
    this.panes = panes;
    this.scale();
  }

  get plots() {
    return this.panes.map((pane) => pane.plot);
  }

  /** @param {(plot: Plot | SpacePlot) => void} act */
  each(act) {
    this.plots.forEach((plot) => act(plot));
  }

  /**
   * Draw the current state. Calls during a drawing lead to one more drawing.
   *
   * @returns {Promise<void>}
   */
  draw() {
    this.#stale = true;
    this.#drawing ??= this.#drawUntilFresh().finally(() => {
      this.#drawing = null;
    });
    return this.#drawing;
  }

  async #drawUntilFresh() {
    while (this.#stale && !this.#signal.aborted) {
      this.#stale = false;
      await this.#drawOnce();
    }
  }

  async #drawOnce() {
    if (!this.panes.length || !this.grouping) return;
    const theme = this.#theme();
    /** @type {Group[]} */
    const groups = [];
    for (const pane of this.panes) {
      pane.plot.overlay.showPictures = this.#state.pictures;
      pane.plot.overlay.showNames = this.#state.names;
      const own = pane.use(this.grouping, this.#state.hidden, this.#events.look(), theme, this.#events.tool());
      groups.push(...own.slice(groups.length)); // the second map may have an extra group of unknown digits
    }
    if (!this.#drawn && this.plots.some(({ flat }) => flat)) {
      this.each((plot) => plot.sketch());
      this.#events.drawn(groups);
      await nextFrame(); // because Plotly's script and its first drawing hold the page for a long time
    }
    for (const plot of this.plots) await plot.draw();
    this.#drawn = true;
    this.#events.drawn(groups);
    this.planes();
  }

  /** @returns {Theme} */
  #theme() {
    const style = getComputedStyle(this.#root);
    return {
      text: style.color,
      ground: style.getPropertyValue("--st-background-color").trim() || "#fff",
      grid: style.getPropertyValue("--st-border-color").trim() || "#ccc",
      faded: "#8c8c8c",
      type: typeScale(),
      page: pageScale(),
    };
  }

  /**
   * Paint the decoded planes if they are on, or remove them.
   *
   * @param {boolean} [soon] Whether to skip the pause for further movement.
   */
  planes(soon = false) {
    const [red, green, blue] = (getComputedStyle(this.#root).color.match(/\d+/g) ?? [0, 0, 0]).map(Number);
    for (const { plane } of this.panes) plane?.show(this.#state.plane, red + green + blue > BRIGHT, soon);
  }

  /** Give all maps the same axes if the visitor has chosen that, else each its own. */
  scale() {
    const shared = this.panes.length > 1 && this.#state.same;
    const bounds = shared ? jointBounds(this.panes.filter(({ flat }) => flat).map((pane) => pane.points.bounds)) : null;
    for (const pane of this.panes) pane.setBounds(bounds);
  }

  /** Show all points on every map. */
  home() {
    return Promise.all(this.panes.map(({ plot }) => plot.view.moveTo(null)));
  }

  close() {
    this.panes.forEach((pane) => pane.close());
  }
}
