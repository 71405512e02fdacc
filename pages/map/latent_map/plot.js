// One map on the screen: Plotly draws axes and points in WebGL; an overlay draws the rest.

import { CONFIG, MARGIN, NO_POINTS, imageOf, layoutOf, shapeOf, traceOf } from "./figure.js";
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
import { namePlaces } from "./names.js";
import { layerPoints } from "./layers.js";
import { Overlay } from "./overlay.js";

/**
 * @import { Bounds, Points, Shape } from "../../shared/points.js"
 * @import { Look, Tool } from "./bar.js"
 * @import { Theme } from "./figure.js"
 * @import { Frame, Range } from "./geometry.js"
 * @import { MapInfo } from "./data.js"
 * @import { Group, Slice } from "./layers.js"
 * @import { Name } from "./names.js"
 * @import { Mark } from "./overlay.js"
 * @import { Pictures } from "./pictures.js"
 * @import { PlotElement, PlotlyLibrary } from "./plotly.js"
 *
 * @typedef {object} Events
 * @property {() => void} zoomed
 * @property {(shape: Shape) => void} selected
 * @property {() => void} painted
 * @property {() => void} lost Called if the browser takes WebGL away.
 *
 * @typedef {object} Drawing What is drawn.
 * @property {Group[]} groups
 * @property {Uint8Array} groupOf The group of each point.
 * @property {Look} look
 * @property {Theme} theme
 * @property {Tool} tool
 */

export class Plot {
  /** Whether the plot has been drawn. */
  ready = false;
  /** @type {Group[]} */
  groups = [];
  /** @type {Slice[]} */
  slices = [];
  /** @type {Look} */
  look = { size: 1, opacity: 1 };
  /** @type {Theme} */
  theme = { text: "#000", ground: "#fff", grid: "#ccc", faded: "#888" };
  /**
   * What dragging does.
   *
   * @type {Tool}
   */
  tool = "pan";
  /**
   * Indices of the selected points; null without a selection.
   *
   * @type {Set<number> | null}
   */
  selection = null;
  /**
   * The picture behind the points, for Plotly.
   *
   * @type {object | null}
   */
  image = null;
  /**
   * The names of groups, each at its island.
   *
   * @type {Name[]}
   */
  names = [];
  /** @type {Uint8Array} */
  #groupOf = new Uint8Array();
  /** @type {Range} */
  #all;
  /**
   * The part of the plane that should be in view; null for all points. The axes show at least this part.
   *
   * @type {Range | null}
   */
  #wanted = null;
  #resizing = 0; // resizes in progress: each stretches the axes at first
  #events;

  /**
   * @param {object} options
   * @param {PlotlyLibrary} options.Plotly
   * @param {HTMLElement} options.place An empty element.
   * @param {MapInfo} options.info
   * @param {Points} options.points
   * @param {boolean} options.webgl
   * @param {Pictures} options.pictures
   * @param {Events} options.events
   */
  constructor({ Plotly, place, info, points, webgl, pictures, events }) {
    this.Plotly = Plotly;
    this.place = /** @type {PlotElement} */ (place);
    this.info = info;
    this.points = points;
    this.webgl = webgl;
    this.#events = events;
    this.#all = frameAround(points.bounds);
    this.overlay = new Overlay(this, pictures);
  }

