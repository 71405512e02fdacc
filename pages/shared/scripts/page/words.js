// Numbers formatted for people.

/** The largest seed that the server accepts. */
export const LARGEST_SEED = 2 ** 31 - 1;

/**
 * A count with separators, such as "10,000".
 *
 * @param {number} number
 */
export const big = (number) => number.toLocaleString("en");

/**
 * A count before its noun, such as "1 drawing" or "1,234 drawings".
 *
 * @param {number} count
 * @param {string} noun In the singular; its plural ends in "s".
 */
export const quantity = (count, noun) => `${big(count)} ${noun}${count === 1 ? "" : "s"}`;

/**
 * A number with a real minus sign.
 *
 * @param {number} value
 * @param {number} [decimals]
 */
export const signed = (value, decimals = 2) => value.toFixed(decimals).replace("-", "−");

/**
 * A share in [0, 1] as a percentage. Only a whole share reads as "100 %".
 *
 * @param {number} share
 */
export const percent = (share) => `${(100 * share).toFixed(share > 0.995 && share < 0.9995 ? 1 : 0)} %`;

/**
 * Whether a number is a seed that the server accepts.
 *
 * @param {number} value
 */
export const isSeed = (value) => Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;

/**
 * A name with "a" or "an" before it, as it is spoken: "a 7", "an 8", "an ankle boot". A plural such
 * as "Circles", which folders of pictures often have, stays as it is.
 *
 * @param {string | number} name
 */
export const withArticle = (name) => {
  const text = String(name);
  if (/[^s]s$/i.test(text)) return text;
  return `${/^([aeiou]|8|(11|18)(?!\d))/i.test(text) ? "an" : "a"} ${text}`;
};

/** A new seed, short enough to read out. */
export const randomSeed = () => Math.floor(Math.random() * 10_000);

/**
 * Index of the largest number.
 *
 * @param {ArrayLike<number>} numbers
 */
export function largest(numbers) {
  let best = 0;
  for (let index = 1; index < numbers.length; index += 1) if (numbers[index] > numbers[best]) best = index;
  return best;
}

/**
 * Progress of a computation, such as "Encoding: 1,000 of 10,000".
 *
 * @param {{doing: string, done: number, total: number | null}} progress
 * @param {string} [when] Words that follow the name of the computation.
 */
export const progressWords = ({ doing, done, total }, when = "") =>
  total ? `${doing}${when}: ${big(done)} of ${big(total)}` : `${doing}${when} …`;
