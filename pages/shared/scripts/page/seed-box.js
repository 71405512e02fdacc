// A seed that the visitor can see and set.

import { button, element } from "./dom.js";
import { LARGEST_SEED, isSeed, randomSeed } from "./words.js";

/**
 * A number box for a seed, with a button for a random one.
 *
 * @param {object} options
 * @param {string} options.id Id of the number box.
 * @param {string} options.label
 * @param {number} options.seed
 * @param {string} options.random Text of the button.
 * @param {string} [options.title] Tooltip of the button.
 * @param {(seed: number, event: Event) => void} options.change Called with each valid new seed.
 */
export function seedBox({ id, label, seed, random, title, change }) {
  const input = element("input", {
    id,
    type: "number",
    min: 0,
    max: LARGEST_SEED,
    step: 1,
    value: seed,
    inputmode: "numeric",
    oninput: (event) => {
      const valid = isSeed(input.valueAsNumber);
      input.setCustomValidity(valid ? "" : "Enter a whole number from 0.");
      if (valid) change(input.valueAsNumber, event);
    },
  });
  const roll = (/** @type {Event} */ event) => {
    input.value = String(randomSeed());
    input.setCustomValidity("");
    change(input.valueAsNumber, event);
  };
  return element(
    "div",
    { class: "seed" },
    element("label", { for: id }, label),
    input,
    button(random, roll, { title }),
  );
}
