// The overlay of the plot: pictures, rings around digits and, without WebGL, the points themselves.

import { context2d } from "../../../shared/scripts/pictures/canvas.js";
import { element } from "../../../shared/scripts/page/dom.js";
import { paintCross, paintRing } from "./marks.js";
import { nameSize, paintNames } from "./names.js";
import { sideFor } from "./pictures.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Look } from "../bar.js"
 * @import { Theme } from "./figure.js"
 * @import { Frame, Projector } from "./geometry.js"
 * @import { Slice } from "./layers.js"
 * @import { Pictures } from "./pictures.js"
 * @import { Plot } from "./plot.js"
 *
 * @typedef {{index: number, strong: boolean}} Mark A point with a ring.
 */

/** Opacity of points that are not selected. */
export const FADED = 0.12;

/**
 * Paint points as squares, or as discs, which takes longer.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{slices: Slice[], look: Look, theme: Theme, selection: Set<number> | null, points: Points}} plot
 * @param {Projector} pixel
 * @param {{round?: boolean, size?: number}} options The size in pixels; without it, that of the look.
 */
export function paintPoints(context, { slices, look, theme, selection, points }, pixel, { round, size = look.size }) {
  const { opacity } = look;
  for (const { group, indices } of slices) {
    if (group.hidden) continue;
    for (const index of indices) {
      const faded = selection !== null && !selection.has(index);
      context.globalAlpha = faded ? FADED : opacity;
      context.fillStyle = faded ? theme.faded : group.colour;
      const [x, y] = pixel(points.x[index], points.y[index]);
      if (round) {
        context.beginPath();
        context.arc(x, y, size / 2, 0, 2 * Math.PI);
        context.fill();
      } else context.fillRect(x - size / 2, y - size / 2, size, size);
    }
  }
  context.globalAlpha = 1;
}

export class Overlay {
  canvas = element("canvas", { class: "lm-overlay" });
  /** @type {Mark[]} */
  marks = [];
  /**
   * Place of the plane that a cross marks when it was reached by keys.
   *
   * @type {number[] | null}
   */
  probe = null;
  /**
   * The place of a drawing.
   *
   * @type {number[] | null}
   */
  landing = null;
  showPictures = true;
  showNames = true;
  /** Number of points in view. */
  inView = 0;
  /** Side of the pictures in pixels; 0 if points are shown. */
  side = 0;
  #plot;
  #pictures;

  /**
   * @param {Plot} plot
   * @param {Pictures} pictures
   */
  constructor(plot, pictures) {
    this.#plot = plot;
    this.#pictures = pictures;
  }

  /** Repaint everything. */
  paint() {
    const plot = this.#plot;
    const { canvas } = this;
    const { frame } = plot.view;
    const { theme } = plot;
    const ratio = window.devicePixelRatio || 1;
    for (const side of /** @type {const} */ (["left", "top", "width", "height"]))
      canvas.style[side] = `${frame[side]}px`;
    canvas.width = Math.round(frame.width * ratio);
    canvas.height = Math.round(frame.height * ratio);
    const context = context2d(canvas);
    context.scale(ratio, ratio);
    const pixel = plot.view.projector();
    if (!plot.webgl || !plot.ready)
      paintPoints(context, plot, pixel, { round: plot.webgl, size: plot.look.size * theme.page });
    this.paintPictures(context, frame, pixel);
    this.paintNames(context, pixel);
    for (const { index, strong } of this.marks) {
      paintRing(context, theme, pixel(plot.points.x[index], plot.points.y[index]), strong, this.side);
    }
    for (const place of [this.landing, this.probe]) {
      if (place) paintCross(context, theme, pixel(place[0], place[1]));
    }
  }

  /**
   * Paint the digits in view as pictures if they are few enough.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   * @param {Projector} pixel
   */
  paintPictures(context, frame, pixel) {
    const plot = this.#plot;
    const visible = this.#visible();
    this.inView = visible.length;
    this.side = this.showPictures ? sideFor(visible.length, frame) : 0;
    if (!this.side) {
      delete this.canvas.dataset.pictures;
      return;
    }
    this.canvas.dataset.pictures = String(Math.round(this.side));
    const look = (/** @type {number} */ index) => {
      const faded = plot.selection !== null && !plot.selection.has(index);
      return { colour: faded ? plot.theme.faded : plot.colourOf(index), faded };
    };
    this.#pictures.paint(context, plot.points, visible, this.side, look, pixel);
  }

  /**
   * Paint the names of the groups if they are on and the points are not drawn as digits.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Projector} pixel
   */
  paintNames(context, pixel) {
    if (!this.showNames || this.side) return;
    const { names, theme, view } = this.#plot;
    paintNames(context, names, pixel, theme, nameSize(view.frame, theme));
  }

  /** The shown points in view. */
  #visible() {
    const { view, points, slices } = this.#plot;
    const { range } = view;
    const [left, right] = range.x;
    const [bottom, top] = range.y;
    const visible = [];
    for (const { group, indices } of slices) {
      if (group.hidden) continue;
      for (const i of indices) {
        const [x, y] = [points.x[i], points.y[i]];
        if (x >= left && x <= right && y >= bottom && y <= top) visible.push(i);
      }
    }
    return visible;
  }
}
