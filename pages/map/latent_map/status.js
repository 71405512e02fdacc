// The status of the widget: errors, the number of shown digits, and the progress of loading.

import { element, worded } from "../../shared/scripts/page/dom.js";
import { big, progressWords } from "../../shared/scripts/page/words.js";

/** @import { Progress } from "../../shared/scripts/server/client.js" */

const SLOW = "the points are drawn on a plain canvas, which is slower.";
export const NO_WEBGL = `This browser has no WebGL: ${SLOW}`;
export const LOST_WEBGL = `This browser has taken WebGL away: ${SLOW} Reload the page to try again.`;

/**
 * How many digits are shown and selected, in words.
 *
 * @param {{visible: number, count: number}[]} maps
 * @param {string} digits Such as "test digits".
 * @param {number} selected
 */
export function countWords(maps, digits, selected) {
  const counts = maps.map(({ visible, count }) => `${big(visible)} of ${big(count)}`);
  const numbers = new Set(counts).size > 1 ? counts.join(" and ") : counts[0];
  return `${numbers} ${digits} shown${selectedWords(selected)}.`;
}

/**
 * The same for the saved picture of one map.
 *
 * @param {number} visible
 * @param {number} count
 * @param {string} digits Such as "test digits".
 * @param {number} selected
 */
export const subtitleOf = (visible, count, digits, selected) =>
  `${big(visible)} of ${big(count)} ${digits}${selectedWords(selected)}`;

/** @param {number} selected */
const selectedWords = (selected) => (selected ? `, ${big(selected)} of them selected` : "");

export class Status {
  alert = element("p", { class: "lm-alert", role: "status" });
  count = element("p", { class: "lm-caption", role: "status" });
  progress = element("div", { class: "lm-progress", role: "status" });
  #default = ""; // shown while there is no other text

  constructor() {
    this.say("");
  }

  /**
   * Show an error, or clear it with "".
   *
   * @param {string} text
   */
  say(text) {
    this.alert.textContent = text || this.#default;
    this.alert.hidden = !this.alert.textContent;
  }

  /**
   * Show a sentence whenever there is no error.
   *
   * @param {string} text
   */
  sayByDefault(text) {
    this.#default = text;
    this.say("");
  }

  /**
   * Show the progress of loading the points; null when it has ended.
   *
   * @param {Progress | string | null} progress
   */
  fetching(progress) {
    this.progress.hidden = progress === null;
    if (progress === null) return;
    this.progress.textContent = worded(
      typeof progress === "string" ? progress : progressWords(progress, " for the first time"),
    );
  }
}
