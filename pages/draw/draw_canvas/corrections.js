// How a person corrects what was found in a picture: boxes by hand, quarter turns and the right digit.

import { offscreen2d } from "../../shared/canvas.js";
import { button, element } from "../../shared/dom.js";
import { fitOnBoard } from "./strokes.js";

/**
 * @import { Easel } from "./easel.js"
 * @import { Place } from "./strokes.js"
 *
 * @typedef {[left: number, top: number, right: number, bottom: number]} Box In shares of the picture.
 * @typedef {{box: Box, digit: number | null}} Correction `digit` is what the person says, or null.
 */

const DIGITS = 10; // what a person can say that a box holds
const PRESS = 14; // pixels of the board; a smaller box is a press

/** What the board says while boxes are corrected. */
export const BOX_HINT = "Drag a box around a digit: it replaces the boxes inside it. Press a box to choose it.";

/**
 * Index of the smallest box around a point, or −1.
 *
 * @param {Correction[]} corrections
 * @param {number} x
 * @param {number} y
 */
export function boxAt(corrections, x, y) {
  const size = (/** @type {Box} */ [left, top, right, bottom]) => (right - left) * (bottom - top);
  let best = -1;
  corrections.forEach(({ box }, index) => {
    const [left, top, right, bottom] = box;
    if (x < left || x > right || y < top || y > bottom) return;
    if (best < 0 || size(box) < size(corrections[best].box)) best = index;
  });
  return best;
}

/**
 * The boxes with a new one, which takes the place of those whose middle it holds, and its index.
 *
 * @param {Correction[]} corrections
 * @param {Box} box
 * @returns {{boxes: Correction[], chosen: number}}
 */
export function withBox(corrections, box) {
  const [left, top, right, bottom] = box;
  const inside = (/** @type {Correction} */ { box: [l, t, r, b] }) =>
    (l + r) / 2 >= left && (l + r) / 2 <= right && (t + b) / 2 >= top && (t + b) / 2 <= bottom;
  const first = corrections.findIndex(inside);
  const others = corrections.filter((one) => !inside(one));
  const chosen = first < 0 ? others.length : corrections.slice(0, first).filter((one) => !inside(one)).length;
  return { boxes: [...others.slice(0, chosen), { box, digit: null }, ...others.slice(chosen)], chosen };
}

/**
 * A picture turned by quarters, counter-clockwise.
 *
 * @param {ImageBitmap} image
 * @param {number} quarters
 */
export function turnImage(image, quarters) {
  const sideways = quarters % 2 !== 0;
  const [width, height] = sideways ? [image.height, image.width] : [image.width, image.height];
  const context = offscreen2d(width, height);
  context.translate(width / 2, height / 2);
  context.rotate((-quarters * Math.PI) / 2);
  context.drawImage(image, -image.width / 2, -image.height / 2);
  return context.canvas.transferToImageBitmap();
}

