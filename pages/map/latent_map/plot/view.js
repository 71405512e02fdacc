// The part of the plane that a plot shows: its places on the screen, and movements.

import { typeScale } from "../../../shared/scripts/page/type-size.js";
import { marginOf } from "./figure.js";
import {
  centreOn,
  fitRange,
  frameAround,
  inView,
  placeAt,
  projector,
  sameRange,
  scaleOf,
  zoomRange,
} from "./geometry.js";

/**
 * @import { Bounds } from "../../../shared/scripts/pictures/points.js"
 * @import { Frame, Range } from "./geometry.js"
 * @import { PlotElement, PlotlyLibrary } from "./plotly.js"
 */

export class View {
  /** Whether the plot has been drawn. */
  ready = false;
  /** @type {Range} */
  #all;
  /**
   * The part of the plane that should be in view; null for all points. The axes show at least this part.
   *
   * @type {Range | null}
   */
  #target = null;
  #resizing = 0; // resizes in progress, each of which stretches the axes at first
  #Plotly;
  #place;

  /**
   * @param {PlotlyLibrary} Plotly
   * @param {PlotElement} place
   * @param {Bounds} bounds Bounds of all points.
   */
  constructor(Plotly, place, bounds) {
    this.#Plotly = Plotly;
    this.#place = place;
    this.#all = frameAround(bounds);
  }

  /** Set the bounds that "Show all" shows, with a margin. */
  set bounds(/** @type {Bounds} */ bounds) {
    this.#all = frameAround(bounds);
  }

  /**
   * The target range, enlarged to one scale for both axes.
   *
   * @returns {Range}
   */
  get #fitted() {
    const { offsetWidth, offsetHeight } = this.#place;
    const { l, r, t, b } = marginOf(typeScale());
    const around = { width: offsetWidth - l - r, height: offsetHeight - t - b };
    const size = this.ready ? this.frame : around;
    return fitRange(this.#target ?? this.#all, size.width > 0 && size.height > 0 ? size : { width: 1, height: 1 });
  }

  /** The part of the plane that should be in view; null for all points. */
  get target() {
    return this.#target;
  }

  get #axes() {
    const layout = this.#place._fullLayout;
    if (!layout) throw new Error("The map has not been drawn yet.");
    return layout;
  }

  /**
   * The range to draw next: the visible one, or for the first drawing the target.
   *
   * @returns {Range}
   */
  get next() {
    return this.ready ? this.range : this.#fitted;
  }

  /**
   * The visible part of the plane. Only a plot that is ready has one.
   *
   * @returns {Range}
   */
  get range() {
    const { xaxis, yaxis } = this.#axes;
    return { x: [...xaxis.range], y: [...yaxis.range] };
  }

  /**
   * The rectangle of the axes on the place, in pixels. Only a plot that is ready has one.
   *
   * @returns {Frame}
   */
  get frame() {
    const { xaxis, yaxis } = this.#axes;
    return { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
  }

  /** Pixels per unit of each axis. */
  get scale() {
    return scaleOf(this.frame, this.range);
  }

  /**
   * The pixel of a place of the plane, on the element.
   *
   * @param {number} x
   * @param {number} y
   */
  pixel(x, y) {
    const { frame } = this;
    const [left, top] = this.projector(frame)(x, y);
    return [frame.left + left, frame.top + top];
  }

  /**
   * The function from places of the plane to pixels of a frame.
   *
   * @param {Frame} [frame]
   */
  projector(frame = this.frame) {
    return projector(frame, this.range);
  }

  /**
   * The place of the plane under a pixel of the element.
   *
   * @param {number} left
   * @param {number} top
   */
  placeAt(left, top) {
    return placeAt(this.frame, this.range, left, top);
  }

  /** Make the visible part the target if the visitor has moved it. */
  adopt() {
    if (!this.#resizing && !sameRange(this.range, this.#fitted)) this.#target = this.range;
  }

  /**
   * Show a part of the plane, or with null all points.
   *
   * @param {Range | null} range
   */
  async moveTo(range) {
    this.#target = range;
    if (!this.ready) return;
    const { x, y } = this.#fitted;
    await this.#Plotly.relayout(this.#place, { "xaxis.range": x, "yaxis.range": y });
  }

  /**
   * Move so that a place is in view, if it is not.
   *
   * @param {number} x
   * @param {number} y
   */
  async reveal(x, y) {
    if (!inView(this.range, x, y)) await this.moveTo(centreOn(this.range, x, y));
  }

  /** @param {number} factor A factor below 1 shows less of the plane. */
  async zoom(factor) {
    if (this.ready) await this.moveTo(zoomRange(this.range, factor));
  }

  async resize() {
    if (!this.ready || !this.#place.offsetWidth) return;
    this.#resizing += 1;
    try {
      await this.#Plotly.Plots.resize(this.#place);
      if (this.ready) await this.moveTo(this.#target);
    } finally {
      this.#resizing -= 1;
    }
  }
}