  /** @param {Drawing} drawing */
  async draw({ groups, groupOf, look, theme, tool }) {
    Object.assign(this, { groups, look, theme, tool });
    this.#groupOf = groupOf;
    this.slices = layerPoints(groups, (index) => this.points.row(index));
    this.names = namePlaces(groups, this.points);
    const traces = this.webgl ? this.slices.map((slice) => traceOf(slice, this)) : [NO_POINTS];
    const first = !this.ready;
    const layout = layoutOf(first ? this.#fitted : this.range, this.info.axes, tool, this);
    await this.Plotly.react(this.place, traces, layout, CONFIG);
    this.ready = true;
    if (first) this.#listen();
    this.paint();
  }

  /** Set which part of the plane "all" is: the frame around some bounds. */
  set bounds(/** @type {Bounds} */ bounds) {
    this.#all = frameAround(bounds);
  }

  /**
   * The wanted part of the plane at one scale for both axes.
   *
   * @returns {Range}
   */
  get #fitted() {
    const { offsetWidth, offsetHeight } = this.place;
    const around = { width: offsetWidth - MARGIN.l - MARGIN.r, height: offsetHeight - MARGIN.t - MARGIN.b };
    const size = this.ready ? this.frame : around;
    return fitRange(this.#wanted ?? this.#all, size.width > 0 && size.height > 0 ? size : { width: 1, height: 1 });
  }

  /** The part of the plane that was asked for; null for all points. */
  get wanted() {
    return this.#wanted;
  }

  #listen() {
    this.place.append(this.overlay.canvas);
    this.place.on("plotly_relayout", () => {
      if (!this.#resizing && !sameRange(this.range, this.#fitted)) this.#wanted = this.range; // moved by hand
      this.paint();
      this.#events.zoomed();
    });
    this.place.on("plotly_relayouting", () => this.paint());
    this.place.on("plotly_afterplot", () => this.paint());
    this.place.on("plotly_selected", (event) => this.#selected(event));
    this.place.on("plotly_webglcontextlost", () => this.#events.lost());
  }

  /** @param {any} event */
  #selected(event) {
    if (!event) return;
    const shape = shapeOf(event);
    // The outline goes, because the points inside are marked one by one.
    this.Plotly.relayout(this.place, { selections: [] });
    if (shape) this.#events.selected(shape);
  }

  get #axes() {
    const layout = this.place._fullLayout;
    if (!layout) throw new Error("The map has not been drawn yet.");
    return layout;
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

  /**
   * Show a part of the plane, or with null all points.
   *
   * @param {Range | null} range
   */
  async moveTo(range) {
    this.#wanted = range;
    if (!this.ready) return;
    const { x, y } = this.#fitted;
    await this.Plotly.relayout(this.place, { "xaxis.range": x, "yaxis.range": y });
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

  /** @param {number} factor Below 1 shows less of the plane. */
  async zoom(factor) {
    if (this.ready) await this.moveTo(zoomRange(this.range, factor));
  }

  /** @param {Tool} tool */
  setTool(tool) {
    this.tool = tool;
    if (this.ready) this.Plotly.relayout(this.place, { dragmode: tool });
  }

  async resize() {
    if (!this.ready || !this.place.offsetWidth) return;
    this.#resizing += 1;
    try {
      await this.Plotly.Plots.resize(this.place);
      if (this.ready) await this.moveTo(this.#wanted);
    } finally {
      this.#resizing -= 1;
    }
  }

  /**
   * Put a picture behind the points; null takes it away.
   *
   * @param {{source: string, range: Range} | null} picture
   */
  setBackground(picture) {
    this.image = picture && imageOf(picture.source, picture.range);
    return this.Plotly.relayout(this.place, { images: this.image ? [this.image] : [] });
  }

  /**
   * Mark points with rings.
   *
   * @param {Mark[]} marks
   */
  mark(marks) {
    this.overlay.marks = marks;
    this.paint();
  }

  /**
   * Mark a place of the plane with a cross; null takes it away.
   *
   * @param {number[] | null} place
   */
  probe(place) {
    this.overlay.probe = place;
    this.paint();
  }

  /** Paint anew what lies over the plot. */
  paint() {
    if (!this.ready || !this.place._fullLayout?.xaxis?._length) return;
    this.overlay.paint();
    this.#events.painted();
  }

  /**
   * The colour of a point.
   *
   * @param {number} index
   */
  colourOf(index) {
    return this.groups[this.#groupOf[index]]?.colour ?? this.theme.faded;
  }

  close() {
    if (this.ready) this.Plotly.purge(this.place);
    this.ready = false;
  }
}
