// The part of the page's address that holds what is on the board, and the noise.

import { replaceQuery } from "../../shared/scripts/page/dom.js";
import { strokesText } from "./board-link.js";
import { EMPTY } from "./strokes.js";

/**
 * @import { Easel } from "./easel.js"
 * @import { NoiseBox } from "./noise-box.js"
 * @import { Stroke } from "./strokes.js"
 */

const PAUSE_MS = 300;

export class BoardAddress {
  /** The text of a scene, so that a restored one keeps the text that it came from. */
  #link = { scene: EMPTY, text: /** @type {string | null} */ (null) };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #easel;
  #noise;
  #digits;

  /**
   * @param {Easel} easel
   * @param {NoiseBox} noise
   * @param {() => string[] | null} digits Digits found on the board, as stops of a walk; null if it is empty.
   */
  constructor(easel, noise, digits) {
    this.#easel = easel;
    this.#noise = noise;
    this.#digits = digits;
  }

  /**
   * Draw the strokes that a link holds.
   *
   * @param {Stroke[]} strokes
   * @param {string} text Text that the strokes came from.
   */
  draw(strokes, text) {
    this.#easel.draw(strokes);
    this.#link = { scene: this.#easel.scene, text };
  }

  /** Write the board and the noise to the address after a pause, because browsers limit such calls. */
  write() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#easel.drawing) return;
      const query = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries({ board: this.#text(), ...this.#noise.link })) {
        if (value === null) query.delete(name);
        else query.set(name, value);
      }
      if (query.toString() !== new URLSearchParams(location.search).toString()) replaceQuery(query.toString());
    }, PAUSE_MS);
  }

  /** Text for the board in the address; null if there is none. */
  #text() {
    const { scene } = this.#easel;
    if (this.#link.scene !== scene) {
      const text = scene.picture || !scene.strokes.length ? null : strokesText(scene.strokes);
      this.#link = { scene, text };
    }
    const digits = this.#digits();
    if (!digits) return null;
    // For a picture, and for a drawing that is too long, the address holds the digits that were found.
    return scene.picture?.link ?? this.#link.text ?? (digits.join(",") || null);
  }

  close() {
    clearTimeout(this.#timer);
  }
}
