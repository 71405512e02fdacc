// The hourglass: a digit, the numbers that the network keeps of it, and the digit drawn from them. It moves by itself
// until a visitor changes one of the numbers.

import { Banner } from "../../shared/scripts/page/banner.js";
import { paintDigit, readPictures } from "../../shared/scripts/pictures/canvas.js";
import { screen } from "../../shared/scripts/pictures/screen.js";
import { fetchArrays } from "../../shared/scripts/server/client.js";
import { element, reportPainted, write } from "../../shared/scripts/page/dom.js";
import { isHeld, reducesMotion } from "../../shared/scripts/page/motion.js";
import { Live } from "../../shared/scripts/server/live.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { big, quantity } from "../../shared/scripts/page/words.js";
import { Bars } from "./bars.js";
import { mix, mixVectors, placeAt } from "./film.js";

/**
 * @import { Mount } from "../../shared/scripts/page/widget.js"
 *
 * @typedef {{path: string, title: string, text: string, picture: string}} Door
 *
 * @typedef {object} Data What Python sends.
 * @property {string} model
 * @property {boolean} compact
 * @property {{steps: number, latents: number[][], digits: string, frames: string} | null} loop
 * @property {number} pixels Number of values per picture.
 * @property {string} origin Where the picture on the left is from.
 * @property {Door[]} doors
 */

const RESUME_MS = 12_000; // after the last touch
const LONGEST_FRAME_MS = 100; // a tab in the background must not skip ahead

/** @param {(Node | string)[]} lines A title and its explanation. */
const caption = (...lines) => element("figcaption", {}, ...lines);

class Hourglass {
  #input = screen("A handwritten digit");
  #output = screen("The digit drawn from the numbers");
  #neck = element("div", { class: "middle" });
  #count = element("strong", {});
  #pixels = element("strong", {});
  #pixelsAgain = element("strong", {});
  #origin = element("span", {});
  #play = element("button", { type: "button", class: "play", onclick: () => this.#run(!this.#moving) });
  #problem = element("p", { class: "problem", role: "alert", hidden: true });
  #doors = element("nav", { class: "doors", "aria-label": "Where to go from here" });
  #glass = element(
    "div",
    { class: "glass" },
    element("figure", {}, this.#input, caption(this.#pixels, this.#origin)),
    element("div", { class: "funnel", "aria-hidden": "true" }),
    element("figure", { class: "code" }, this.#neck, caption(this.#count, element("span", {}, "try them: drag a bar"))),
    element("div", { class: "funnel out", "aria-hidden": "true" }),
    element(
      "figure",
      {},
      this.#output,
      caption(this.#pixelsAgain, element("span", {}, "drawn from the numbers alone")),
    ),
    this.#play,
  );
  #root = element("div", { class: "start" }, this.#problem, this.#glass, this.#doors);
  #live;
  #moving = false;
  #elapsed = 0;
  /** @type {number | null} */
  #last = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resume;
  #received = "";
  /** @type {{model: string, steps: number, latents: number[][], digits: Uint8Array, frames: Uint8Array} | null} */
  #film = null;
  /** @type {Bars | null} */
  #bars = null;
  /** @type {Mount["setTriggerValue"]} */
  #trigger = () => {};

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    this.#live = new Live({
      ask: (/** @type {{model: string, values: number[]}} */ { model, values }, signal) =>
        fetchArrays("/api/decode", { body: { model, latents: [values] }, signal }),
      show: ({ arrays }) => {
        paintDigit(this.#output, arrays.images.data);
        this.#root.dataset.decoded = String(Number(this.#root.dataset.decoded ?? 0) + 1);
      },
      refused: (sentence) => {
        this.#problem.hidden = !sentence;
        write(this.#problem, sentence);
      },
      banner: new Banner(this.#root),
    });
  }

  /**
   * @param {Data} data
   * @param {Mount["setStateValue"]} _
   * @param {Mount["setTriggerValue"]} trigger
   */
  async update(data, _, trigger) {
    this.#trigger = trigger;
    const received = JSON.stringify(data);
    if (received === this.#received) return;
    this.#received = received;
    this.#doors.replaceChildren(...data.doors.map((door) => this.#door(door)));
    this.#root.classList.toggle("compact", data.compact);
    this.#glass.hidden = !data.loop;
    const pixels = big(data.pixels);
    write(this.#pixels, `${pixels} pixels`);
    write(this.#pixelsAgain, `${pixels} pixels again`);
    write(this.#origin, data.origin);
    if (!data.loop) return;
    const { steps, latents } = data.loop;
    const [digits, frames] = await Promise.all([readPictures(data.loop.digits), readPictures(data.loop.frames)]);
    this.#film = { model: data.model, steps, latents, digits, frames };
    const size = latents[0].length;
    const limit = 1.1 * Math.max(1, ...latents.flat().map(Math.abs));
    this.#bars = new Bars(size, limit, (values) => this.#take(values));
    this.#neck.replaceChildren(this.#bars.root);
    write(this.#count, quantity(size, "number"));
    this.#draw();
    this.#run(!reducesMotion());
  }

  /** @param {Door} door */
  #door({ path, title, text, picture }) {
    const open = (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens a new tab or window
      event.preventDefault();
      this.#trigger("door", path);
    };
    return element(
      "a",
      { href: path, onclick: open },
      element("img", { src: picture, alt: "" }),
      // Text nodes: the page has chosen the words, and Draw is about digits whatever the data set.
      element("span", {}, element("strong", {}, title), element("span", {}, new Text(text))),
    );
  }

  /**
   * Run or pause the film.
   *
   * @param {boolean} moving
   */
  #run(moving) {
    this.#moving = moving;
    clearTimeout(this.#resume);
    write(this.#play, moving ? "❚❚" : "▶\ufe0e");
    this.#play.setAttribute("aria-label", moving ? "Hold the picture" : "Let the picture move");
    this.#last = null;
    if (moving) requestAnimationFrame((now) => this.#tick(now));
    else this.#bars?.announce();
  }

  /** @param {number} now */
  #tick(now) {
    if (!this.#moving || !this.#root.isConnected) return;
    if (this.#last !== null && !isHeld()) this.#elapsed += Math.min(LONGEST_FRAME_MS, now - this.#last);
    this.#last = now;
    this.#draw();
    requestAnimationFrame((next) => this.#tick(next));
  }

  #draw() {
    if (!this.#film || !this.#bars) return;
    const { latents, steps, digits, frames } = this.#film;
    const { digit, share } = placeAt(this.#elapsed, latents.length);
    const next = (digit + 1) % latents.length;
    this.#bars.show(mixVectors(latents[digit], latents[next], share));
    const exact = (digit + share) * steps;
    const frame = Math.floor(exact) % (latents.length * steps);
    const following = (frame + 1) % (latents.length * steps);
    paintDigit(this.#output, mix(frames, frame, following, exact - Math.floor(exact)));
    paintDigit(this.#input, mix(digits, digit, next, share));
    reportPainted(this.#root, null);
  }

  /**
   * Pause the film while the network draws the values that a visitor sets.
   *
   * @param {number[]} values
   */
  #take(values) {
    if (!this.#film) return;
    this.#run(false);
    this.#live.send({ model: this.#film.model, values });
    if (!reducesMotion()) this.#resume = setTimeout(() => this.#run(true), RESUME_MS);
  }

  close() {
    this.#run(false);
    this.#live.close();
    this.#root.remove();
  }
}

export default widget(Hourglass);
