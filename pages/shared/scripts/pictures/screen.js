// Canvases that show images of the page's data set.

import { element } from "../page/dom.js";
import { HEIGHT, WIDTH } from "./canvas.js";

/**
 * A canvas in the size of an image, with a label for screen readers.
 *
 * @param {string} label "" if a text beside it says the same.
 * @param {string} [className] An additional class.
 */
export function screen(label, className = "") {
  const purpose = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return element("canvas", { width: WIDTH, height: HEIGHT, class: `screen ${className}`.trim(), ...purpose });
}
