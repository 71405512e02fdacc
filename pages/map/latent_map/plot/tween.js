// The movement of the digits from one map to the next.

import { context2d } from "../../../shared/scripts/pictures/canvas.js";
import { element } from "../../../shared/scripts/page/dom.js";
import { ease, reducesMotion } from "../../../shared/scripts/page/motion.js";
import { sameRange } from "./geometry.js";
import { FADED } from "./overlay.js";
import { Plot } from "./plot.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Projector } from "./geometry.js"
 * @import { SpacePlot } from "./space-plot.js"
 *
 * @typedef {{points: Points, pixel: Projector}} Before Earlier places of the digits on the screen.
 */

const LASTS_MS = 1100;

/**
 * Places of a map's points on an earlier map: [NaN, NaN] for points that it did not have.
 *
 * @param {Points} points
 * @param {Before} before
 * @returns {Float32Array} [left, top] for each point, in pixels.
 */
export function placesBefore(points, before) {
  const places = new Float32Array(2 * points.count).fill(NaN);
  for (let index = 0; index < points.count; index += 1) {
    const old = before.points.index(points.row(index));
    if (old >= 0) places.set(before.pixel(before.points.x[old], before.points.y[old]), 2 * index);
  }
  return places;
}

/**
 * Let the points of a map that has just been drawn come from their places on an earlier one. Points that were not there
 * fade in. It ends at once if the map is moved.
 *
 * @param {Plot} plot
 * @param {Before} before
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function moveFrom(plot, before, signal) {
  const { points, place, theme } = plot;
  const { frame, range } = plot.view;
  if (reducesMotion()) return Promise.resolve();
  const from = placesBefore(points, before);
  const to = plot.view.projector();
  const ratio = window.devicePixelRatio || 1;
  const canvas = element("canvas", { class: "lm-overlay lm-tween", "aria-hidden": "true" });
  canvas.width = Math.round(frame.width * ratio);
  canvas.height = Math.round(frame.height * ratio);
  for (const side of /** @type {const} */ (["left", "top", "width", "height"])) canvas.style[side] = `${frame[side]}px`;
  const context = context2d(canvas);
  context.scale(ratio, ratio);

  /** @param {number} share Share of the way. */
  const paint = (share) => {
    const { size, opacity } = plot.look;
    context.clearRect(0, 0, frame.width, frame.height);
    for (const { group, indices } of plot.slices) {
      if (group.hidden) continue;
      for (const index of indices) {
        const faded = plot.selection !== null && !plot.selection.has(index);
        const [left, top] = to(points.x[index], points.y[index]);
        const known = Number.isFinite(from[2 * index]);
        const x = known ? from[2 * index] + (left - from[2 * index]) * share : left;
        const y = known ? from[2 * index + 1] + (top - from[2 * index + 1]) * share : top;
        context.globalAlpha = (faded ? FADED : opacity) * (known ? 1 : share);
        context.fillStyle = faded ? theme.faded : group.colour;
        context.fillRect(x - size / 2, y - size / 2, size, size);
      }
    }
  };

  return new Promise((resolve) => {
    const end = () => {
      canvas.remove();
      place.classList.remove("lm-moving");
      resolve();
    };
    /** @type {number | null} */
    let start = null;
    const step = (/** @type {number} */ now) => {
      start ??= now;
      const time = (now - start) / LASTS_MS;
      if (time >= 1 || signal.aborted || !plot.ready || !sameRange(plot.view.range, range)) {
        end();
        return;
      }
      paint(ease(time));
      requestAnimationFrame(step);
    };
    paint(0);
    place.append(canvas);
    place.classList.add("lm-moving");
    requestAnimationFrame(step);
  });
}

/**
 * Remember the places of the points of some plots; returns a function that moves the points of newer plots from there.
 *
 * @param {(Plot | SpacePlot)[]} plots Flat plots; those in space are ignored.
 * @returns {(newer: (Plot | SpacePlot)[], signal: AbortSignal) => void}
 */
export function takePlaces(plots) {
  const before = plots.map((plot) =>
    plot instanceof Plot && plot.ready ? { points: plot.points, pixel: plot.view.projector() } : null,
  );
  return (newer, signal) => {
    newer.forEach((plot, at) => {
      const from = before[at];
      if (from && plot instanceof Plot) moveFrom(plot, from, signal);
    });
  };
}
