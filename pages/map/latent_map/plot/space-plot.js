// A map of three numbers on a canvas, with the parts of a flat plot that the widget uses.

import { context2d } from "../../../shared/scripts/pictures/canvas.js";
import { element } from "../../../shared/scripts/page/dom.js";
import { FADED } from "./overlay.js";
import { NAME, paintNames } from "./names.js";
import { roundSeat, seatText } from "./camera.js";
import { farFirst, paintDiscs } from "./discs.js";
import { paintCube, paintLine, spaceNames } from "./space-frame.js";
import { SpaceView } from "./space-view.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Look, Tool } from "../bar.js"
 * @import { MapInfo } from "../data.js"
 * @import { Theme } from "./figure.js"
 * @import { Group } from "./layers.js"
 * @import { Mark } from "./overlay.js"
 * @import { Drawing } from "./plot.js"
 * @import { Colour, Places } from "./discs.js"
 */

const MOST_RATIO = 2; // pixels of the canvas per pixel of the page: more take too long to fill
const SMALL_PX = 420;

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
  /** What flat maps paint over their points. */
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
  /** @type {number[]} */
  #shown = [];
  /** @type {Places} */
  #places;
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
    const numbers = () => new Float32Array(points.count);
    this.#places = { left: numbers(), top: numbers(), near: numbers() };
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

  /** @param {Drawing} drawing */
  async draw({ groups, groupOf, look, theme, tool }) {
    Object.assign(this, { groups, look, theme, tool });
    this.#groupOf = groupOf;
    this.#shown = groups.flatMap(({ hidden, indices }) => (hidden ? [] : indices));
    if (!this.ready) this.place.append(this.#canvas);
    this.view.ready = true;
    this.#render();
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

  /** Paint anew with the next frame. */
  paint() {
    if (!this.ready) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      if (this.ready) this.#render();
    });
  }

  /**
   * The shown point under a place of the frame, the nearest to the viewer of those within reach; -1 if there is none.
   *
   * @param {number} left
   * @param {number} top
   * @param {number} reach In pixels.
   */
  under(left, top, reach) {
    const places = this.#places;
    let best = -1;
    let least = Infinity;
    for (const index of this.#shown) {
      const away = Math.hypot(places.left[index] - left, places.top[index] - top);
      if (away > reach) continue;
      const score = away - 6 * places.near[index]; // a nearer point covers those behind it
      if (score < least) [least, best] = [score, index];
    }
    return best;
  }

  /**
   * Where a point is in the frame.
   *
   * @param {number} index
   */
  placeOf(index) {
    return [this.#places.left[index], this.#places.top[index]];
  }

  /**
   * The shown points for which a test of their place in the frame holds.
   *
   * @param {(left: number, top: number) => boolean} holds
   */
  where(holds) {
    return this.#shown.filter((index) => holds(this.#places.left[index], this.#places.top[index]));
  }

  /** The shown points in the frame. */
  get inFrame() {
    const { width, height } = this.view.frame;
    return this.where((left, top) => left >= 0 && top >= 0 && left <= width && top <= height);
  }

  #render() {
    const { frame } = this.view;
    if (!frame.width || !frame.height) return;
    const ratio = Math.min(MOST_RATIO, window.devicePixelRatio || 1);
    this.#canvas.width = Math.round(frame.width * ratio);
    this.#canvas.height = Math.round(frame.height * ratio);
    const context = this.#context;
    const colours = new Map(
      [...this.groups.map(({ colour }) => colour), this.theme.faded, this.theme.ground].map((name) => [
        name,
        this.#rgb(name),
      ]),
    );
    const ground = /** @type {Colour} */ (colours.get(this.theme.ground));
    context.fillStyle = this.theme.ground;
    context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintCube(context, this.view, this.info.axes, this.theme);
    this.#project();
    context.setTransform(1, 0, 0, 1, 0, 0);
    const image = context.getImageData(0, 0, this.#canvas.width, this.#canvas.height);
    const { left, top, near } = this.#places;
    const scaled =
      ratio === 1 ? this.#places : { left: left.map((x) => x * ratio), top: top.map((y) => y * ratio), near };
    const { sorted, low, high } = farFirst(this.#shown, near);
    const faded = { colour: /** @type {Colour} */ (colours.get(this.theme.faded)), alpha: FADED };
    const looks = this.groups.map(({ colour }) => ({
      colour: /** @type {Colour} */ (colours.get(colour)),
      alpha: this.look.opacity,
    }));
    const { selection } = this;
    paintDiscs(image, sorted, scaled, {
      of: (index) => (selection !== null && !selection.has(index) ? faded : looks[this.#groupOf[index]]),
      radius: (this.look.size * this.theme.page * ratio) / 2,
      ground,
      depth: [low, high],
    });
    context.putImageData(image, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#paintOver(context);
    this.overlay.inView = this.inFrame.length;
    this.#canvas.dataset.seat = seatText(roundSeat(this.view.seat));
    this.#events.painted();
  }

  #project() {
    const project = this.view.projection();
    const { x, y, z } = this.points;
    const { left, top, near } = this.#places;
    for (const index of this.#shown) [left[index], top[index], near[index]] = project(x[index], y[index], z[index]);
  }

  /**
   * The bytes of a colour of the style sheet.
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
      paintLine(context, this.theme, () => context.arc(left, top, strong ? 9 : 7, 0, 2 * Math.PI));
    }
    if (this.#landing) {
      const [left, top] = project(this.#landing[0], this.#landing[1], this.#landing[2]);
      paintLine(context, this.theme, () => {
        for (const [dx, dy] of [
          [10, 0],
          [0, 10],
        ]) {
          context.moveTo(left - dx, top - dy);
          context.lineTo(left + dx, top + dy);
        }
      });
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
    const size = this.view.frame.width < SMALL_PX ? NAME.small : NAME.size;
    paintNames(context, names, (left, top) => [left, top], this.theme, size * this.theme.type);
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
