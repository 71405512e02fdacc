// The part of the plane that a plot shows: its places on the screen, and movements.

import { typeScale } from "../../../shared/scripts/page/type-size.js";
import { marginOf } from "./figure.js";
import {
  centreOn,
  fitRange,
  frameAround,
  inView,
  isEmpty,
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
  /**
   * The library, once it has drawn the plot.
   *
   * @type {PlotlyLibrary | null}
   */
  Plotly = null;
  /** @type {Range} */
  #all;
  /**
   * The part of the plane that should be in view; null for all points. The axes show at least this part.
   *
   * @type {Range | null}
   */
  #target = null;
  #resizing = 0; // resizes in progress, each of which stretches the axes at first
  #place;

  /**
   * @param {PlotElement} place
   * @param {Bounds} bounds Bounds of all points.
   */
  constructor(place, bounds) {
    this.#place = place;
    this.#all = frameAround(bounds);
  }

  /** Whether Plotly has drawn the plot. */
  get ready() {
    return this.Plotly !== null;
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
    const { frame } = this;
    return fitRange(this.#target ?? this.#all, isEmpty(frame) ? { width: 1, height: 1 } : frame);
  }

  /** The part of the plane that should be in view; null for all points. */
  get target() {
    return this.#target;
  }

  get #axes() {
    return this.ready ? this.#place._fullLayout : undefined;
  }

  /**
   * The visible part of the plane; before Plotly has drawn it, the part that it will show.
   *
   * @returns {Range}
   */
  get range() {
    if (!this.#axes) return this.#fitted;
    const { xaxis, yaxis } = this.#axes;
    return { x: [...xaxis.range], y: [...yaxis.range] };
  }

  /**
   * The rectangle of the axes on the place, in pixels; before Plotly has drawn them, where it will draw them.
   *
   * @returns {Frame}
   */
  get frame() {
    if (!this.#axes) {
      const { offsetWidth, offsetHeight } = this.#place;
      const { l, r, t, b } = marginOf(typeScale());
      return { left: l, top: t, width: offsetWidth - l - r, height: offsetHeight - t - b };
    }
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
    if (!this.Plotly) return;
    const { x, y } = this.#fitted;
    await this.Plotly.relayout(this.#place, { "xaxis.range": x, "yaxis.range": y });
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
    if (!this.Plotly || !this.#place.offsetWidth) return;
    this.#resizing += 1;
    try {
      await this.Plotly.Plots.resize(this.#place);
      if (this.ready) await this.moveTo(this.#target);
    } finally {
      this.#resizing -= 1;
    }
  }
}
