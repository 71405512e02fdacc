// The verdict under the pictures: what the classifier reads before and after cleaning, for each cleaner.

import { element, write } from "../../shared/scripts/page/dom.js";
import { signs, verdictWords } from "./readings.js";

/** @import { Reading } from "./readings.js" */

class Verdict {
  #noisy = element("span");
  #cleaned = element("span");
  #words = element("small");

  /** @param {string} title Title of the cleaner, or "" if there is only one. */
  constructor(title) {
    this.title = title;
    this.root = element(
      "li",
      {},
      element("p", { class: "signs", "aria-hidden": "true" }, this.#noisy, " → ", this.#cleaned),
      element("p", {}, ...(title ? [element("b", {}, title), element("br")] : []), this.#words),
    );
  }

  /**
   * @param {Reading} noisy
   * @param {Reading} cleaned
   */
  show(noisy, cleaned) {
    for (const [node, reading] of /** @type {[HTMLElement, Reading][]} */ ([
      [this.#noisy, noisy],
      [this.#cleaned, cleaned],
    ])) {
      write(node, signs(reading));
      node.className = reading.right ? "right" : "wrong";
    }
    const words = verdictWords(noisy, cleaned);
    write(this.#words, words);
    return `${this.title && `${this.title}: `}${words}`;
  }
}

export class Verdicts {
  root = element("ul", { class: "verdicts", "aria-label": "What the classifier reads" });
  /** @type {Verdict[]} */
  #verdicts = [];

  /** @param {string[]} titles Titles of the cleaners. */
  use(titles) {
    this.#verdicts = titles.map((title) => new Verdict(titles.length > 1 ? title : ""));
    this.root.replaceChildren(...this.#verdicts.map(({ root }) => root));
  }

  /**
   * Show the readings and return them in words.
   *
   * @param {Reading | null} noisy Null without a classifier.
   * @param {(Reading | null)[]} cleaned One per cleaner.
   */
  show(noisy, cleaned) {
    this.root.hidden = !noisy;
    if (!noisy) return "";
    return this.#verdicts
      .flatMap((verdict, index) => {
        const reading = cleaned[index];
        return reading ? [verdict.show(noisy, reading)] : [];
      })
      .join(" ");
  }
}
