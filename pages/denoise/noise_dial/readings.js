// What the classifier reads in the noisy and in a cleaned picture, as signs and in words.

import { largest } from "../../shared/scripts/page/words.js";

/**
 * @import { Numbers } from "../../shared/scripts/server/arrays.js"
 *
 * @typedef {object} Reading
 * @property {string} name Name of the likeliest class.
 * @property {number} share Probability of that class, in [0, 1].
 * @property {boolean} right
 */

/**
 * The reading of one picture.
 *
 * @param {Numbers} shares Probability of each class.
 * @param {number} truth The right class.
 * @param {string[]} classes
 * @returns {Reading}
 */
export function readingOf(shares, truth, classes) {
  const best = largest(shares);
  return { name: classes[best], share: shares[best], right: best === truth };
}

/**
 * A reading as it stands in the verdict, such as "3 ✗". The mark says what the colour says.
 *
 * @param {Reading} reading
 */
export const signs = ({ name, right }) => `${name} ${right ? "✓" : "✗"}`;

/**
 * Two readings in words.
 *
 * @param {Reading} noisy
 * @param {Reading} cleaned
 */
export function verdictWords(noisy, cleaned) {
  if (noisy.right && cleaned.right) return "Right before and after cleaning.";
  if (cleaned.right) return `Cleaning helps: ${noisy.name} is wrong, ${cleaned.name} is right.`;
  if (noisy.right) return `Cleaning harms: ${noisy.name} is right, ${cleaned.name} is wrong.`;
  return "Wrong before and after cleaning.";
}
