// A map of three numbers on a canvas, with the parts of a flat plot that the widget uses.

import { context2d } from "../../../shared/scripts/pictures/canvas.js";
import { element } from "../../../shared/scripts/page/dom.js";
import { FADED } from "./overlay.js";
import { paintCross, paintLine, paintRing } from "./marks.js";
import { nameSize, paintNames } from "./names.js";
import { roundViewpoint, viewpointText } from "./camera.js";
import { farFirst, paintDiscs, scaledBy } from "./discs.js";
import { ScreenPlaces } from "./screen-places.js";
import { paintCube, spaceNames } from "./space-frame.js";
import { SpaceView } from "./space-view.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Look, Tool } from "../bar.js"
 * @import { MapInfo } from "../data.js"
 * @import { Theme } from "./figure.js"
 * @import { Group } from "./layers.js"
 * @import { Mark } from "./overlay.js"
 * @import { Drawing } from "./plot.js"
 * @import { Colour } from "./discs.js"
 */

const MOST_RATIO = 2; // canvas pixels per pixel of the page; more would take too long to fill

export class SpacePlot {
  flat = false;
  webgl = false; // it needs none
  /** @type {Group[]} */
  groups = [];
  /** @type {Look} */
  look = { size: 1, opacity: 1 };
  /** @type {Theme} */
  theme = { text: "#000", ground: "#fff", grid: "#ccc", faded: "#888", type: 1, page: 1 };
  /** @type {Tool} */
  tool = "pan";
  /** @type {Set<number> | null} */
  selection = null;
  /** The overlay that flat maps have. */
  overlay = {
    showPictures: false,
    showNames: true,
    side: 0,
    inView: 0,
    /** @type {number[] | null} */
    probe: null,
  };
  /** @type {Uint8Array} */
  #groupOf = new Uint8Array();
  /** @type {Mark[]} */
  #marks = [];
  /** @type {number[] | null} */
  #landing = null;
  /** @type {number[][] | null} */
  outline = null;
  #canvas = element("canvas", { class: "lm-space", "aria-hidden": "true" });
  #context = context2d(this.#canvas, { willReadFrequently: true });
  /** @type {number | null} */
  #frame = null;
  #events;

  /**
   * @param {object} options
   * @param {HTMLElement} options.place An empty element.
   * @param {MapInfo} options.info
   * @param {Points} options.points
   * @param {{painted: () => void, zoomed: () => void}} options.events
   */
  constructor({ place, info, points, events }) {
    this.place = place;
    this.info = info;
    this.points = points;
    this.#events = events;
    this.places = new ScreenPlaces(points);
    this.view = new SpaceView(
      place,
      points,
      () => this.paint(),
      () => events.zoomed(),
    );
  }

  get ready() {
    return this.view.ready;
  }

  /**
   * Take what to draw next.
   *
   * @param {Drawing} drawing
   */
  use({ groups, groupOf, look, theme, tool }) {
    Object.assign(this, { groups, look, theme, tool });
    this.#groupOf = groupOf;
    this.places.indices = groups.flatMap(({ hidden, indices }) => (hidden ? [] : indices));
  }

  /** The first drawing is the final one, because it needs no library. */
  sketch() {
    this.draw();
  }

  async draw() {
    if (!this.ready) this.place.append(this.#canvas);
    this.view.ready = true;
    this.#render();
  }

  resize() {
    this.view.resize();
  }

  /** @param {Tool} tool */
  setTool(tool) {
    this.tool = tool;
  }

  /** A map in space has no picture behind its points. */
  async setBackground() {}

  /** @param {Mark[]} marks */
  mark(marks) {
    this.#marks = marks;
    this.paint();
  }

  /** A map in space has no places without a digit. */
  probe() {}

  /** @param {number[] | null} place */
  land(place) {
    this.#landing = place;
    this.paint();
  }

  /** Repaint at the next frame. */
  paint() {
    if (!this.ready) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      if (this.ready) this.#render();
    });
  }

  /** Indices of the shown points in view. */
  get inFrame() {
    return this.places.inFrame(this.view.frame);
  }

  #render() {
    const { frame } = this.view;
    if (!frame.width || !frame.height) return;
    const ratio = Math.min(MOST_RATIO, window.devicePixelRatio || 1);
    this.#canvas.width = Math.round(frame.width * ratio);
    this.#canvas.height = Math.round(frame.height * ratio);
    const context = this.#context;
    context.fillStyle = this.theme.ground;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintCube(context, this.view, this.info.axes, this.theme);
    this.places.project(this.view.projection());
    this.#paintPoints(context, ratio);
    this.#paintOver(context);
    this.overlay.inView = this.inFrame.length;
    this.#canvas.dataset.viewpoint = viewpointText(roundViewpoint(this.view.viewpoint));
    this.#events.painted();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} ratio Pixels of the canvas per pixel of the page.
   */
  #paintPoints(context, ratio) {
    const { places, look, theme, selection } = this;
    const image = context.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
    const { sorted, low, high } = farFirst(places.indices, places.near);
    const faded = { colour: this.#rgb(theme.faded), alpha: FADED };
    const looks = this.groups.map(({ colour }) => ({ colour: this.#rgb(colour), alpha: look.opacity }));
    paintDiscs(image, sorted, ratio === 1 ? places : scaledBy(places, ratio), {
      of: (index) => (selection !== null && !selection.has(index) ? faded : looks[this.#groupOf[index]]),
      radius: (look.size * theme.page * ratio) / 2,
      ground: this.#rgb(theme.ground),
      depth: [low, high],
    });
    context.putImageData(image, 0, 0);
  }

  /**
   * Red, green and blue of a CSS colour, as bytes.
   *
   * @param {string} colour
   * @returns {Colour}
   */
  #rgb(colour) {
    this.#context.fillStyle = colour;
    const code = Number.parseInt(String(this.#context.fillStyle).slice(1, 7), 16);
    return [code >> 16, (code >> 8) & 255, code & 255];
  }

  /** @param {CanvasRenderingContext2D} context */
  #paintOver(context) {
    const project = this.view.projection();
    if (this.overlay.showNames) this.#paintGroupNames(context, project);
    for (const { index, strong } of this.#marks) {
      const [left, top] = project(this.points.x[index], this.points.y[index], this.points.z[index]);
      paintRing(context, this.theme, [left, top], strong);
    }
    if (this.#landing) {
      const [left, top] = project(this.#landing[0], this.#landing[1], this.#landing[2]);
      paintCross(context, this.theme, [left, top]);
    }
    const { outline } = this;
    if (outline) paintLine(context, this.theme, () => outline.forEach(([left, top]) => context.lineTo(left, top)));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {ReturnType<SpaceView["projection"]>} project
   */
  #paintGroupNames(context, project) {
    const names = spaceNames(this.groups, this.points, project);
    paintNames(context, names, (left, top) => [left, top], this.theme, nameSize(this.view.frame, this.theme));
  }

  /**
   * The map as it is on the screen, as a file.
   *
   * @returns {Promise<Blob>}
   */
  async toPng() {
    this.#render();
    const blob = await new Promise((resolve) => this.#canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("the browser has no memory for it");
    return blob;
  }

  close() {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.view.ready = false;
  }
}
