// Several digits in one picture: each above its cleaned version, as a button that chooses it.

import { PIXELS, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { screen } from "../../shared/scripts/pictures/screen.js";
import { element } from "../../shared/scripts/page/dom.js";

/** @import { Arrays, NamedArray } from "../../shared/scripts/server/arrays.js" */

/**
 * A canvas with one digit of several.
 *
 * @param {NamedArray} pixels
 * @param {number} index
 */
function picture(pixels, index) {
  const canvas = screen("");
  paintDigit(canvas, pixels.data, index * PIXELS);
  return canvas;
}

export class DigitPicker {
  #words = element("small");
  #row = element("div", { class: "found", role: "group", "aria-label": "Digits found in the picture" });
  #choose;

  /** @param {(index: number) => void} choose Called with the index of the digit to show on the rest of the page. */
  constructor(choose) {
    this.#choose = choose;
    this.root = element("div", { class: "findings", hidden: true }, this.#words, this.#row);
  }

  /**
   * @param {Arrays["arrays"]} arrays
   * @param {string[]} readings What the classifier reads in each digit, or "".
   * @param {number} chosen
   * @param {string | undefined} cleaner Name of the model that cleans, if there is one.
   */
  show(arrays, readings, chosen, cleaner) {
    const count = readings.length;
    this.root.hidden = count < 2;
    if (count < 2) return;
    const below = cleaner ? `; below each, cleaned by ${cleaner}` : "";
    this.#words.textContent = `${count} digits found${below}. Choose one to see all of it.`;
    const root = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    const focused = [...this.#row.children].indexOf(/** @type {Element} */ (root.activeElement));
    const buttons = readings.map((reading, index) =>
      element(
        "button",
        {
          type: "button",
          onclick: () => this.#choose(index),
          "aria-pressed": String(index === chosen),
          "aria-label": `Digit ${index + 1} of ${count}${reading && `, reads as ${reading}`}`,
        },
        picture(arrays.images, index),
        ...(cleaner ? [picture(arrays.cleaned, index)] : []),
        element("b", {}, reading),
      ),
    );
    this.#row.replaceChildren(...buttons);
    buttons[focused]?.focus();
  }
}
