// The verdict on the board's digit in large letters, with its reasons one click away.

import { button, element, write } from "../../shared/scripts/page/dom.js";
import { ProbabilityBars } from "../../shared/scripts/page/probability-bars.js";
import { largest, percent, withArticle } from "../../shared/scripts/page/words.js";

/**
 * @import { Numbers } from "../../shared/scripts/server/arrays.js"
 *
 * @typedef {object} Opinion Verdict of the detector of non-digits on a picture.
 * @property {"digit" | "doubt" | "none"} verdict
 * @property {string} text Such as "7", "7 or 1?" or "not a digit, closest is 7".
 * @property {number} digit The likeliest class.
 * @property {string[]} reasons
 */

const EMPTY = { large: "–", words: "Draw a digit, and a classifier reads it." };
const NO_CLASSIFIER = { large: "–", words: "There is no classifier yet, so the digit is not read." };

const unbroken = (/** @type {number} */ share) => percent(share).replace(" ", "\u00a0");

/**
 * The verdict in large letters and the sentence beside it.
 *
 * @param {Opinion | null} opinion Null without a detector.
 * @param {Numbers | null} shares Probability of each class; null without a classifier.
 * @param {number | null} [given] The digit that a person has given.
 * @returns {{large: string, words: string}}
 */
export function verdictText(opinion, shares, given = null) {
  const best = shares ? largest(shares) : null;
  const reading =
    shares && best !== null ? `The classifier reads ${withArticle(best)} and is ${unbroken(shares[best])} sure.` : "";
  if (given !== null) return { large: String(given), words: `So you say. ${reading}`.trim() };
  if (opinion?.verdict === "none") return { large: "Not a digit", words: `Closest is ${opinion.digit}.` };
  if (opinion?.verdict === "doubt") return { large: opinion.text, words: reading || "The reading is in doubt." };
  if (opinion) return { large: opinion.text, words: reading || "It looks like a digit." };
  return best === null ? NO_CLASSIFIER : { large: String(best), words: reading };
}

export class Verdict {
  #large = element("strong", { class: "digit" }, "–");
  #sentence = element("span");
  #why = button("Why?", () => this.#reasons.showModal(), { class: "why" });
  #list = element("ul");
  #reasons = element(
    "dialog",
    { "aria-label": "Reasons of the verdict" },
    element("h2", {}, "Why this verdict?"),
    this.#list,
    button("Close", () => this.#close()),
  );
  #bars = new ProbabilityBars();
  #problem = element("p", { class: "problem", role: "alert", hidden: true });
  #reading = element(
    "div",
    { class: "answer" },
    element("p", {}, this.#large, element("span", { class: "words" }, this.#sentence, "\u2002", this.#why)),
    this.#bars.root,
  );
  root = element("section", { class: "verdict", "aria-label": "Verdict" }, this.#reading, this.#problem, this.#reasons);

  #close() {
    this.#reasons.close();
  }

  /**
   * Show a verdict and return it in words.
   *
   * @param {Opinion | null} opinion
   * @param {Numbers | null} shares Probability of each class; null without a classifier.
   * @param {number | null} given The digit that a person has given.
   */
  show(opinion, shares, given) {
    return this.#write(verdictText(opinion, shares, given), shares, opinion);
  }

  /**
   * Show that nothing is on the board.
   *
   * @param {boolean} hasClassifier
   */
  clear(hasClassifier) {
    return this.#write(hasClassifier ? EMPTY : NO_CLASSIFIER, null, null);
  }

  /**
   * Show why there is no verdict, or with "" that there is one again.
   *
   * @param {string} sentence
   */
  refuse(sentence) {
    write(this.#problem, sentence);
    this.#problem.hidden = !sentence;
    this.#reading.hidden = Boolean(sentence);
  }

  /**
   * @param {{large: string, words: string}} text
   * @param {Numbers | null} shares
   * @param {Opinion | null} opinion
   */
  #write({ large, words }, shares, opinion) {
    write(this.#large, large);
    this.#large.classList.toggle("long", large.length > 2);
    write(this.#sentence, words);
    this.root.dataset.verdict = opinion?.verdict ?? "";
    this.#why.style.visibility = opinion ? "visible" : "hidden"; // hidden rather than removed, so that nothing moves
    if (opinion) {
      const known = [...this.#list.children].map((item) => item.textContent).join();
      if (known !== opinion.reasons.join()) {
        this.#list.replaceChildren(...opinion.reasons.map((reason) => element("li", {}, reason)));
      }
    }
    this.#bars.show(shares);
    const each = shares ? Array.from(shares, (share, index) => `${index}: ${percent(share)}`).join(", ") : null;
    this.#bars.root.setAttribute("aria-label", `Probability of each digit: ${each ?? "nothing drawn yet"}`);
    return large === "–" ? words : `${large}. ${words}`;
  }
}
