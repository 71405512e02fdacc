// The position of a movement at a time.

import { ease } from "../../shared/scripts/page/motion.js";

const REST_MS = 1200; // at each end

/**
 * A position that goes from 0 to 1 and back, with a rest at each end.
 *
 * @param {number} ms Time since the start.
 * @param {number} wayMs Time from one end to the other.
 */
export function thereAndBack(ms, wayMs) {
  const turn = wayMs + REST_MS;
  const round = ms % (2 * turn);
  const share = Math.min(1, Math.max(0, (round % turn) - REST_MS) / wayMs);
  return ease(round < turn ? share : 1 - share);
}
