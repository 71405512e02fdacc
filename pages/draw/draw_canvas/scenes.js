// The history of the drawing board, for Undo.

import { EMPTY } from "./strokes.js";

/** @import { Scene } from "./strokes.js" */

const MOST_STEPS = 200; // of Undo

/** @type {Scene[]} */
let scenes = [EMPTY]; // outlives the board, which is removed when the visitor opens another page

/** The current content of the board. */
export const currentScene = () => /** @type {Scene} */ (scenes.at(-1));

/** Whether anything has been on the board. */
export const hasPast = () => scenes.length > 1;

/** @param {Scene} scene */
export function addScene(scene) {
  scenes = [...scenes.slice(-MOST_STEPS), scene];
}

/** Return to the scene before; false if there is none. */
export function undoScene() {
  if (!hasPast()) return false;
  scenes = scenes.slice(0, -1);
  return true;
}
