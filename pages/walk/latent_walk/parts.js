// Controls and texts that the views of a walk share.

import { button, element } from "../../shared/scripts/page/dom.js";
import { big, signed } from "../../shared/scripts/page/words.js";

/**
 * @typedef {object} Space The latent space of one autoencoder.
 * @property {string} name Name of the autoencoder.
 * @property {string} title
 * @property {number} size Length of the latent vectors.
 * @property {number} digits Number of encoded test digits.
 * @property {boolean} variational
 * @property {(number | null)[]} reach Lowest and highest number of the encoder; null without a bound.
 * @property {boolean} linear_output Whether the decoder's output is cut off at black and white.
 */

/**
 * Sentence on the numbers that were moved into the encoder's reach, or "" if there are none.
 *
 * @param {Pick<Space, "reach">} space
 * @param {number} clipped
 * @param {number} total
 */
export function clippedWords({ reach: [low, high] }, clipped, total) {
  if (!clipped) return "";
  const beyond = high === null ? `below ${low}` : `outside ${low} to ${high}`;
  const outside = `${beyond}, which this encoder never gives`;
  return `${big(clipped)} of ${big(total)} numbers came out ${outside}, and were moved to the edge.`;
}

/**
 * A place of the plane in words.
 *
 * @param {number} x
 * @param {number} y
 */
export const placeWords = (x, y) => `Its numbers (z): ${signed(x)} and ${signed(y)}`;

/**
 * A choice among a few options, as buttons side by side.
 *
 * @template {string} Value
 * @param {string} label
 * @param {Record<Value, string>} options Texts of the buttons, by value.
 * @param {Value} chosen
 * @param {(value: Value) => void} change
 */
export function choice(label, options, chosen, change) {
  const entries = /** @type {[Value, string][]} */ (Object.entries(options));
  const buttons = entries.map(([value, text]) => {
    const choose = () => {
      buttons.forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.value === value)));
      change(value);
    };
    return button(text, choose, { "data-value": value, "aria-pressed": String(value === chosen) });
  });
  return element(
    "div",
    { class: "choice", role: "group", "aria-label": label },
    element("span", { class: "name" }, label),
    element("span", { class: "joined" }, ...buttons),
  );
}

/**
 * A latent space in words, such as "variational, 2 numbers".
 *
 * @param {Pick<Space, "size" | "variational" | "linear_output">} space
 */
export function spaceWords({ size, variational, linear_output: linear }) {
  const kind = variational ? "variational, " : "";
  const output = linear ? "; its linear output is cut off at black and white" : "";
  return `${kind}${size} ${size === 1 ? "number" : "numbers"}${output}`;
}

/**
 * The heading over what one model draws.
 *
 * @param {Space} space
 */
export const heading = (space) =>
  element(
    "figcaption",
    {},
    element("strong", {}, space.title),
    element("small", {}, space.title === space.name ? spaceWords(space) : `${space.name}: ${spaceWords(space)}`),
  );
