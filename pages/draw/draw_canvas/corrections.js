// How a person corrects what was found in a picture: boxes by hand, quarter turns and the right digit.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";
import { button, element } from "../../shared/scripts/page/dom.js";
import { fitOnBoard } from "./strokes.js";

/**
 * @import { Easel } from "./easel.js"
 * @import { Place } from "./strokes.js"
 *
 * @typedef {[left: number, top: number, right: number, bottom: number]} Box In shares of the picture.
 * @typedef {{box: Box, digit: number | null}} Correction `digit` is what the person says, or null.
 */

const DIGITS = 10; // what a person can say that a box holds
const MOST = 200; // boxes in a picture
const PRESS = 14; // pixels of the board; a smaller box is a press

/** What the board says while boxes are corrected. */
export const BOX_HINT = "Drag a box around a digit: it replaces the boxes inside it. Press a box to choose it.";
const CUT_SIDE = 56; // pixels on which the place of a cut is sought
const MIDDLE = [0.25, 0.75]; // of a box, where it may be cut

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
 * The boxes with one of them joined with the next in the order of reading, or the last with the one before it, and
 * the index of the joined one.
 *
 * @param {Correction[]} corrections At least two.
 * @param {number} index
 * @returns {{boxes: Correction[], chosen: number}}
 */
export function mergedBoxes(corrections, index) {
  const chosen = Math.min(index, corrections.length - 2);
  const [one, other] = corrections.slice(chosen, chosen + 2).map(({ box }) => box);
  /** @type {Box} */
  const box = [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
  return { boxes: corrections.toSpliced(chosen, 2, { box, digit: null }), chosen };
}

/**
 * The boxes with one of them cut in two beside each other.
 *
 * @param {Correction[]} corrections
 * @param {number} index
 * @param {number} share Of the box's width, where to cut.
 * @returns {Correction[]}
 */
export function splitBoxes(corrections, index, share) {
  const [left, top, right, bottom] = corrections[index].box;
  const middle = left + (right - left) * share;
  return corrections.toSpliced(
    index,
    1,
    { box: [left, top, middle, bottom], digit: null },
    { box: [middle, top, right, bottom], digit: null },
  );
}

/**
 * Where in its middle half a picture has the least ink: the share of its width. Ink is what differs from the paper,
 * whose shade is that of most pixels.
 *
 * @param {ArrayLike<number>} greys Row by row, 0 to 255.
 * @param {number} width
 */
export function leastInk(greys, width) {
  const paper = Array.from(greys).sort((a, b) => a - b)[greys.length >> 1];
  const [first, last] = MIDDLE.map((share) => Math.round(share * width));
  let [best, least] = [width / 2, Infinity];
  for (let column = first; column <= last && column < width; column += 1) {
    let ink = 0;
    for (let pixel = column; pixel < greys.length; pixel += width) ink += Math.abs(greys[pixel] - paper);
    const nearer = Math.abs(column + 0.5 - width / 2) < Math.abs(best - width / 2);
    if (ink < least || (ink === least && nearer)) [best, least] = [column + 0.5, ink];
  }
  return best / width;
}

/**
 * Where to cut a box of a picture in two: the share of the box's width.
 *
 * @param {ImageBitmap} image
 * @param {Box} box
 */
function cutOf(image, [left, top, right, bottom]) {
  const [x, y] = [left * image.width, top * image.height];
  const [width, height] = [(right - left) * image.width, (bottom - top) * image.height];
  const side = CUT_SIDE;
  const context = offscreen2d(side, side);
  context.drawImage(image, x, y, width, height, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  return leastInk(
    Array.from({ length: side * side }, (_, pixel) => data[4 * pixel + 1]),
    side,
  );
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

/** The tools that correct a picture. */
export class Corrector {
  #boxes = button("Correct boxes", () => this.#edit(), { "aria-pressed": "false" });
  #split = button("Split", () => this.#cut(), { title: "Cut the chosen box in two" });
  #merge = button("Merge", () => this.#join(), { title: "Join the chosen box with the next one" });
  #remove = button("Delete", () => this.remove(), { title: "Delete the chosen box" });
  #digit = element(
    "select",
    { id: "right-digit", title: "What the chosen box holds; or type it" },
    element("option", { value: "" }, "–"),
    ...Array.from({ length: DIGITS }, (_, digit) => element("option", { value: digit }, String(digit))),
  );
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
    this.#digit.addEventListener("change", () =>
      this.name(this.#digit.value === "" ? null : Number(this.#digit.value)),
    );
    /** What takes the place of the pens while a picture is on the board. */
    this.tools = [
      button("⟲ Turn", () => this.#turn(1), { title: "Turn the picture a quarter to the left" }),
      this.#boxes,
    ];
    /** What changes the chosen box. */
    this.root = element(
      "div",
      { class: "tools correct", role: "group", "aria-label": "Correct the chosen box", hidden: true },
      this.#split,
      this.#merge,
      this.#remove,
      element("label", { for: "right-digit" }, "It is"),
      this.#digit,
    );
  }

  /** Show the tools that fit what is on the board. */
  show() {
    const { picture } = this.#easel.scene;
    if (!picture) this.#easel.framing = false;
    const { framing, chosen } = this.#easel;
    for (const tool of this.tools) tool.hidden = !picture?.image;
    this.root.hidden = !framing;
    this.#boxes.setAttribute("aria-pressed", String(framing));
    const { length } = this.#corrections();
    this.#remove.disabled = this.#merge.disabled = length < 2;
    this.#split.disabled = length === 0 || length >= MOST;
    this.#digit.value = String(picture?.boxes?.[chosen]?.digit ?? "");
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

  /** Remove the chosen box, unless it is the only one; the next one is chosen then. */
  remove() {
    const corrections = this.#corrections();
    const { chosen } = this.#easel;
    if (corrections.length < 2) return;
    this.#correct(corrections.toSpliced(chosen, 1), Math.min(chosen, corrections.length - 2));
  }

  /** Cut the chosen box in two where it has the least ink. */
  #cut() {
    const image = this.#easel.scene.picture?.image;
    const [corrections, { chosen }] = [this.#corrections(), this.#easel];
    if (!image || !corrections[chosen] || corrections.length >= MOST) return;
    this.#correct(splitBoxes(corrections, chosen, cutOf(image, corrections[chosen].box)), chosen);
  }

  /** Join the chosen box with the next one. */
  #join() {
    const corrections = this.#corrections();
    if (corrections.length < 2) return;
    const { boxes, chosen } = mergedBoxes(corrections, this.#easel.chosen);
    this.#correct(boxes, chosen);
  }

  /**
   * Take the digit that the person says is in the chosen box.
   *
   * @param {number | null} digit
   */
  name(digit) {
    const { chosen } = this.#easel;
    this.#correct(
      this.#corrections().map((one, index) => (index === chosen ? { ...one, digit } : one)),
      chosen,
    );
  }
}
