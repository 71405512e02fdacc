// Cards with a picture each; the visitor chooses one.

import { element } from "../../scripts/page/dom.js";
import { widget } from "../../scripts/page/widget.js";

/**
 * @import { Mount } from "../../scripts/page/widget.js"
 *
 * @typedef {{id: string, title: string, text: string, small: string, picture: string, caption: string,
 *   instead: string}} Card
 */

class Cards {
  #root = element("div", { class: "cards", role: "group" });
  #cards = ""; // the cards as JSON
  /** @type {Map<string, HTMLElement>} */
  #buttons = new Map();
  /** @type {Mount["setTriggerValue"]} */
  #send = () => {};

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
  }

  /**
   * @param {{cards: Card[], chosen: string | null, label: string}} data
   * @param {Mount["setStateValue"]} _
   * @param {Mount["setTriggerValue"]} send
   */
  update({ cards, chosen, label }, _, send) {
    this.#send = send;
    this.#root.setAttribute("aria-label", label);
    const text = JSON.stringify(cards);
    if (text !== this.#cards) {
      this.#cards = text;
      const focused = this.#focused();
      this.#buttons = new Map(cards.map((card) => [card.id, this.#button(card)]));
      this.#root.replaceChildren(...this.#buttons.values());
      if (focused) this.#buttons.get(focused)?.focus();
    }
    this.#press(chosen);
  }

  close() {
    this.#root.remove();
  }

  #focused() {
    return [...this.#buttons].find(([, button]) => button.matches(":focus"))?.[0];
  }

  /** @param {string | null} chosen */
  #press(chosen) {
    for (const [id, button] of this.#buttons) button.setAttribute("aria-pressed", String(id === chosen));
  }

  /** @param {Card} card */
  #button({ id, title, text, small, picture, caption, instead }) {
    return element(
      "button",
      {
        type: "button",
        class: "card",
        onclick: () => {
          this.#press(id); // at once, without waiting for the rerun
          this.#send("choice", id);
        },
      },
      element("span", { class: "picture" }, picture ? element("img", { src: picture, alt: "" }) : new Text(instead)),
      element(
        "span",
        { class: "words" },
        // Unchanged by `worded`, because a network's title names the digits that it was trained on.
        element("strong", {}, new Text(title)),
        ...(caption ? [element("span", { class: "quiet" }, new Text(caption))] : []),
        ...(text ? [element("span", {}, new Text(text))] : []),
        ...(small ? [element("small", {}, new Text(small))] : []),
      ),
    );
  }
}

export default widget(Cards);
