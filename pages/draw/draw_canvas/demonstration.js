// A pen that writes digits by itself, so that an untouched board shows what it is for.

import { ease, reducesMotion } from "../../shared/scripts/page/motion.js";
import { BOARD } from "../../shared/scripts/pictures/pen-keys.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

/**
 * @import { Place } from "./strokes.js"
 *
 * @typedef {object} Pen
 * @property {(place: Place, time: number) => boolean} start Begins a stroke; false if it cannot.
 * @property {(places: Place[], time: number) => void} move
 * @property {() => void} cancel Removes the stroke from the board.
 */

const WRITE_MS = 1600;
const REST_MS = 3600; // with the digit on the board
const PAUSE_MS = 500; // with an empty board
const ROUND_MS = PAUSE_MS + WRITE_MS + REST_MS;
const SAMPLES = 8; // places between two of those below
const LONGEST_FRAME_MS = 100; // a tab in the background must not skip ahead

/**
 * Points on the stroke of each digit, in hundredths of the board.
 *
 * @type {Record<string, [number, number][]>}
 */
// prettier-ignore
const DIGITS = {
  3: [[33, 27], [43, 19], [56, 19], [65, 28], [61, 39], [49, 46], [63, 53], [68, 66], [58, 78], [43, 80], [31, 72]],
  6: [[60, 18], [47, 31], [38, 50], [37, 68], [48, 80], [61, 75], [65, 63], [55, 54], [42, 61]],
  2: [[34, 32], [41, 20], [54, 18], [64, 27], [62, 40], [50, 58], [34, 78], [51, 77], [70, 77]],
  8: [[63, 27], [50, 18], [38, 27], [46, 42], [61, 56], [63, 71], [50, 81], [37, 71], [42, 55], [57, 41], [63, 28]],
};

/**
 * A smooth line through places: a Catmull-Rom spline.
 *
 * @param {[number, number][]} through In hundredths of the board.
 * @returns {Place[]} In pixels of the board.
 */
export function smoothLine(through) {
  const at = (/** @type {number} */ index) => through[clamp(index, 0, through.length - 1)];
  return Array.from({ length: (through.length - 1) * SAMPLES + 1 }, (_, step) => {
    const [index, t] = [Math.floor(step / SAMPLES), (step % SAMPLES) / SAMPLES];
    const [x, y] = [0, 1].map((axis) => {
      const [a, b, c, d] = [-1, 0, 1, 2].map((by) => at(index + by)[axis]);
      return (
        (BOARD / 200) * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3)
      );
    });
    return { x, y, press: 1 };
  });
}

/** The strokes in the order in which they are written, with the digit of each. */
export const STROKES = ["3", "6", "2", "8"].map((digit) => ({ digit, places: smoothLine(DIGITS[digit]) }));

/** Writes one digit after the other until it is stopped. */
export class Demonstration {
  #pen;
  #board;
  #places = 0; // of the current stroke, on the board
  #round = -1;
  #elapsed = 0;
  #playing = false;

  /**
   * @param {HTMLElement} board
   * @param {Pen} pen
   */
  constructor(board, pen) {
    this.#board = board;
    this.#pen = pen;
  }

  start() {
    this.#playing = true;
    if (reducesMotion()) this.#write(STROKES[0].places.length);
    else this.#play();
  }

  #play() {
    let last = performance.now();
    const tick = (/** @type {number} */ now) => {
      if (!this.#playing || !this.#board.isConnected) return;
      // A board that is loaded ahead waits for its step.
      if (this.#board.checkVisibility({ visibilityProperty: true })) {
        this.#elapsed += clamp(now - last, 0, LONGEST_FRAME_MS);
        this.#draw();
      }
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  #draw() {
    const round = Math.floor(this.#elapsed / ROUND_MS);
    if (round !== this.#round) this.#erase();
    this.#round = round;
    const share = clamp(((this.#elapsed % ROUND_MS) - PAUSE_MS) / WRITE_MS, 0, 1);
    this.#write(Math.round(ease(share) * STROKES[round % STROKES.length].places.length));
  }

  /** @param {number} count Number of places that the stroke should have now. */
  #write(count) {
    const { places } = STROKES[Math.max(0, this.#round) % STROKES.length];
    const next = places.slice(this.#places, count);
    if (!next.length) return;
    const now = performance.now();
    if (this.#places === 0 && !this.#pen.start(next[0], now)) {
      this.#playing = false; // somebody draws
      return;
    }
    const rest = this.#places === 0 ? next.slice(1) : next;
    if (rest.length) this.#pen.move(rest, now);
    this.#places = count;
  }

  #erase() {
    if (this.#places) this.#pen.cancel();
    this.#places = 0;
  }

  /** Stop and leave the board to the visitor. */
  stop() {
    if (!this.#playing) return;
    this.#playing = false;
    this.#erase();
  }
}
