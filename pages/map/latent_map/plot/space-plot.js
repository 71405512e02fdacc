// A map of three numbers on a canvas, with the parts of a flat plot that the widget uses.

import { context2d } from "../../../shared/scripts/pictures/canvas.js";
import { element } from "../../../shared/scripts/page/dom.js";
import { FADED } from "./overlay.js";
import { NAME, paintNames } from "./names.js";
import { roundSeat, seatText } from "./camera.js";
import { farFirst, paintDiscs } from "./discs.js";
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

const EDGES = [0, 1, 2].flatMap((axis) => [-1, 1].flatMap((a) => [-1, 1].map((b) => ({ axis, others: [a, b] }))));
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
    this.#paintCube(context);
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

  /**
   * The edges of the cube around all points, and the names of its axes.
   *
   * @param {CanvasRenderingContext2D} context
   */
  #paintCube(context) {
    const project = this.view.projection();
    const { middle, half } = this.view.cube;
    /** @type {(signs: number[]) => [number, number, number]} */
    const corner = (signs) => project(...at(signs));
    /** @type {(signs: number[]) => [number, number, number]} */
    const at = (signs) => [middle[0] + signs[0] * half, middle[1] + signs[1] * half, middle[2] + signs[2] * half];
    context.strokeStyle = this.theme.grid;
    context.lineWidth = 1;
    context.beginPath();
    for (const { axis, others } of EDGES) {
      const ends = [-1, 1].map((end) => {
        const signs = [...others];
        signs.splice(axis, 0, end);
        return corner(signs);
      });
      context.moveTo(ends[0][0], ends[0][1]);
      context.lineTo(ends[1][0], ends[1][1]);
    }
    context.stroke();
    Object.assign(context, {
      font: `${12 * this.theme.type}px sans-serif`,
      fillStyle: this.theme.text,
      textAlign: "center",
    });
    context.globalAlpha = 0.75;
    const names = this.info.axes.map((name, axis) =>
      new Set(this.info.axes).size === 1 ? `${name} ${axis + 1}` : name,
    );
    names.forEach((name, axis) => {
      const signs = [-1, -1, -1];
      signs[axis] = 0;
      const [left, top] = corner(signs);
      context.fillText(name, left, top + 14 * this.theme.type);
    });
    context.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} context */
  #paintOver(context) {
    const project = this.view.projection();
    if (this.overlay.showNames) this.#paintGroupNames(context, project);
    for (const { index, strong } of this.#marks) {
      const [left, top] = project(this.points.x[index], this.points.y[index], this.points.z[index]);
      this.#line(context, () => context.arc(left, top, strong ? 9 : 7, 0, 2 * Math.PI));
    }
    if (this.#landing) {
      const [left, top] = project(this.#landing[0], this.#landing[1], this.#landing[2]);
      this.#line(context, () => {
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
    if (outline) this.#line(context, () => outline.forEach(([left, top]) => context.lineTo(left, top)));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {ReturnType<SpaceView["projection"]>} project
   */
  #paintGroupNames(context, project) {
    const { x, y, z } = this.points;
    const names = this.groups.flatMap(({ label, hidden, indices }) => {
      if (!label || hidden || indices.length === 0) return [];
      const [left, top] = project(median(indices, x), median(indices, y), median(indices, z));
      return [{ text: label, x: left, y: top }];
    });
    const size = this.view.frame.width < SMALL_PX ? NAME.small : NAME.size;
    paintNames(context, names, (left, top) => [left, top], this.theme, size * this.theme.type);
  }

  /**
   * A line in the text's colour on a wider one in the ground's.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {() => void} path
   */
  #line(context, path) {
    for (const [width, colour] of /** @type {[number, string][]} */ ([
      [5, this.theme.ground],
      [2.5, this.theme.text],
    ])) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      path();
      context.stroke();
    }
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

/** @type {WeakMap<number[], Map<ArrayLike<number>, number>>} */
const medians = new WeakMap();

/**
 * The median of some numbers; kept for as long as their indices are.
 *
 * @param {number[]} indices
 * @param {ArrayLike<number>} numbers
 */
function median(indices, numbers) {
  const known = medians.get(indices) ?? new Map();
  medians.set(indices, known);
  if (!known.has(numbers)) {
    const sorted = indices.map((index) => numbers[index]).sort((a, b) => a - b);
    known.set(numbers, sorted[Math.floor(sorted.length / 2)]);
  }
  return /** @type {number} */ (known.get(numbers));
}
