// The tools that correct what was found in a picture: boxes drawn by hand, quarter turns and the right digit.

import { offscreen2d } from "../../shared/scripts/pictures/canvas.js";
import { button, element } from "../../shared/scripts/page/dom.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { boxAt, mergedBoxes, splitBoxes, withBox } from "./boxes.js";
import { cutOf } from "./cutting.js";
import { fitOnBoard } from "./strokes.js";

/**
 * @import { Correction } from "./boxes.js"
 * @import { Easel } from "./easel.js"
 * @import { Place } from "./strokes.js"
 */

const DIGITS = 10; // answers that a person can give for a box
const MOST = 200; // boxes in a picture
const PRESS = 14; // pixels of the board; a smaller box is a press

/** Hint on the board while boxes are corrected. */
export const BOX_HINT = "Drag a box around a digit: it replaces the boxes inside it. Press a box to choose it.";

/**
 * A picture turned by quarters, counter-clockwise.
 *
 * @param {ImageBitmap} image
 * @param {number} quarters
 */
function turnImage(image, quarters) {
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
    /** Tools in place of the pens while a picture is on the board. */
    this.tools = [
      button("⟲ Turn", () => this.#turn(1), { title: "Turn the picture a quarter to the left" }),
      this.#boxes,
    ];
    /** Tools for the chosen box. */
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
    const { framing, choice } = this.#easel;
    for (const tool of this.tools) tool.hidden = !picture?.image;
    this.root.hidden = !framing;
    this.#boxes.setAttribute("aria-pressed", String(framing));
    const { length } = this.#corrections();
    this.#remove.disabled = this.#merge.disabled = length < 2;
    this.#split.disabled = length === 0 || length >= MOST;
    this.#digit.value = String(picture?.boxes?.[choice]?.digit ?? "");
  }

  /**
   * Turn the picture to the left; its digits are searched again.
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
    this.#easel.paint();
    const { picture } = this.#easel.scene;
    // Boxes drawn by hand refer to the picture as it is shown, so it must be upright first.
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
   * @param {number} choice
   */
  #correct(boxes, choice) {
    const { picture } = this.#easel.scene;
    if (picture) this.#easel.put({ ...picture, boxes, link: null }, choice);
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
    const xs = [from.x, to.x].map((x) => clamp((x - left) / width, 0, 1)).sort((a, b) => a - b);
    const ys = [from.y, to.y].map((y) => clamp((y - top) / height, 0, 1)).sort((a, b) => a - b);
    const corrections = this.#corrections();
    if (Math.abs(to.x - from.x) >= PRESS && Math.abs(to.y - from.y) >= PRESS && xs[0] < xs[1] && ys[0] < ys[1]) {
      const { boxes, choice } = withBox(corrections, [xs[0], ys[0], xs[1], ys[1]]);
      this.#correct(boxes, choice);
      return;
    }
    const index = boxAt(corrections, xs[0], ys[0]);
    if (index >= 0) this.#easel.choose(index);
  }

  /** Remove the chosen box, unless it is the only one; the next one is chosen then. */
  remove() {
    const corrections = this.#corrections();
    const { choice } = this.#easel;
    if (corrections.length < 2) return;
    this.#correct(corrections.toSpliced(choice, 1), Math.min(choice, corrections.length - 2));
  }

  /** Cut the chosen box in two where it has the least ink, beside or above each other. */
  #cut() {
    const image = this.#easel.scene.picture?.image;
    const [corrections, { choice }] = [this.#corrections(), this.#easel];
    if (!image || !corrections[choice] || corrections.length >= MOST) return;
    this.#correct(splitBoxes(corrections, choice, cutOf(image, corrections[choice].box)), choice);
  }

  /** Join the chosen box with the next one. */
  #join() {
    const corrections = this.#corrections();
    if (corrections.length < 2) return;
    const { boxes, choice } = mergedBoxes(corrections, this.#easel.choice);
    this.#correct(boxes, choice);
  }

  /**
   * Set the digit that a person has given for the chosen box.
   *
   * @param {number | null} digit
   */
  name(digit) {
    const { choice } = this.#easel;
    this.#correct(
      this.#corrections().map((one, index) => (index === choice ? { ...one, digit } : one)),
      choice,
    );
  }
}
