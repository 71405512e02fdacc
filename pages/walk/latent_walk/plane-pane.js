// One model's plane of two latent numbers, with the digit of the marked place.

import { screen } from "../../shared/scripts/pictures/screen.js";
import { context2d, offscreen2d, paintGrid } from "../../shared/scripts/pictures/canvas.js";
import { element, worded } from "../../shared/scripts/page/dom.js";
import { route } from "../../shared/scripts/server/route.js";
import { signed, withArticle } from "../../shared/scripts/page/words.js";
import { pageScale } from "../../shared/scripts/page/type-size.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { clippedWords, heading, placeWords } from "./parts.js";

/**
 * @import { Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Bounds, Points } from "../../shared/scripts/pictures/points.js"
 * @import { Walk } from "./latent_walk.js"
 * @import { Space } from "./parts.js"
 *
 * @typedef {{left: number, right: number, bottom: number, top: number}} Frame The shown part of the plane.
 */

const MARGIN = 0.04; // around the outermost digits, as a share of the frame
const STEP = { usual: 0.01, large: 0.05 }; // per press of an arrow key, as a share of the frame
const EVERYWHERE = 2; // reach of the search for the nearest digit, in sides of the frame
const FIRST_SIDE = 400; // pixels, while the canvas has no size on the page
const DOT = { few: 7, many: 2 }; // pixels, the diameter of a point
const MANY = 10_000; // points, as MNIST's test set has
/** @type {Record<string, number[]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * The square frame around all points, with one scale for both axes.
 *
 * @param {Bounds} bounds
 * @returns {Frame}
 */
export function frameOf([left, right, bottom, top]) {
  const half = (0.5 + MARGIN) * (Math.max(right - left, top - bottom) || 1);
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { left: x - half, right: x + half, bottom: y - half, top: y + half };
}

/**
 * The latent numbers at a place of the frame.
 *
 * @param {Frame} frame
 * @param {number[]} at The place, as shares of the frame from its top left.
 * @returns {[number, number]}
 */
export const placeIn = ({ left, right, bottom, top }, [across, down]) => [
  left + across * (right - left),
  top - down * (top - bottom),
];

/**
 * Diameter of a point in pixels: the fewer points, the larger.
 *
 * @param {number} count
 */
const dotSize = (count) => clamp(DOT.many * (MANY / count) ** 0.25, DOT.many, DOT.few);

export class PlanePane {
  canvas = element("canvas", { class: "plane", tabindex: 0, role: "application" });
  /** @type {Frame | null} */
  frame = null;
  #digit;
  #where = element("p", { class: "figures" });
  #near = element("small");
  #note = element("small", { class: "note" });
  #map = element("a", { class: "button", hidden: true }, "See it on the map");
  #walk;
  #model;
  #move;
  /** @type {Points | null} */
  #points = null;
  /** @type {OffscreenCanvas | null} */
  #ground = null; // the points without the mark

