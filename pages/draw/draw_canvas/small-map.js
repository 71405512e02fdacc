// A small map of known digits with a dot for the digit on the board, and its nearest neighbours.

import { PIXELS, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { screen } from "../../shared/scripts/pictures/screen.js";
import { Refused, fetchWhenReady } from "../../shared/scripts/server/client.js";
import { element, write } from "../../shared/scripts/page/dom.js";
import { drawnStop } from "../../shared/scripts/pictures/stops.js";
import { route } from "../../shared/scripts/server/route.js";
import { Points } from "../../shared/scripts/pictures/points.js";
import { big, percent } from "../../shared/scripts/page/words.js";
import { MapCanvas } from "./map-canvas.js";

/**
 * @import { Arrays } from "../../shared/scripts/server/arrays.js"
 * @import { Progress } from "../../shared/scripts/server/client.js"
 * @import { Pixel } from "./map-canvas.js"
 *
 * @typedef {object} MapData The map, from Python.
 * @property {string} id
 * @property {string} key Content key of the map.
 * @property {string} title
 * @property {string} about
 * @property {string} split
 * @property {string} noun Noun for its digits, such as "test digits".
 * @property {string} distanceSpace Name of the distance space, or "" for the map itself.
 * @property {string} dataset
 * @property {string[]} classes
 * @property {string[]} colours
 */

const NEIGHBOURS = 5; // the most that the server returns
const TRAIL = 40; // places in the trail behind the dot
const HINT = "Draw a digit, and a dot shows where it lands.";
const NOT_LOADED = "The map could not be loaded; reload the page to try again.";

export class SmallMap {
  /** @type {MapData | null} */
  #data = null;
  /** @type {Points | null} */
  #points = null;
  /** @type {Pixel[]} */
  #trail = [];
  #stop = new AbortController();
  #canvas = new MapCanvas();
  #about = element("small");
  #status = element("p");
  #cards = Array.from({ length: NEIGHBOURS }, () => {
    const canvas = screen("");
    const name = element("b");
    return { root: element("figure", { hidden: true }, canvas, name), canvas, name };
  });
  // It opens a new tab, so that the drawing stays.
  #large = element(
    "a",
    { class: "large", target: "_blank", rel: "noopener", title: "Open the Map page in a new tab", hidden: true },
    "On the large map ↗",
  );
  root = element(
    "section",
    { class: "where", "aria-label": "Where it lands", hidden: true },
    this.#canvas.root,
    element(
      "div",
      { class: "beside" },
      element("h2", {}, "Where it lands"),
      this.#about,
      this.#status,
      element("div", { class: "neighbours" }, ...this.#cards.map(({ root }) => root)),
      this.#large,
    ),
  );
  #ready;

  /** @param {() => void} ready Called once digits can be placed on the map. */
  constructor(ready) {
    this.#ready = ready;
  }

  /**
   * Parameters of a call that place its digits on this map; null until they can be placed.
   *
   * @returns {{map: string, dataset: string, split: string} | null}
   */
  get query() {
    if (!this.#points || !this.#data) return null;
    const { id: map, dataset, split } = this.#data;
    return { map, dataset, split };
  }

  /**
   * Replace the map; null removes it.
   *
   * @param {MapData | null} data
   */
  update(data) {
    if (JSON.stringify(data) === JSON.stringify(this.#data)) return;
    this.#stop.abort();
    this.#data = data;
    this.#points = null;
    this.root.hidden = !data;
    this.clear();
    if (data) this.#load(data);
  }

  /** @param {MapData} data */
  async #load(data) {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const { id: map, dataset, split, key } = data;
    const progress = (/** @type {Progress} */ { doing, done, total }) => {
      this.#status.textContent = `${doing} … ${total ? percent(done / total) : ""}`;
    };
    this.#about.textContent = data.title;
    this.#status.textContent = "Fetching the map …";
    try {
      const query = new URLSearchParams({ map, dataset, split, key });
      const points = new Points(await fetchWhenReady(`/api/maps/points?${query}`, { signal, progress }));
      // The first placement may take long. Place a digit of the map now, so that drawings need not wait for it.
      const body = { map, dataset, split, rows: [points.row(0)] };
      await fetchWhenReady("/api/maps/place", { body, signal, progress });
      this.#points = points;
    } catch (error) {
      if (!signal.aborted) this.#status.textContent = error instanceof Refused ? error.message : NOT_LOADED;
      return;
    }
    const count = data.title.includes(this.#digits) ? "" : ` · ${this.#digits}`;
    this.#about.textContent = `${data.title}${count}, coloured by class. ${data.about}`;
    this.#canvas.use(this.#points, data.classes, data.colours);
    this.clear();
    this.#ready();
  }

  /** The map's digits in words, such as "10,000 test digits". */
  get #digits() {
    return `${big(this.#points?.count ?? 0)} ${this.#data?.noun}`;
  }

  /** Show the map without a dot. */
  clear() {
    this.#trail = [];
    this.#cards.forEach(({ root }) => (root.hidden = true));
    this.#large.hidden = true;
    if (!this.#points) {
      this.#canvas.blank();
      return;
    }
    this.#status.textContent = HINT;
    this.#canvas.root.setAttribute("aria-label", `Map of ${this.#digits}, coloured by class`);
    this.#canvas.paint();
  }

  /**
   * Show where one digit of an answer lands, and the digits nearest to it.
   *
   * @param {Arrays["arrays"]} arrays
   * @param {number} digit Index of the digit in the answer.
   * @param {boolean} moves Whether the dot leaves a trail.
   */
  show(arrays, digit, moves) {
    if (!this.#points || !this.#data) return;
    const [x, y] = arrays.places.data.subarray(2 * digit, 2 * digit + 2);
    const { pixel, outside } = this.#canvas.dot(x, y);
    if (!moves) this.#trail = [];
    const last = this.#trail.at(-1);
    if (last?.[0] !== pixel[0] || last[1] !== pixel[1]) this.#trail = [...this.#trail.slice(1 - TRAIL), pixel];
    const { names, places } = this.#showNeighbours(arrays, digit, this.#data, this.#points);
    this.#canvas.paintDot(this.#trail, places);
    const { id: map, split: digits } = this.#data;
    const find = drawnStop(arrays.images.data, digit * PIXELS);
    this.#large.href = String(route(`/map?${new URLSearchParams({ map, digits, find })}`));
    this.#large.hidden = false;
    const beyond = outside ? "It lies beyond the edge of this map. " : "";
    const space = this.#data.distanceSpace && ` by ${this.#data.distanceSpace}`;
    write(this.#status, `${beyond}The digits nearest to it${space}:`);
    const words = `Map of ${this.#digits} with a dot for yours; the nearest are ${names.join(", ")}`;
    this.#canvas.root.setAttribute("aria-label", words);
  }

  /**
   * @param {Arrays["arrays"]} arrays
   * @param {number} digit
   * @param {MapData} data
   * @param {Points} points
   */
  #showNeighbours({ neighbours, neighbour_rows: rows, neighbour_labels: labels }, digit, data, points) {
    const count = rows.shape[1]; // fewer than usual if the map has fewer
    /** @type {string[]} */
    const names = [];
    /** @type {[number, number][]} */
    const places = [];
    this.#cards.forEach(({ root, canvas, name }, index) => {
      const at = digit * count + index;
      root.hidden = index >= count;
      if (root.hidden) return;
      const [row, label] = [rows.data[at], labels.data[at]];
      paintDigit(canvas, neighbours.data, at * PIXELS);
      canvas.style.boxShadow = `0 0 0 3px ${data.colours[label]}`;
      write(name, data.classes[label]);
      root.title = `Row ${row}`;
      names.push(data.classes[label]);
      const point = points.index(row);
      if (point >= 0) places.push([points.x[point], points.y[point]]);
    });
    return { names, places };
  }

  close() {
    this.#stop.abort();
  }
}
