// The card with which phones join: the QR code, the short address, and the choice of this machine's address.

import { button, element, write } from "../../shared/scripts/page/dom.js";

/** @import { PresenterCalls } from "../../shared/scripts/room/presenter.js" */

const OTHER = "other";

export class CodeCard {
  #image = element("img", { class: "qr", alt: "" });
  #address = element("strong", { class: "address" });
  #problem = element("p", { class: "odd", role: "status" });
  #select = element("select", { id: "origin", onchange: () => this.#choose() });
  /** @type {HTMLInputElement} */
  #field = element("input", {
    type: "url",
    id: "own-origin",
    placeholder: "http://192.168.0.7:8501",
    onchange: () => this.#load(this.#field.value),
  });
  #own = element("p", { hidden: true }, element("label", { for: "own-origin" }, "Address for phones "), this.#field);
  #choice = element("p", {}, element("label", { for: "origin" }, "Address "), this.#select);
  #large = button("Large code", () => this.#onLarge());
  #poster = element("div", { class: "poster", hidden: true });
  /** @type {PresenterCalls | null} */
  #calls = null;
  #chosen = "";
  #onLarge;

  /** @param {() => void} onLarge Called to show or hide the poster. */
  constructor(onLarge) {
    this.#onLarge = onLarge;
    this.root = element(
      "div",
      { class: "code-card" },
      this.#image,
      element(
        "div",
        {},
        element("small", {}, "Scan it, or open on your phone"),
        this.#address,
        this.#choice,
        this.#own,
        this.#problem,
        this.#large,
      ),
    );
  }

  /** The code in the size of the map, to show on the wall. */
  get poster() {
    return this.#poster;
  }

  /** @param {boolean} on */
  showPoster(on) {
    this.#poster.hidden = !on;
    write(this.#large, on ? "Show the map" : "Large code");
  }

  /**
   * @param {PresenterCalls} calls
   * @param {string[]} origins
   */
  async set(calls, origins) {
    this.#calls = calls;
    const options = origins.map((origin) => element("option", { value: origin }, origin.replace(/^https?:\/\//, "")));
    this.#select.replaceChildren(...options, element("option", { value: OTHER }, "another one …"));
    if (origins.includes(this.#chosen)) this.#select.value = this.#chosen;
    this.#own.hidden = true;
    await this.#load(this.#select.value);
  }

  #choose() {
    this.#own.hidden = this.#select.value !== OTHER;
    if (this.#own.hidden) this.#load(this.#select.value);
    else this.#field.focus();
  }

  /** @param {string} origin */
  async #load(origin) {
    if (!this.#calls) return;
    try {
      const { address, qr } = await this.#calls.address(origin);
      const short = address.replace(/^https?:\/\//, "");
      this.#chosen = origin;
      this.#image.src = qr;
      this.#image.alt = `QR code of ${address}`;
      write(this.#address, short);
      write(this.#problem, "");
      this.#poster.replaceChildren(
        element("img", { src: qr, alt: `QR code of ${address}` }),
        element("p", {}, "Scan it with the camera, or open"),
        element("strong", {}, short),
        element("p", {}, "Draw a digit, and it flies onto this wall. Only drawings are kept."),
      );
    } catch (error) {
      write(this.#problem, /** @type {Error} */ (error).message);
    }
  }
}
