// One map on the screen: Plotly draws axes and points in WebGL; an overlay draws the rest. Until Plotly is loaded, the
// overlay draws the points too, and a sketch shows the axes.

import { sketchAxes } from "./axes.js";
import { CONFIG, NO_POINTS, imageOf, layoutOf, shapeOf, traceOf } from "./figure.js";
import { isEmpty, sameSize } from "./geometry.js";
import { layerPoints } from "./layers.js";
import { namePlaces } from "./names.js";
import { Overlay } from "./overlay.js";
import { View } from "./view.js";

/**
 * @import { Points, Shape } from "../../../shared/scripts/pictures/points.js"
 * @import { Look, Tool } from "../bar.js"
 * @import { Outline, Theme } from "./figure.js"
 * @import { Range } from "./geometry.js"
 * @import { MapInfo } from "../data.js"
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
 * @typedef {object} Drawing Groups of points and how to draw them.
 * @property {Group[]} groups
 * @property {Uint8Array} groupOf The group of each point.
 * @property {Look} look
 * @property {Theme} theme
 * @property {Tool} tool
 */

export class Plot {
  flat = true;
  /** @type {Group[]} */
  groups = [];
  /** @type {Slice[]} */
  slices = [];
  /** @type {Look} */
  look = { size: 1, opacity: 1 };
  /** @type {Theme} */
  theme = { text: "#000", ground: "#fff", grid: "#ccc", faded: "#888", type: 1, page: 1 };
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
  /** @type {SVGElement | null} */
  #axes = null;
  /** Frame of the sketch. */
  #sketched = { width: 0, height: 0 };
  #closed = false;
  #loadPlotly;
  #events;

  /**
   * @param {object} options
   * @param {() => Promise<PlotlyLibrary>} options.loadPlotly
   * @param {HTMLElement} options.place An empty element.
   * @param {MapInfo} options.info
   * @param {Points} options.points
   * @param {boolean} options.webgl
   * @param {Pictures} options.pictures
   * @param {Events} options.events
   */
  constructor({ loadPlotly, place, info, points, webgl, pictures, events }) {
    this.#loadPlotly = loadPlotly;
    this.place = /** @type {PlotElement} */ (place);
    this.info = info;
    this.points = points;
    this.webgl = webgl;
    this.#events = events;
    this.view = new View(this.place, points.bounds);
    this.overlay = new Overlay(this, pictures);
  }

  /**
   * Take what to draw next.
   *
   * @param {Drawing} drawing
   */
  use({ groups, groupOf, look, theme, tool }) {
    Object.assign(this, { groups, look, theme, tool });
    this.#groupOf = groupOf;
    this.slices = layerPoints(groups, (index) => this.points.row(index));
    this.names = namePlaces(groups, this.points);
  }

  /** Show axes and points where Plotly will draw them. */
  sketch() {
    const { frame, range } = this.view;
    this.#axes?.remove();
    if (isEmpty(frame)) return;
    this.#axes = sketchAxes(frame, range, this.info.axes, this.theme);
    this.#sketched = frame;
    this.paint(); // before the page changes, which would have to be laid out again to measure the frame
    this.place.append(this.#axes, this.overlay.canvas);
  }

  /** Draw with Plotly. */
  async draw() {
    const Plotly = await this.#loadPlotly();
    if (this.#closed) return;
    const traces = this.webgl ? this.slices.map((slice) => traceOf(slice, this)) : [NO_POINTS];
    const first = !this.ready;
    await Plotly.react(this.place, traces, layoutOf(this.view.range, this.info.axes, this.tool, this), CONFIG);
    this.view.Plotly = Plotly;
    if (first) this.#listen();
    this.#axes?.remove();
    this.#axes = null;
    this.paint();
  }

  /** Whether Plotly has drawn the plot. */
  get ready() {
    return this.view.ready;
  }

  /** Follow the size of the window. */
  async resize() {
    if (this.ready) await this.view.resize();
    else if (this.#axes && !sameSize(this.view.frame, this.#sketched)) this.sketch();
  }

  #listen() {
    this.place.append(this.overlay.canvas);
    this.place.on("plotly_relayout", () => {
      this.view.adopt();
      this.paint();
      this.#events.zoomed();
    });
    this.place.on("plotly_relayouting", () => this.paint());
    this.place.on("plotly_afterplot", () => this.paint());
    this.place.on("plotly_selected", (event) => this.#selected(event));
    this.place.on("plotly_webglcontextlost", () => this.#events.lost());
  }

  /** @param {Outline} [event] Missing when the selection is cleared. */
  #selected(event) {
    if (!event) return;
    const shape = shapeOf(event);
    // Remove the outline, because the points inside are marked one by one.
    this.view.Plotly?.relayout(this.place, { selections: [] });
    if (shape) this.#events.selected(shape);
  }

  /** @param {Tool} tool */
  setTool(tool) {
    this.tool = tool;
    this.view.Plotly?.relayout(this.place, { dragmode: tool });
  }

  /**
   * Put a picture behind the points; null removes it.
   *
   * @param {{source: string, range: Range} | null} picture
   */
  async setBackground(picture) {
    this.image = picture && imageOf(picture.source, picture.range);
    await this.view.Plotly?.relayout(this.place, { images: this.image ? [this.image] : [] });
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
   * Mark a place of the plane with a cross; null removes it.
   *
   * @param {number[] | null} place
   */
  probe(place) {
    this.overlay.probe = place;
    this.paint();
  }

  /**
   * Mark the place of a drawing; null removes the mark.
   *
   * @param {number[] | null} place
   */
  land(place) {
    this.overlay.landing = place;
    this.paint();
  }

  /** Repaint the overlay. */
  paint() {
    if (!this.slices.length || isEmpty(this.view.frame)) return;
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
    this.#closed = true;
    this.view.Plotly?.purge(this.place);
    this.view.Plotly = null;
  }
}
