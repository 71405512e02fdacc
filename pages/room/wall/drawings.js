// The drawings on the wall, as the room sends them.

import { unpack } from "../../shared/scripts/pictures/base64.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

/**
 * @import { SentDrawing, WallNews } from "../../shared/scripts/room/presenter.js"
 *
 * @typedef {Omit<SentDrawing, "seen" | "cleaned"> & {seen: Uint8Array, cleaned: Uint8Array}} Drawing
 */

/** Pixels of a drawing's side, whatever data set the other screens show. */
export const SIDE = 28;

/** @type {(sent: SentDrawing) => Drawing} */
const parse = (sent) => ({ ...sent, seen: unpack(sent.seen), cleaned: unpack(sent.cleaned) });

/** The drawings that the wall knows, updated by each answer. */
export class Drawings {
  /** @type {Map<number, Drawing>} */
  #all = new Map();
  version = 0;
  round = -1;
  #isCurrent = false;

  /**
   * Add an answer and return what is new on the wall. While a newly opened wall catches up, nothing counts as new.
   *
   * @param {Pick<WallNews, "round" | "version" | "complete" | "drawings">} answer
   */
  update(answer) {
    const isCleared = this.round >= 0 && answer.round !== this.round;
    if (isCleared) this.#all.clear();
    const arrived = answer.drawings.map(parse);
    const fresh = arrived.filter((one) => !one.hidden && !this.#all.has(one.number));
    for (const one of arrived) this.#all.set(one.number, one);
    this.version = answer.version;
    this.round = answer.round;
    const isLive = this.#isCurrent;
    this.#isCurrent ||= answer.complete;
    return { fresh: isLive ? fresh : [], isChanged: isCleared || arrived.length > 0 };
  }

  /** @param {number} number */
  get(number) {
    return this.#all.get(number);
  }

  /** The drawings that are not hidden, in the order of landing. */
  get visible() {
    return [...this.#all.values()].filter(({ hidden }) => !hidden).sort((a, b) => a.number - b.number);
  }
}

/**
 * Side of a drawing in pixels, on a map whose side has `side` pixels: the more drawings, the smaller.
 *
 * @param {number} count
 * @param {number} side
 */
export const sizeOf = (count, side) => (side * clamp(0.45 / Math.sqrt(count + 1), 0.028, 0.085)) | 0;

/**
 * The drawing at a place; if several overlap there, the newest.
 *
 * @param {Drawing[]} shown
 * @param {{x: number, y: number}} place Shares of the map's side.
 * @param {number} size Side of a drawing, as a share of the map's side.
 */
export function drawingAt(shown, { x, y }, size) {
  const near = shown.filter((one) => Math.max(Math.abs(one.x - x), Math.abs(one.y - y)) <= size / 2);
  return near.length ? near[near.length - 1] : null;
}

/**
 * The number of drawings that were read correctly, in words.
 *
 * @param {number} right
 * @param {number} count
 */
export const share = (right, count) =>
  count === 0 ? "nothing drawn yet" : `${right} of ${count} read right (${Math.round((100 * right) / count)} %)`;
