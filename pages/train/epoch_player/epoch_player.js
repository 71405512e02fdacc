// The epoch player: the latent map and ten digits of a training, epoch by epoch.

import { Banner } from "../../shared/scripts/page/banner.js";
import { useShape } from "../../shared/scripts/pictures/canvas.js";
import { fetchArrays } from "../../shared/scripts/server/client.js";
import { button, element } from "../../shared/scripts/page/dom.js";
import { Live } from "../../shared/scripts/server/live.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { Digits } from "./digits.js";
import { paintScatter } from "./scatter.js";
import { framesAfter, mapRange } from "./timeline.js";

/**
 * @import { Arrays, NamedArray } from "../../shared/scripts/server/arrays.js"
 * @import { Shared } from "./digits.js"
 * @import { Frame, Range } from "./timeline.js"
 *
 * @typedef {object} Data What Python sends.
 * @property {string} job
 * @property {number} epochs
 * @property {string[]} classes
 * @property {string[]} colours
 * @property {"reconstruct" | "classify"} task
 * @property {[number, number, number]} shape Shape of the pictures that the job trains on.
 */

const FRAME_MS = 350;
const PLAY = "▶\ufe0e Play";
const PAUSE = "❚❚ Pause";

class Player {
  #map = element("canvas", { class: "map", role: "img" });
  #legend = element("ul", { class: "legend" });
  #digits = new Digits();
  #label = element("output", { "aria-live": "off" });
  #slider = element("input", {
    type: "range",
    min: 0,
    max: 0,
    step: 1,
    "aria-label": "Epoch",
    oninput: () => {
      this.#pause();
      this.#go(this.#slider.valueAsNumber);
    },
  });
  #button = button(PLAY, () => this.#toggle());
  #problem = element("p", { class: "problem", role: "alert", hidden: true });
  #root = element(
    "div",
    { class: "player" },
    this.#problem,
    element("div", { class: "bar" }, this.#button, this.#slider, this.#label),
    element("div", { class: "both" }, element("figure", {}, this.#map, this.#legend), this.#digits.root),
  );
  /** @type {Live<{job: string, after: number}, Arrays>} */
  #live;
  #resized = new ResizeObserver(() => this.#paint());
  /** @type {Data | null} */
  #data = null;
  /** @type {Shared & {map_labels: NamedArray} | null} */
  #shared = null;
  /** @type {Frame[]} */
  #frames = [];
  /** @type {Range | null} */
  #range = null;
  #place = 0;
  #following = true; // the newest epoch
  /** @type {ReturnType<typeof setInterval> | null} */
  #timer = null;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
    this.#live = new Live({
      limit: 1,
      ask: ({ job, after }, signal) => {
        const query = new URLSearchParams({ job, after: String(after) });
        return fetchArrays(`/api/job-snapshots?${query}`, { signal });
      },
      show: (answer, { job }) => {
        if (this.#data?.job === job) this.#take(answer, this.#data);
      },
      refused: (sentence) => {
        this.#problem.hidden = !sentence;
        this.#problem.textContent = sentence;
      },
      banner: new Banner(this.#root),
    });
    this.#resized.observe(this.#map);
  }

  /** @param {Data} data */
  update(data) {
    if (data.job !== this.#data?.job) {
      this.#pause();
      this.#frames = [];
      this.#place = 0;
      this.#following = true;
      this.#shared = null;
      this.#root.hidden = true;
    }
    this.#data = data;
    if (data.epochs > this.#newestEpoch || !this.#shared) this.#ask(data);
    else this.#paint();
  }

  /** @param {Data} data */
  #ask({ job }) {
    this.#live.send({ job, after: this.#newestEpoch });
  }

  get #newestEpoch() {
    return this.#frames.at(-1)?.epoch ?? 0;
  }

  /**
   * @param {Arrays} answer
   * @param {Data} data
   */
  #take(answer, data) {
    useShape(data.shape); // another widget may have set the shape of the chosen data set
    if (!this.#shared) {
      const { digits, noisy, digit_labels, map_labels } = answer.arrays;
      this.#shared = { digits, noisy, digit_labels, map_labels };
      this.#buildLegend(data);
      this.#digits.build(this.#shared, data.classes, data.task === "reconstruct");
    }
    this.#root.hidden = false;
    this.#frames.push(...framesAfter(answer, this.#newestEpoch));
    const last = this.#frames.length - 1;
    this.#slider.max = String(Math.max(0, last));
    this.#slider.disabled = last < 0;
    this.#button.disabled = last < 1;
    if (last < 0) {
      this.#label.textContent = "In epoch 1";
      this.#map.setAttribute("aria-label", "The latent map appears when the first epoch ends");
      return;
    }
    this.#range = mapRange(this.#frames[last].points);
    this.#go(this.#following && this.#timer === null ? last : this.#place);
    if (answer.values.more) this.#ask(data);
  }

  /** @param {Data} data */
  #buildLegend({ classes, colours }) {
    const items = classes.map((name, index) => element("li", { style: `--colour: ${colours[index]}` }, name));
    this.#legend.replaceChildren(...items);
  }

  /** @param {number} place Index of a frame; the nearest one is shown. */
  #go(place) {
    const last = this.#frames.length - 1;
    this.#place = clamp(place, 0, last);
    this.#following = this.#place === last;
    this.#slider.value = String(this.#place);
    const frame = this.#frames[this.#place];
    if (this.#data) useShape(this.#data.shape);
    const text = `Epoch ${frame.epoch} of ${this.#newestEpoch}`;
    this.#label.textContent = text;
    this.#slider.setAttribute("aria-valuetext", text);
    this.#digits.show(frame.output);
    this.#paint();
  }

  #paint() {
    const frame = this.#frames[this.#place];
    if (!frame || !this.#data || !this.#shared || !this.#range || !this.#map.clientWidth) return;
    const labels = this.#shared.map_labels.data;
    paintScatter(this.#map, frame.points, labels, this.#data.colours, this.#range);
    const words = `Latent map after epoch ${frame.epoch}: ${labels.length} test digits, coloured by class`;
    this.#map.setAttribute("aria-label", words);
  }

  #toggle() {
    if (this.#timer !== null) {
      this.#pause();
      return;
    }
    const atEnd = () => this.#place === this.#frames.length - 1;
    if (atEnd()) this.#go(0);
    this.#button.textContent = PAUSE;
    this.#timer = setInterval(() => {
      if (atEnd()) this.#pause();
      else this.#go(this.#place + 1);
    }, FRAME_MS);
  }

  #pause() {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#button.textContent = PLAY;
  }

  close() {
    this.#pause();
    this.#resized.disconnect();
    this.#live.close();
    this.#root.remove();
  }
}

export default widget(Player);
