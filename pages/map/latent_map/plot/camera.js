// The viewpoint of a map of three numbers, and the places of its points on the screen.

import { clamp } from "../../../shared/scripts/page/numbers.js";

/**
 * @typedef {{turn: number, tilt: number, zoom: number}} Viewpoint Degrees around the upright axis, degrees from above,
 *   and how many times larger than all points need.
 * @typedef {{middle: number[], half: number}} Cube The cube around all points.
 * @typedef {(x: number, y: number, z: number) => [left: number, top: number, near: number]} Projection `near` grows
 *   towards the viewer: it is the factor of sizes there.
 */

/** First viewpoint of the camera, from which all three axes can be told apart. */
export const HOME = Object.freeze({ turn: -30, tilt: 20, zoom: 1 });
const DISTANCE = 5; // from the viewer to the middle, in halves of the cube's side
// Share of the frame's shorter side that half of the cube's side takes. At this distance its nearest corner comes up to
// 1.85 times as far from the middle, so the cube stays in the frame however it is turned.
const FILL = 0.265;
const RADIANS = Math.PI / 180;
const ZOOM = { least: 0.5, most: 12 };

/**
 * The viewpoint, limited to valid angles and zoom.
 *
 * @param {Viewpoint} viewpoint
 * @returns {Viewpoint}
 */
export function limitViewpoint({ turn, tilt, zoom }) {
  return {
    turn: ((((turn + 180) % 360) + 360) % 360) - 180,
    tilt: clamp(tilt, -90, 90),
    zoom: clamp(zoom, ZOOM.least, ZOOM.most),
  };
}

/**
 * The viewpoint rounded to the decimals that an address keeps.
 *
 * @param {Viewpoint} viewpoint
 * @returns {Viewpoint}
 */
export function roundViewpoint({ turn, tilt, zoom }) {
  const half = (/** @type {number} */ value) => Math.round(value * 2) / 2;
  return { turn: half(turn), tilt: half(tilt), zoom: Number(zoom.toFixed(3)) };
}

/**
 * The viewpoint that an address holds; null if the text is invalid.
 *
 * @param {string | null} text
 * @returns {Viewpoint | null}
 */
export function readViewpoint(text) {
  const numbers = (text ?? "").split(",").map(Number);
  if (!text || numbers.length !== 3 || !numbers.every(Number.isFinite) || numbers[2] <= 0) return null;
  const [turn, tilt, zoom] = numbers;
  return limitViewpoint({ turn, tilt, zoom });
}

/** @param {Viewpoint} viewpoint */
export const viewpointText = ({ turn, tilt, zoom }) => `${turn},${tilt},${zoom}`;

/**
 * @param {Viewpoint} a
 * @param {Viewpoint} b
 */
export const sameViewpoint = (a, b) => a.turn === b.turn && a.tilt === b.tilt && a.zoom === b.zoom;

/**
 * The smallest cube around points.
 *
 * @param {ArrayLike<number>[]} axes x, y and z; numbers that are not finite do not count.
 * @returns {Cube}
 */
export function cubeAround(axes) {
  const ends = axes.map((numbers) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = 0; at < numbers.length; at += 1) {
      const value = numbers[at];
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low <= high ? [low, high] : [-1, 1];
  });
  const half = Math.max(...ends.map(([low, high]) => (high - low) / 2)) || 1;
  return { middle: ends.map(([low, high]) => (low + high) / 2), half };
}

/**
 * The perspective projection of places to the screen. From the front and level, it shows the flat map of x and y.
 *
 * @param {Viewpoint} viewpoint
 * @param {Cube} cube
 * @param {{width: number, height: number}} frame
 * @returns {Projection}
 */
export function projection({ turn, tilt, zoom }, { middle, half }, { width, height }) {
  const [sinTurn, cosTurn] = [Math.sin(turn * RADIANS), Math.cos(turn * RADIANS)];
  const [sinTilt, cosTilt] = [Math.sin(tilt * RADIANS), Math.cos(tilt * RADIANS)];
  const unit = Math.min(width, height) * FILL * zoom;
  return (x, y, z) => {
    const [a, b, c] = [(x - middle[0]) / half, (y - middle[1]) / half, (z - middle[2]) / half];
    const across = a * cosTurn + c * sinTurn;
    const deep = c * cosTurn - a * sinTurn;
    const up = b * cosTilt - deep * sinTilt;
    const near = DISTANCE / (DISTANCE - (b * sinTilt + deep * cosTilt));
    return [width / 2 + across * near * unit, height / 2 - up * near * unit, near];
  };
}
