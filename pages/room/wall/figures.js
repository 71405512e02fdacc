// Figures on all drawings of the room: counts, the newest, the mean of each digit, the most unusual ones.

import { unpack } from "../../shared/scripts/pictures/base64.js";
import { element, write } from "../../shared/scripts/page/dom.js";
import { quantity, withArticle } from "../../shared/scripts/page/words.js";
import { SIDE, share } from "./drawings.js";
import { caption, digit } from "./ground.js";

/**
 * @import { Summary, WallNews } from "../../shared/scripts/room/presenter.js"
 * @import { Drawing, Drawings } from "./drawings.js"
 */

const NEWEST = 3;
const PIXELS = SIDE * SIDE;

export class Figures {
  #phones = element("span", {});
  #count = element("strong", {});
  #right = element("span", {});
  #newest = element("div", { class: "newest" });
  #averages = element("div", { class: "averages" });
  #odd = element("div", { class: "oddest" });
  #newestKey = "";
  #oddKey = "";
  #averagesKey = "";
  #choose;

  /** @param {(drawing: Drawing) => void} choose Called when somebody presses a drawing. */
  constructor(choose) {
    this.#choose = choose;
    const part = (/** @type {string} */ title, /** @type {HTMLElement} */ content) =>
      element("section", {}, element("h2", {}, title), content);
    this.numbers = element("p", { class: "figures" }, this.#count, this.#right, this.#phones);
    this.parts = [
      part("Newest, and cleaned", this.#newest),
      part("The room's average of each digit", this.#averages),
      part("Least like MNIST's", this.#odd),
    ];
  }

  /**
   * @param {Pick<WallNews, "phones" | "summary">} answer
   * @param {Drawings} drawings
   */
  show({ phones, summary }, drawings) {
    write(this.#count, quantity(summary.count, "drawing"));
    write(this.#right, share(summary.right, summary.count));
    for (const each of this.parts) each.hidden = summary.count === 0;
    write(this.#phones, `${quantity(phones, "phone")} here`);
    this.#showNewest(drawings.visible.slice(-NEWEST).reverse());
    const odd = summary.odd.flatMap((number) => drawings.get(number) ?? []);
    this.#showOdd(odd);
    this.#showAverages(summary);
  }

  /** @param {Drawing[]} newest */
  #showNewest(newest) {
    const key = newest.map(({ number }) => number).join();
    if (key === this.#newestKey) return;
    this.#newestKey = key;
    this.#newest.replaceChildren(
      ...newest.map((drawing) =>
        this.#button(
          drawing,
          element("span", { class: "twins" }, digit(drawing.seen, ""), digit(drawing.cleaned, "")),
          element("span", { class: drawing.right ? "good" : "odd" }, caption(drawing)),
        ),
      ),
    );
  }

  /** @param {Drawing[]} odd */
  #showOdd(odd) {
    const key = odd.map(({ number }) => number).join();
    if (key === this.#oddKey) return;
    this.#oddKey = key;
    this.#odd.replaceChildren(...odd.map((drawing) => this.#button(drawing, digit(drawing.seen, ""))));
  }

  /** @param {Summary} summary */
  #showAverages({ averages, counts }) {
    if (averages === this.#averagesKey) return;
    this.#averagesKey = averages;
    const bytes = unpack(averages);
    this.#averages.replaceChildren(
      ...counts.map((count, index) => {
        const pixels = bytes.subarray(index * PIXELS, (index + 1) * PIXELS);
        const title = count
          ? `Mean of ${quantity(count, "drawing")} of ${index}`
          : `Nobody drew ${withArticle(index)} yet`;
        const picture = digit(pixels, title);
        picture.classList.toggle("none", count === 0);
        return element("figure", { title }, picture, element("figcaption", {}, `${index} · ${count}`));
      }),
    );
  }

  /**
   * @param {Drawing} drawing
   * @param {...HTMLElement} content
   */
  #button(drawing, ...content) {
    const label = `Drawing ${drawing.number}: ${caption(drawing)}`;
    return element(
      "button",
      { type: "button", class: "tile", title: label, "aria-label": label, onclick: () => this.#choose(drawing) },
      ...content,
    );
  }
}