/** The tools that correct a picture, on the board. */
export class Corrector {
  #boxes = button("Correct boxes", () => this.#edit(), { "aria-pressed": "false" });
  #remove = button("Delete box", () => this.remove());
  #digit = element(
    "select",
    { id: "right-digit" },
    element("option", { value: "" }, "–"),
    ...Array.from({ length: DIGITS }, (_, digit) => element("option", { value: digit }, String(digit))),
  );
  #name = element("span", { class: "name" }, element("label", { for: "right-digit" }, "It is"), this.#digit);
  #easel;
  #ask;

  /** Quarters by which the server turned the picture of the newest answer. */
  turnsOfAnswer = 0;

  /**
   * @param {Easel} easel
   * @param {() => void} ask Asks about the board again.
   */
  constructor(easel, ask) {
    this.#easel = easel;
    this.#ask = ask;
    this.#digit.addEventListener("change", () => this.#nameDigit());
    this.root = element(
      "div",
      { class: "correct", role: "group", "aria-label": "Correct what was found", hidden: true },
      button("⟲ Turn", () => this.#turn(1), { title: "Turn the picture a quarter to the left" }),
      this.#boxes,
      this.#remove,
      this.#name,
    );
  }

  /** Show the tools that fit what is on the board. */
  show() {
    const { picture } = this.#easel.scene;
    if (!picture) this.#easel.framing = false;
    this.root.hidden = !picture?.image;
    this.#boxes.setAttribute("aria-pressed", String(this.#easel.framing));
    this.#remove.hidden = this.#name.hidden = !this.#easel.framing;
    this.#remove.disabled = this.#corrections().length < 2;
    this.#digit.value = String(picture?.boxes?.[this.#easel.chosen]?.digit ?? "");
  }

  /**
   * Turn the picture to the left; its digits are found anew.
   *
   * @param {number} quarters
   */
  #turn(quarters) {
    const { picture } = this.#easel.scene;
    if (!picture?.image) return;
    const turns = ((picture.turns ?? this.turnsOfAnswer) + quarters) % 4;
    const image = turnImage(picture.image, (turns - (picture.turns ?? 0) + 4) % 4);
    this.#easel.put({ ...picture, image, turns, boxes: null, found: [], link: null });
  }

  #edit() {
    this.#easel.framing = !this.#easel.framing;
    const { picture } = this.#easel.scene;
    // Boxes by hand are boxes in the picture as it is shown, which must be upright then.
    if (this.#easel.framing && picture?.turns === null && this.turnsOfAnswer) this.#turn(0);
    else this.#ask();
  }

  /**
   * The boxes of the picture on the board, as corrected so far.
   *
   * @returns {Correction[]}
   */
  #corrections() {
    const { picture } = this.#easel.scene;
    return picture?.boxes ?? (picture?.found ?? []).map((box) => ({ box, digit: null }));
  }

  /**
   * Put other boxes around the digits of the picture on the board.
   *
   * @param {Correction[]} boxes
   * @param {number} chosen
   */
  #correct(boxes, chosen) {
    const { picture } = this.#easel.scene;
    if (picture) this.#easel.put({ ...picture, boxes, link: null }, chosen);
  }

  /**
   * Take a box that was drawn on the board, or choose the one that was pressed.
   *
   * @param {Place} from
   * @param {Place} to
   */
  frame(from, to) {
    const image = this.#easel.scene.picture?.image;
    if (!image) return;
    const { left, top, width, height } = fitOnBoard(image);
    const share = (/** @type {number} */ value) => Math.max(0, Math.min(1, value));
    const xs = [from.x, to.x].map((x) => share((x - left) / width)).sort((a, b) => a - b);
    const ys = [from.y, to.y].map((y) => share((y - top) / height)).sort((a, b) => a - b);
    const corrections = this.#corrections();
    if (Math.abs(to.x - from.x) >= PRESS && Math.abs(to.y - from.y) >= PRESS && xs[0] < xs[1] && ys[0] < ys[1]) {
      const { boxes, chosen } = withBox(corrections, [xs[0], ys[0], xs[1], ys[1]]);
      this.#correct(boxes, chosen);
      return;
    }
    const index = boxAt(corrections, xs[0], ys[0]);
    if (index < 0) return;
    this.#easel.chosen = index;
    this.#ask();
  }

  /** Remove the chosen box, unless it is the only one. */
  remove() {
    const corrections = this.#corrections();
    if (corrections.length < 2) return;
    this.#correct(
      corrections.filter((_, index) => index !== this.#easel.chosen),
      0,
    );
  }

  /** Take the digit that the person says is in the chosen box. */
  #nameDigit() {
    const digit = this.#digit.value === "" ? null : Number(this.#digit.value);
    const { chosen } = this.#easel;
    this.#correct(
      this.#corrections().map((one, index) => (index === chosen ? { ...one, digit } : one)),
      chosen,
    );
  }
}
