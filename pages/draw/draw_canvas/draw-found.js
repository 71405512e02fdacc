// Several digits in one picture: each beside its cleaned one, as a button that chooses it.

import { element, paintDigit } from "./client.js";

const PIXELS = 28 * 28;

function painted(pixels, index) {
  const canvas = element("canvas", { width: 28, height: 28, class: "screen", "aria-hidden": "true" });
  paintDigit(canvas, pixels, index * PIXELS);
  return canvas;
}

export class Found {
  /** `choose(index)` hears which digit the rest of the page is to be about. */
  constructor(choose) {
    this.choose = choose;
    this.words = element("small", {});
    this.row = element("div", { class: "found", role: "group", "aria-label": "Digits found in the picture" });
    this.root = element("div", { class: "findings", hidden: true }, this.words, this.row);
  }

  /** `readings` has what each digit is read as, or "", and `cleaner` the name of who cleans, if any. */
  show(arrays, readings, chosen, cleaner) {
    const count = readings.length;
    this.root.hidden = count < 2;
    if (count < 2) return;
    this.words.textContent = `${count} digits found${cleaner ? `; below each, cleaned by ${cleaner}` : ""}. Choose one for all about it.`;
    const focused = [...this.row.children].indexOf(this.root.getRootNode().activeElement);
    const buttons = readings.map((best, index) =>
      element(
        "button",
        { type: "button", onclick: () => this.choose(index), "aria-pressed": String(index === chosen), "aria-label": `Digit ${index + 1} of ${count}${best && `, reads as ${best}`}` },
        painted(arrays.images.data, index),
        ...(cleaner ? [painted(arrays.cleaned.data, index)] : []),
        element("b", {}, best),
      ),
    );
    this.row.replaceChildren(...buttons);
    buttons[focused]?.focus();
  }
}
