// Several digits in one picture: each above its cleaned version, as a button that chooses it.

import { PIXELS, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { screen } from "../../shared/scripts/pictures/screen.js";
import { element } from "../../shared/scripts/page/dom.js";
import { big, quantity } from "../../shared/scripts/page/words.js";

/** @import { Arrays, NamedArray } from "../../shared/scripts/server/arrays.js" */

/** Reading of a mark that is not a digit. */
export const NO_DIGIT = "–";

/**
 * What was found, such as "3 digits found" or "3 marks found, 1 of them not a digit".
 *
 * @param {string[]} readings
 */
export function foundWords(readings) {
  const count = readings.length;
  const others = readings.filter((reading) => reading === NO_DIGIT).length;
  if (others === 0) return `${quantity(count, "digit")} found`;
  if (others === count) return `${quantity(count, "mark")} found, none of them a digit`;
  return `${quantity(count, "mark")} found, ${big(others)} of them ${others === 1 ? "not a digit" : "not digits"}`;
}

/**
 * What one of the marks is, such as "Digit 2 of 3, reads as 7".
 *
 * @param {string} reading
 * @param {number} index
 * @param {number} count
 */
function markWords(reading, index, count) {
  if (reading === NO_DIGIT) return `Mark ${index + 1} of ${count}, not a digit`;
  return `Digit ${index + 1} of ${count}${reading && `, reads as ${reading}`}`;
}

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
    this.#words.textContent = `${foundWords(readings)}${below}. Choose one to see all of it.`;
    const root = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    const focused = [...this.#row.children].indexOf(/** @type {Element} */ (root.activeElement));
    const buttons = readings.map((reading, index) =>
      element(
        "button",
        {
          type: "button",
          onclick: () => this.#choose(index),
          "aria-pressed": String(index === chosen),
          "aria-label": markWords(reading, index, count),
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
