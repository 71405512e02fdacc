// The widget on the whole screen, or on the whole window of a phone that gives its screen to videos only.

/** @import { Bar } from "./bar.js" */

/**
 * Have the bar show whether the widget fills the screen.
 *
 * @param {HTMLElement} root
 * @param {Bar} bar
 * @param {AbortSignal} signal
 */
export function watchFullScreen(root, bar, signal) {
  const onChange = () => (bar.filled = document.fullscreenElement === root);
  document.addEventListener("fullscreenchange", onChange, { signal });
}

/**
 * Enter or leave the full screen.
 *
 * @param {HTMLElement} root
 * @param {Bar} bar
 */
export function toggleFullScreen(root, bar) {
  if (document.fullscreenElement) document.exitFullscreen();
  else if ("requestFullscreen" in root) root.requestFullscreen();
  else bar.filled = /** @type {HTMLElement} */ (root).classList.toggle("lm-filled");
}
