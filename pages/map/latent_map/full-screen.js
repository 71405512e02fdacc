// The widget on the whole screen, or on the whole window if the browser does not give it the screen.

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
export async function toggleFullScreen(root, bar) {
  if (document.fullscreenElement) {
    await document.exitFullscreen();
    return;
  }
  try {
    // Phones that give their screen to videos only have no such function; a frame may forbid it.
    if (!root.classList.contains("lm-filled")) return await root.requestFullscreen();
  } catch {
    // Fill the window below.
  }
  bar.filled = root.classList.toggle("lm-filled");
}
