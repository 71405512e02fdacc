// The film of a walk: a player, all of its frames, and files to keep.

import { screen } from "../../shared/scripts/pictures/screen.js";
import { paintGrid } from "../../shared/scripts/pictures/canvas.js";
import { button, element, worded } from "../../shared/scripts/page/dom.js";
import { route } from "../../shared/scripts/server/route.js";
import { clippedWords, heading } from "./parts.js";

/**
 * @import { Arrays, Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Space } from "./parts.js"
 */

const FRAME_MS = 80; // as in the GIF
const REST_MS = 800; // at a digit of the walk
const PLAY = "▶\ufe0e Play";
const PAUSE = "❚❚ Pause";

export class Film {
  #play = button(PLAY, () => this.#setPlaying(this.#timer === null), { class: "primary" });
  #scrub = element("input", {
    type: "range",
    min: 0,
    max: 1,
    step: 1,
    value: 0,
    "aria-label": "Frame",
    oninput: () => {
      this.#jump(this.#scrub.valueAsNumber);
    },
  });
  #place = element("output", { class: "count" });
  #gif = element("a", { class: "button", download: "walk.gif" }, "GIF");
  #png = element("a", { class: "button", download: "walk.png" }, "PNG");
  #screens;
  #onFrame;
  #frame;
  #count = 0;
  /** @type {Numbers} */
  #pixels = new Uint8Array();
  /** @type {Set<number>} */
  #stops = new Set(); // indices of the frames that are digits of the walk
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;

  /**
   * @param {Space[]} models
   * @param {number} frame The first one to show.
   * @param {(frame: number) => void} onFrame Called with each frame that is shown.
   */
  constructor(models, frame, onFrame) {
    this.#frame = frame;
    this.#onFrame = onFrame;
    this.#screens = models.map((model) => {
      const digit = screen(`The digit that ${model.name} draws now`, "digit");
      const note = element("small", { class: "note" });
      const strip = element("div", { class: "strip", role: "img" });
      return { model, digit, note, strip, root: element("figure", {}, heading(model), digit, note) };
    });
    const files = element("span", { class: "row disk" }, "Save as", this.#gif, this.#png);
    /** @type {(model: Space) => Node | string} */
    const caption = ({ name }) => (models.length > 1 ? element("figcaption", {}, element("strong", {}, name)) : "");
    this.elements = [
      element("div", { class: "cards" }, ...this.#screens.map(({ root }) => root)),
      element("div", { class: "tools player" }, this.#play, this.#scrub, this.#place, files),
      ...this.#screens.map(({ model, strip }) => element("figure", { class: "film" }, caption(model), strip)),
    ];
  }

  /**
   * Show another film.
   *
   * @param {Arrays} answer Answer of the film route.
   * @param {URLSearchParams} query Query of the film.
   */
  show({ arrays, values }, query) {
    const { frames } = arrays;
    const count = frames.shape[1];
    this.#count = count;
    this.#pixels = frames.data;
    this.#stops = new Set(values.stops_at);
    this.#scrub.max = String(count - 1);
    this.#gif.href = String(route(`/api/walk/gif?${query}&scale=8`));
    this.#png.href = String(route(`/api/walk/strip?${query}&scale=4`));
    this.#screens.forEach(({ model, strip, note }, at) => {
      strip.replaceChildren(...Array.from({ length: count }, (_, frame) => this.#thumbnail(at, frame)));
      const framed = `the ${this.#stops.size} digits of the walk are framed`;
      strip.setAttribute("aria-label", worded(`All ${count} frames that ${model.name} draws; ${framed}`));
      note.textContent = clippedWords(model, values.clipped[at], count * model.size);
    });
    this.#go(Math.min(this.#frame, count - 1));
  }

  /**
   * @param {number} at Index of the model.
   * @param {number} frame
   */
  #thumbnail(at, frame) {
    const canvas = element("canvas", {
      class: `screen${this.#stops.has(frame) ? " at" : ""}`,
      title: `Frame ${frame + 1}`,
      onclick: () => this.#jump(frame),
    });
    paintGrid(canvas, this.#pixels, at * this.#count + frame, 1, 1);
    return canvas;
  }

  /** @param {number} frame */
  #go(frame) {
    if (!this.#count) return;
    this.#frame = frame;
    this.#scrub.value = String(frame);
    this.#place.textContent = `${frame + 1} / ${this.#count}`;
    this.#screens.forEach(({ digit, strip }, at) => {
      paintGrid(digit, this.#pixels, at * this.#count + frame, 1, 1);
      strip.querySelector(".now")?.classList.remove("now");
      strip.children[frame]?.classList.add("now");
    });
    this.#onFrame(frame);
  }

  /**
   * Stop at a frame.
   *
   * @param {number} frame
   */
  #jump(frame) {
    this.#setPlaying(false);
    this.#go(frame);
  }

  /** @param {boolean} on */
  #setPlaying(on) {
    this.close();
    this.#play.textContent = on ? PAUSE : PLAY;
    if (!on) return;
    const next = () => {
      this.#go(this.#count ? (this.#frame + 1) % this.#count : 0);
      this.#timer = setTimeout(next, this.#stops.has(this.#frame) ? REST_MS : FRAME_MS);
    };
    this.#timer = setTimeout(next, FRAME_MS);
  }

  close() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
