// The sliders of one kind of noise, and the seed of its draw.

import { element } from "../../shared/scripts/page/dom.js";
import { seedBox } from "../../shared/scripts/page/seed-box.js";

/**
 * @typedef {object} Field A field of a kind of noise.
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {number} value
 * @property {number} low
 * @property {number} high
 * @property {number} step
 */

/**
 * Decimals of a step.
 *
 * @param {number} step
 */
export const decimals = (step) => (String(step).split(".")[1] ?? "").length;

/**
 * The fields' values, with two shares of one whole limited so that their sum is at most 1.
 *
 * @param {Record<string, number>} values
 */
export function limitShares(values) {
  if (!("zeros" in values && "ones" in values)) return { ...values };
  return { ...values, ones: Math.min(values.ones, 1 - values.zeros) };
}

/**
 * A slider for one field.
 *
 * @param {Field} field
 * @param {boolean} main Whether it gives the amount of noise.
 * @param {number} value
 * @param {object} events
 * @param {(value: number, event: Event) => void} events.move Called with each movement.
 * @param {() => void} events.rest Called when the slider is released.
 */
export function slider(field, main, value, { move, rest }) {
  const id = `dial-${field.name}`;
  const output = element("output", { for: id });
  const input = element("input", {
    id,
    type: "range",
    min: field.low,
    max: field.high,
    step: field.step / (field.step < 1 ? 5 : 1),
    value,
    "aria-describedby": `${id}-help`,
    oninput: (event) => {
      show();
      move(input.valueAsNumber, event);
    },
    onchange: rest,
  });
  const show = () => {
    const span = field.high - field.low;
    input.style.setProperty("--share", String(span ? (input.valueAsNumber - field.low) / span : 0));
    output.textContent = input.valueAsNumber.toFixed(decimals(field.step));
  };
  show();
  return element(
    "div",
    { class: main ? "slider main" : "slider" },
    element("label", { for: id }, field.label),
    output,
    input,
    element("small", { id: `${id}-help`, class: "help" }, field.help),
  );
}

/**
 * The seed of the noise.
 *
 * @param {number} seed
 * @param {(seed: number, event: Event) => void} change
 */
export const noiseSeed = (seed, change) =>
  seedBox({
    id: "dial-seed",
    label: "Seed of the noise",
    seed,
    random: "⚄ New noise",
    title: "The same amount of noise from another seed",
    change,
  });
