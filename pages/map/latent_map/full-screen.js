// The widget in full screen, or in the whole window if the browser does not allow full screen.

/** @import { Bar } from "./bar.js" */

/**
 * Keep the bar informed whether the widget fills the screen.
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
    // Some phones allow full screen only for videos and lack this function; a frame may forbid it.
    if (!root.classList.contains("lm-filled")) return await root.requestFullscreen();
  } catch {
    // Fill the window below.
  }
  bar.filled = root.classList.toggle("lm-filled");
}