  /**
   * @param {Walk} walk
   * @param {Space} model
   * @param {(at: number[], time: number) => void} move Called with shares of the frame when the mark should move.
   */
  constructor(walk, model, move) {
    this.#walk = walk;
    this.#model = model;
    this.#move = move;
    this.#digit = screen(`The digit that ${model.name} draws at the marked place`, "digit");
    const words = element("div", { class: "words" }, this.#where, this.#near, this.#note, this.#map);
    const result = element("div", { class: "result" }, this.#digit, words);
    this.scene = element("div", { class: "scene" }, this.canvas, result);
    this.root = element("figure", { class: "pane" }, heading(model), this.scene);
    this.#listen();
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      canvas.setPointerCapture(event.pointerId);
      this.#moveTo(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) this.#moveTo(event);
    });
    canvas.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const step = event.shiftKey ? STEP.large : STEP.usual;
      this.#move(
        this.#walk.state.at.map((share, axis) => clamp(share + step * arrow[axis], 0, 1)),
        event.timeStamp,
      );
    });
  }

  /** @param {PointerEvent} event */
  #moveTo({ clientX, clientY, timeStamp }) {
    const box = this.canvas.getBoundingClientRect();
    const [across, down] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    this.#move([clamp(across, 0, 1), clamp(down, 0, 1)], timeStamp);
  }

  /**
   * Take the points of the test digits.
   *
   * @param {Points} points
   */
  use(points) {
    this.#points = points;
    this.frame = frameOf(points.bounds);
    this.repaint();
  }

  /** The latent numbers at the marked place. */
  get place() {
    return this.frame ? placeIn(this.frame, this.#walk.state.at) : [0, 0];
  }

  /** Repaint the points after a change of size or theme. */
  repaint() {
    if (!this.frame || !this.#points) return;
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio) || FIRST_SIDE;
    this.canvas.width = this.canvas.height = side;
    const context = offscreen2d(side, side);
    const { left, right, bottom, top } = this.frame;
    const { x, y, labels, count } = this.#points;
    const { colours } = this.#walk.data;
    const radius = (Math.max(1.5, dotSize(count) * devicePixelRatio) * pageScale()) / 2;
    context.globalAlpha = count < MANY / 10 ? 0.8 : 0.4;
    for (let i = 0; i < count; i += 1) {
      const across = ((x[i] - left) / (right - left)) * side;
      const down = ((top - y[i]) / (top - bottom)) * side;
      context.fillStyle = colours[labels[i] % colours.length];
      context.beginPath();
      context.arc(across, down, radius, 0, 2 * Math.PI);
      context.fill();
    }
    this.#ground = context.canvas;
    this.mark();
  }

  /** Paint the points with the mark over them. */
  mark() {
    if (!this.#ground) return;
    const context = context2d(this.canvas);
    const { width: side } = this.canvas;
    const [x, y] = this.#walk.state.at.map((share) => share * side);
    context.clearRect(0, 0, side, side);
    context.drawImage(this.#ground, 0, 0);
    const style = getComputedStyle(this.canvas);
    /** @type {[string, number][]} */
    const rings = [
      [style.getPropertyValue("--st-background-color"), 6],
      [style.getPropertyValue("--st-text-color"), 2.5],
    ];
    const pixel = devicePixelRatio * pageScale();
    for (const [colour, width] of rings) {
      context.strokeStyle = colour;
      context.lineWidth = width * pixel;
      context.beginPath();
      context.arc(x, y, 9 * pixel, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /**
   * Show the digit at the marked place, and return the place in words.
   *
   * @param {Numbers} digits
   * @param {number} at Index of the digit.
   * @param {number} clipped Number of its two numbers that were moved into the encoder's reach.
   */
  show(digits, at, clipped) {
    paintGrid(this.#digit, digits, at, 1, 1);
    const [x, y] = this.place;
    const near = this.#nearest(x, y);
    this.#where.textContent = placeWords(x, y);
    const of = near && (near.name ? `${withArticle(near.name)}, row ${near.row}` : `row ${near.row}`);
    this.#near.textContent = worded(of ? `nearest test digit: ${of}` : "");
    this.#note.textContent = clippedWords(this.#model, clipped, 2);
    const { name } = this.#model;
    const query = new URLSearchParams({ map: `bottleneck:${name}`, row: String(near?.row) });
    this.#map.href = String(route(`/map?${query}`));
    this.#map.hidden = !near;
    const nearest = of ? `, nearest test digit ${of}` : "";
    const words = `${name}: latent numbers ${signed(x)} and ${signed(y)}${nearest}.`;
    const keys = "Arrow keys move the mark, with Shift further.";
    this.canvas.setAttribute("aria-label", worded(`Plane of ${name}. ${keys} ${words}`));
    return words;
  }

  /**
   * The test digit nearest to a place, by the distance in the frame.
   *
   * @param {number} x
   * @param {number} y
   */
  #nearest(x, y) {
    if (!this.frame || !this.#points) return null;
    const { left, right, bottom, top } = this.frame;
    const scale = { x: 1 / (right - left), y: 1 / (top - bottom) };
    const index = this.#points.nearest(x, y, scale, EVERYWHERE, () => true);
    if (index < 0) return null;
    return { name: this.#walk.data.classes[this.#points.labels[index]], row: this.#points.row(index) };
  }
}
