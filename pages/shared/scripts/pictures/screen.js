// Canvases that show images of the page's data set.

import { element } from "../page/dom.js";
import { HEIGHT, WIDTH } from "./canvas.js";

/**
 * A canvas of the size of an image, with a text for people who cannot see it.
 *
 * @param {string} label "" if what stands beside it says the same.
 * @param {string} [className] Of its own, besides the one of all such canvases.
 */
export function screen(label, className = "") {
  const purpose = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return element("canvas", { width: WIDTH, height: HEIGHT, class: `screen ${className}`.trim(), ...purpose });
}
