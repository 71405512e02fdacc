// The board's content as a short text for the page's address.

import { packForAddress, unpackFromAddress } from "../../shared/scripts/pictures/base64.js";
import { MOST_STOPS, drawnPixels, stopRow } from "../../shared/scripts/pictures/stops.js";
import { BOARD } from "../../shared/scripts/pictures/pen-keys.js";
import { clamp } from "../../shared/scripts/page/numbers.js";

/** @import { Place, Stroke } from "./strokes.js" */

const STROKES = "strokes-";
const LONGEST = 4000; // letters; longer addresses break in mails and chats
const MOST_POINTS = 20_000; // a drawing with more points would take too long to simplify
const TOLERANCES = [1, 2, 4, 8]; // pixels of the board by which a point may be off
const MARGIN = BOARD / 8; // beyond the board, which a pointer may leave
const STEPS = 4095; // places along a side, in 12 bits

/**
 * The points that a line cannot do without (Ramer, 1972; Douglas and Peucker, 1973).
 *
 * @param {Place[]} points
 * @param {number} tolerance Largest error, in pixels of the board.
 * @returns {Place[]}
 */
export function simplify(points, tolerance) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], /** @type {Place} */ (points.at(-1))];
  const [dx, dy] = [last.x - first.x, last.y - first.y];
  const length = Math.hypot(dx, dy);
  let [farthest, index] = [-1, 0];
  for (let at = 1; at < points.length - 1; at += 1) {
    const [px, py] = [points[at].x - first.x, points[at].y - first.y];
    const distance = length ? Math.abs(px * dy - py * dx) / length : Math.hypot(px, py);
    if (distance > farthest) [farthest, index] = [distance, at];
  }
  if (farthest <= tolerance) return [first, last];
  return [...simplify(points.slice(0, index + 1), tolerance).slice(0, -1), ...simplify(points.slice(index), tolerance)];
}

/**
 * Strokes as text: per stroke its brush, the count of its points and 24 bits per point, in base64url.
 *
 * @param {Stroke[]} strokes
 * @returns {string | null} Null if the drawing is too long for an address.
 */
export function strokesText(strokes) {
  if (strokes.reduce((count, { points }) => count + points.length, 0) > MOST_POINTS) return null;
  for (const tolerance of TOLERANCES) {
    const bytes = strokes.flatMap((stroke) => strokeBytes(stroke, simplify(stroke.points, tolerance)));
    const text = STROKES + packForAddress(Uint8Array.from(bytes));
    if (text.length <= LONGEST) return text;
  }
  return null;
}

/**
 * @param {Stroke} stroke
 * @param {Place[]} points
 */
function strokeBytes({ erase, size }, points) {
  // A pen's pressure changes along a stroke; the text holds its mean.
  const press = points.reduce((sum, point) => sum + point.press, 0) / points.length;
  const brush = clamp(Math.round(size * press), 1, 127);
  const step = (/** @type {number} */ value) =>
    clamp(Math.round(((value + MARGIN) / (BOARD + 2 * MARGIN)) * STEPS), 0, STEPS);
  return [
    brush | (erase ? 128 : 0),
    points.length >> 8,
    points.length & 255,
    ...points.flatMap((point) => {
      const [x, y] = [step(point.x), step(point.y)];
      return [x >> 4, ((x & 15) << 4) | (y >> 8), y & 255];
    }),
  ];
}

/**
 * The strokes that a text holds, or null if it holds none.
 *
 * @param {string} text
 * @returns {Stroke[] | null}
 */
export function textStrokes(text) {
  if (!text.startsWith(STROKES)) return null;
  const bytes = unpackFromAddress(text.slice(STROKES.length));
  if (!bytes) return null;
  /** @type {Stroke[]} */
  const strokes = [];
  const place = (/** @type {number} */ step) => (step / STEPS) * (BOARD + 2 * MARGIN) - MARGIN;
  for (let at = 0; at < bytes.length;) {
    const count = (bytes[at + 1] << 8) | bytes[at + 2];
    const end = at + 3 + 3 * count;
    if (!count || end > bytes.length) return null;
    const points = Array.from({ length: count }, (_, index) => {
      const [a, b, c] = bytes.subarray(at + 3 + 3 * index);
      return { x: place((a << 4) | (b >> 4)), y: place(((b & 15) << 8) | c), press: 1 };
    });
    strokes.push({ erase: bytes[at] >= 128, size: bytes[at] & 127, points });
    at = end;
  }
  return strokes.length ? strokes : null;
}

/**
 * The board's content that a text describes: strokes, a row of the data set, or the pixels of some digits.
 *
 * @param {string} text
 * @returns {{strokes: Stroke[]} | {row: number} | {digits: Uint8Array[]} | null} Null if the text is invalid.
 */
export function readBoard(text) {
  const strokes = textStrokes(text);
  if (strokes) return { strokes };
  const row = stopRow(text);
  if (row !== null) return { row };
  const digits = text.split(",").map(drawnPixels);
  if (digits.length > MOST_STOPS || digits.some((pixels) => !pixels)) return null;
  return { digits: /** @type {Uint8Array[]} */ (digits) };
}
