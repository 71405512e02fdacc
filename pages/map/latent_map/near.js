// The nearest neighbours of a picture: in the latent space of an encoder and in pixels, side by side.

import { HEIGHT, PIXELS, WIDTH, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { fetchArrays, fetchWhenReady } from "../../shared/scripts/server/client.js";
import { button, element, worded } from "../../shared/scripts/page/dom.js";
import { big, progressWords, quantity } from "../../shared/scripts/page/words.js";

/**
 * @import { Arrays, Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Progress } from "../../shared/scripts/server/client.js"
 * @import { Data, Encoder } from "./data.js"
 *
 * @typedef {{row: number, label: number} | {pixels: Uint8Array}} Query A picture of the map, or a drawing.
 * @typedef {{row: number, label: number, distance: number}} Neighbour
 * @typedef {{list: Neighbour[], searched: number}} Neighbours The nearest of `searched` pictures
 *
 * @typedef {object} NearEvents
 * @property {(row: number) => void} choose Called with a neighbour that becomes the query.
 * @property {(row: number | null) => void} hover
 * @property {(rows: number[]) => void} mark Called with the rows to select on the map, sorted.
 * @property {() => void} changed Called when another encoder is chosen.
 */

const COUNT = 12; // neighbours in each list

/**
 * The neighbours in an answer for one picture.
 *
 * @param {Pick<Arrays, "arrays" | "values">} answer Answer of the route.
 * @returns {Neighbours}
 */
export function readNeighbours({ arrays, values }) {
  const { rows, distances, labels } = arrays;
  const list = Array.from(rows.data, (row, at) => ({ row, label: labels.data[at], distance: distances.data[at] }));
  return { list, searched: values.searched };
}

/**
 * Summary of a list of neighbours in words.
 *
 * @param {Neighbours} neighbours
 * @param {number | null} label Class of the query; null without classes.
 * @param {Set<number>} others Rows of the other list.
 */
export function neighbourWords({ list, searched }, label, others) {
  const both = list.filter(({ row }) => others.has(row)).length;
  const same = label === null ? 0 : list.filter((each) => each.label === label).length;
  return [
    `The ${big(list.length)} nearest of ${big(searched)}.`,
    ...(label === null ? [] : [`${big(same)} have the same class.`]),
    `${both === 0 ? "None is" : `${big(both)} ${both === 1 ? "is" : "are"}`} in both lists.`,
  ].join(" ");
}

/** One of the two lists. */
class Column {
  title = element("h3");
  words = element("p", { class: "lm-caption", role: "status" });
  grid = element("ol", { class: "lm-near-grid" });
  root = element("div", {}, this.title, this.words, this.grid);

  clear() {
    this.title.textContent = this.words.textContent = "";
    this.grid.replaceChildren();
  }
}

export class Near {
  #heading = element("h2");
  #picture = element("canvas", { width: WIDTH, height: HEIGHT, role: "img" });
  #encoder = element("select", {
    "aria-label": "Encoder of the latent space",
    onchange: () => {
      this.encoder = this.#encoder.value;
      this.#events.changed();
      this.#find();
    },
  });
  #latent = new Column();
  #pixels = new Column();
  #events;
  /**
   * Name of the chosen encoder; null for the default.
   *
   * @type {string | null}
   */
  encoder = null;
  /** @type {Data | null} */
  #data = null;
  /** @type {Query | null} */
  #query = null;
  /** @type {Neighbours[]} */
  #lists = [];
  #finding = new AbortController(); // aborts the newest query

  /** @param {NearEvents} events */
  constructor(events) {
    this.#events = events;
    const mark = button("Mark them on the map", () => this.#mark(), {
      title: "Select the pictures of both lists, where the map has them",
    });
    this.root = element(
      "section",
      { class: "lm-near", "aria-label": "Nearest neighbours", hidden: true },
      element("div", { class: "lm-row lm-near-head" }, this.#picture, this.#heading, this.#encoder, mark),
      element("div", { class: "lm-near-lists" }, this.#latent.root, this.#pixels.root),
    );
  }

  /**
   * Take new data from Python.
   *
   * @param {Data} data
   */
  use(data) {
    this.#data = data;
    const { encoders } = data;
    this.#encoder.replaceChildren(
      ...encoders.map(({ name, title }) => element("option", { value: name }, `Encoder: ${title}`)),
    );
    this.#encoder.value = this.#space?.name ?? "";
    this.#encoder.hidden = encoders.length < 2;
    this.#latent.root.hidden = encoders.length === 0;
    if (this.#query) this.show(this.#query);
  }

  /** The encoder whose space is searched, if there is one. */
  get #space() {
    const { encoders = [] } = this.#data ?? {};
    return encoders.find(({ name }) => name === this.encoder) ?? encoders.at(0);
  }

  /**
   * Show the neighbours of a picture; null shows none.
   *
   * @param {Query | null} query
   */
  async show(query) {
    this.#query = query;
    this.root.hidden = query === null;
    this.#finding.abort();
    if (!query || !this.#data) return;
    const what = "row" in query ? `row ${big(query.row)}` : "your drawing";
    this.#heading.textContent = `Nearest neighbours of ${what}`;
    this.#picture.setAttribute("aria-label", `Picture: ${what}`);
    await this.#find();
  }

  async #find() {
    const [query, data, encoder] = [this.#query, this.#data, this.#space];
    if (!query || !data) return;
    this.#finding.abort();
    this.#finding = new AbortController();
    const { signal } = this.#finding;
    this.root.dataset.state = "searching";
    try {
      const inSpace = encoder ? [this.#search(query, data, encoder, signal)] : [];
      this.#lists = await Promise.all([...inSpace, this.#search(query, data, null, signal)]);
      await this.#fill(query, data, encoder, signal);
      this.root.dataset.state = "shown";
    } catch (error) {
      if (signal.aborted) return;
      this.#lists = [];
      for (const column of [this.#latent, this.#pixels]) column.clear();
      this.#pixels.words.textContent = error.message;
      this.root.dataset.state = "refused";
    }
  }

  /**
   * @param {Query} query
   * @param {Data} data
   * @param {Encoder | null} encoder Null for pixels.
   * @param {AbortSignal} signal
   */
  async #search(query, { dataset, split }, encoder, signal) {
    const options = { dataset, split, k: COUNT, ...(encoder ? { model: encoder.name } : {}) };
    const column = encoder ? this.#latent : this.#pixels;
    const progress = (/** @type {Progress} */ how) => {
      column.words.textContent = worded(progressWords(how, " for the first time"));
    };
    const raw = new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)]));
    const answer =
      "row" in query
        ? fetchWhenReady("/api/maps/neighbours", { body: { ...options, rows: [query.row] }, signal, progress })
        : fetchWhenReady(`/api/maps/neighbours?${raw}&dtype=uint8`, { body: query.pixels, signal, progress });
    return readNeighbours(await answer);
  }

  /**
   * Show the neighbours under the names of their spaces. The previous lists stay until the answers arrive.
   *
   * @param {Query} query
   * @param {Data} data
   * @param {Encoder | undefined} encoder Encoder of the first list; undefined if there are only pixels.
   * @param {AbortSignal} signal
   */
  async #fill(query, data, encoder, signal) {
    const lists = this.#lists;
    const own = "row" in query ? [query.row] : [];
    const rows = [...new Set([...own, ...lists.flatMap(({ list }) => list.map(({ row }) => row))])];
    const address = `/api/maps/pictures?${new URLSearchParams({ dataset: data.dataset })}`;
    const { arrays } = await fetchArrays(address, { body: Uint32Array.from(rows), signal });
    const pixels = arrays.digits.data;
    if ("row" in query) paintDigit(this.#picture, pixels);
    else paintDigit(this.#picture, query.pixels);
    const label = "row" in query && data.classes.length ? query.label : null;
    const columns = lists.length > 1 ? [this.#latent, this.#pixels] : [this.#pixels];
    this.#latent.title.textContent = encoder ? `In the latent space of ${encoder.name} (${numbers(encoder)})` : "";
    this.#pixels.title.textContent = "In pixels";
    columns.forEach((column, at) => {
      const others = new Set((lists[1 - at]?.list ?? []).map(({ row }) => row));
      column.words.textContent = neighbourWords(lists[at], label, others);
      column.grid.replaceChildren(
        ...lists[at].list.map((each) => this.#item(each, data, label, pixels, rows.indexOf(each.row) * PIXELS)),
      );
    });
  }

  /**
   * @param {Neighbour} neighbour
   * @param {Data} data
   * @param {number | null} own Class of the query.
   * @param {Numbers} pixels
   * @param {number} offset
   */
  #item({ row, label, distance }, { classes }, own, pixels, offset) {
    const canvas = element("canvas", { width: WIDTH, height: HEIGHT });
    paintDigit(canvas, pixels, offset);
    const name = classes[label] ?? "";
    const other = own !== null && label !== own;
    const far = distance.toFixed(2);
    const words = `${name ? `class ${name}, ` : ""}distance ${far}, row ${row}`;
    const caption = element("span", {}, ...(name ? [element("b", {}, name), " · "] : []), far);
    const choose = element(
      "button",
      {
        type: "button",
        class: other ? "other" : "",
        title: `${words}${other ? ", another class" : ""}`,
        "aria-label": `Neighbours of ${words}${other ? ", another class" : ""}`,
        "data-row": row,
        onclick: () => this.#events.choose(row),
        onpointerenter: () => this.#events.hover(row),
        onpointerleave: () => this.#events.hover(null),
      },
      canvas,
      caption,
    );
    return element("li", {}, choose);
  }

  #mark() {
    const own = this.#query && "row" in this.#query ? [this.#query.row] : [];
    const rows = new Set([...own, ...this.#lists.flatMap(({ list }) => list.map(({ row }) => row))]);
    this.#events.mark([...rows].sort((a, b) => a - b));
  }

  close() {
    this.#finding.abort();
  }
}

/** @param {Encoder} encoder */
const numbers = ({ size }) => quantity(size, "number");
