// A card with one drawing, enlarged: what the networks make of it, and the button that hides it.

import { button, element, write } from "../../shared/scripts/page/dom.js";
import { digit } from "./ground.js";

/** @import { Drawing } from "./drawings.js" */

export class Card {
  #title = element("h2", { id: "card-title" });
  #pictures = element("div", { class: "twins" });
  #sentence = element("p", {});
  /** @type {Drawing | null} */
  #drawing = null;

  /** @param {(drawing: Drawing) => void} hide */
  constructor(hide) {
    /** @type {HTMLDialogElement} */
    this.root = element(
      "dialog",
      { "aria-labelledby": "card-title", class: "drawing-card" },
      this.#title,
      this.#pictures,
      this.#sentence,
      element(
        "div",
        { class: "row" },
        button("Hide it", () => {
          if (this.#drawing) hide(this.#drawing);
          this.root.close();
        }),
        button("Close", () => this.root.close(), { class: "primary" }),
      ),
    );
  }

  /** @param {Drawing} drawing */
  open(drawing) {
    this.#drawing = drawing;
    write(this.#title, `Drawing ${drawing.number}`);
    const titled = (/** @type {Uint8Array} */ pixels, /** @type {string} */ title) =>
      element("figure", {}, digit(pixels, title), element("figcaption", {}, title));
    this.#pictures.replaceChildren(titled(drawing.seen, "as drawn"), titled(drawing.cleaned, "cleaned"));
    write(this.#sentence, `Meant as ${drawing.meant}, read as ${drawing.text}.`);
    this.root.showModal();
  }
}
