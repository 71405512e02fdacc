// A film of pictures side by side with one slider, which moves back and forth until somebody drags it.

import { PIXELS, paintDigit, readPictures } from "../../shared/scripts/pictures/canvas.js";
import { screen as canvasOf } from "../../shared/scripts/pictures/screen.js";
import { element, write } from "../../shared/scripts/page/dom.js";
import { thereAndBack } from "./time.js";

/**
 * @typedef {{title: string, frames: string, captions: string[], good: boolean[]}} Screen
 * @typedef {{label: string, ends: string[], frames: number, seconds: number, screens: Screen[]}} Data
 */

export class Film {
  #data;
  #isHeld = false;
  #frame = -1;
  #screens;
  #slider;

  /** @param {Data} data */
  constructor(data) {
    this.#data = data;
    this.#slider = element("input", {
      type: "range",
      min: 0,
      max: data.frames - 1,
      step: 1,
      value: 0,
      "aria-label": data.label,
      oninput: () => {
        this.#isHeld = true;
        this.#show(this.#slider.valueAsNumber);
      },
    });
    this.#screens = data.screens.map((screen) => ({
      canvas: canvasOf(screen.title),
      caption: element("p", { class: "caption" }),
      frames: /** @type {Uint8Array} */ (new Uint8Array()),
      screen,
    }));
    this.root = element(
      "div",
      { class: "film" },
      element(
        "div",
        { class: "screens" },
        ...this.#screens.map(({ canvas, caption, screen }) =>
          element("figure", {}, element("figcaption", {}, screen.title), canvas, caption),
        ),
      ),
      element(
        "div",
        { class: "rail" },
        element("span", {}, data.ends[0]),
        this.#slider,
        element("span", {}, data.ends[1]),
      ),
    );
    this.ready = this.#load();
  }

  async #load() {
    for (const screen of this.#screens) screen.frames = await readPictures(screen.screen.frames);
    this.#show(0);
  }

  isHeld() {
    return this.#isHeld;
  }

  /** @param {number} ms */
  draw(ms) {
    this.#show(Math.round(thereAndBack(ms, 1000 * this.#data.seconds) * (this.#data.frames - 1)));
  }

  /** @param {number} frame */
  #show(frame) {
    if (frame === this.#frame) return;
    this.#frame = frame;
    this.#slider.value = String(frame);
    for (const { canvas, caption, frames, screen } of this.#screens) {
      paintDigit(canvas, frames, frame * PIXELS);
      write(caption, screen.captions[frame] ?? "");
      caption.dataset.good = String(screen.good[frame] ?? "");
    }
  }
}
