// The keys that do the same on flat maps and on maps in space.

import { ZOOM } from "../bar.js";

/**
 * @import { PointerEvents } from "./pointer.js"
 *
 * @typedef {object} KeyView
 * @property {(factor: number) => unknown} zoom
 * @property {(range: null) => unknown} moveTo With null, shows all points.
 *
 * @typedef {Pick<PointerEvents, "current" | "choose" | "clear" | "selectView">} KeyEvents
 */

/**
 * Carry out a key's action; returns false for a key without one.
 *
 * @param {string} key
 * @param {KeyView} view
 * @param {KeyEvents} events
 * @param {(row: number) => boolean} has Whether the map has the digit of a row.
 */
export function pressKey(key, view, events, has) {
  if (key === "Enter") {
    const row = events.current();
    if (row !== null && has(row)) events.choose(row);
  } else if (key === "+" || key === "=") view.zoom(ZOOM);
  else if (key === "-") view.zoom(1 / ZOOM);
  else if (key === "0") view.moveTo(null);
  else if (key === "s" || key === "S") events.selectView();
  else if (key === "Escape") events.clear();
  else return false;
  return true;
}

/**
 * Whether a key belongs to the browser or to the system.
 *
 * @param {Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey">} event
 */
export const hasModifier = ({ ctrlKey, metaKey, altKey }) => ctrlKey || metaKey || altKey;
