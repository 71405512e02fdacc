// The digits of a selection: the count of each class, their mean and their pictures.

import { HEIGHT, PIXELS, WIDTH, paintDigit } from "../../shared/scripts/pictures/canvas.js";
import { fetchArrays } from "../../shared/scripts/server/client.js";
import { button, element, worded } from "../../shared/scripts/page/dom.js";
import { MOST_STOPS, rowStop } from "../../shared/scripts/pictures/stops.js";
import { leadTo, walkLink } from "../../shared/scripts/page/walk-link.js";
import { big, largest } from "../../shared/scripts/page/words.js";

/**
 * @import { Numbers } from "../../shared/scripts/server/arrays.js"
 * @import { Data } from "./data.js"
 *
 * @typedef {"row" | "high" | "low"} Order
 * @typedef {(row: number) => number} ErrorOf
 *
 * @typedef {object} GalleryEvents
 * @property {(row: number) => void} choose
 * @property {(row: number | null) => void} hover
 * @property {() => void} clear
 * @property {(order: Order, page: number) => void} look Called when the order of the pictures or the page changes.
 * @property {() => string | null} decoder The autoencoder to walk in.
 * @property {() => Promise<{errorOf: ErrorOf}>} errors
 */

const PAGE = 48; // pictures

/**
 * Rows sorted by the squared error of their digits.
 *
 * @param {number[]} rows
 * @param {ErrorOf} errorOf
 * @param {Order} order
 */
export function sortByError(rows, errorOf, order) {
  const sign = order === "high" ? -1 : 1;
  return [...rows].sort((a, b) => sign * (errorOf(a) - errorOf(b)));
}

/**
 * Text of the link to a walk through a selection.
 *
 * @param {number} count Number of selected digits.
 */
export function walkWords(count) {
  if (count < 2) return "Walk from here";
  return count > MOST_STOPS ? `Walk through the first ${MOST_STOPS}` : "Walk through them";
}

export class Gallery {
  #heading = element("h2");
  #bars = element("div", { class: "lm-bars" });
  #mean = element("canvas", { width: WIDTH, height: HEIGHT, role: "img", "aria-label": "Mean digit" });
  #sort = element(
    "select",
    {
      "aria-label": "Order of the pictures",
      onchange: () => {
        this.#page = 0;
        this.#events.look(this.order, 0);
        this.#sortRows();
      },
    },
    element("option", { value: "row" }, "In row order"),
    element("option", { value: "high" }, "Largest error first"),
    element("option", { value: "low" }, "Smallest error first"),
  );
  #grid = element("div", { class: "lm-grid" });
  #where = element("span");
  #back = button("‹ Previous", () => this.#turn(-1));
  #next = button("Next ›", () => this.#turn(1));
  #walk = walkLink();
  #status = element("p", { role: "status", class: "lm-said" });
  #events;
  /** @type {Data | null} */
  #data = null;
  /** @type {number[]} */
  #rows = [];
  /** @type {number[]} */
  #order = [];
  /** @type {number | null} */
  #label = null; // the most frequent class
  /** @type {ErrorOf | null} */
  #errorOf = null;
  #page = 0;
  #selection = 0; // number of the newest selection; answers about earlier ones are dropped
  #filling = 0; // number of the newest page of pictures

  /** @param {GalleryEvents} events */
  constructor(events) {
    this.#events = events;
    this.root = element(
      "section",
      { class: "lm-gallery", "aria-label": "Selected digits", hidden: true },
      this.#heading,
      element(
        "div",
        { class: "lm-mix" },
        this.#bars,
        element("figure", {}, this.#mean, element("figcaption", {}, "Mean of all")),
      ),
      element(
        "div",
        { class: "lm-row" },
        this.#sort,
        this.#walk,
        button("Clear selection", () => events.clear()),
      ),
      this.#status,
      this.#grid,
      element("div", { class: "lm-row" }, this.#back, this.#where, this.#next),
    );
  }

  /**
   * Show the digits of some rows; without rows, hide the gallery.
   *
   * @param {number[]} rows
   * @param {Data} data
   * @param {number} total Number of digits on the map.
   * @param {number} [page] From 0; the last one if there are fewer.
   */
  async show(rows, data, total, page = 0) {
    this.#rows = rows;
    this.#data = data;
    this.#page = page;
    const selection = (this.#selection += 1);
    this.root.hidden = rows.length === 0;
    delete this.root.dataset.count;
    if (rows.length === 0) return;
    this.#heading.textContent = worded(`${big(rows.length)} of ${big(total)} digits selected`);
    for (const option of this.#sort.options) option.disabled = option.value !== "row" && !data.autoencoder;
    try {
      const query = new URLSearchParams({ dataset: data.dataset });
      const body = Uint32Array.from(rows);
      const { arrays, values } = await fetchArrays(`/api/maps/selection?${query}`, { body });
      if (selection !== this.#selection) return;
      paintDigit(this.#mean, arrays.mean.data);
      this.#label = largest(values.per_class);
      this.#showMix(values.count, values.per_class, data);
      this.root.dataset.count = values.count;
    } catch (error) {
      this.#status.textContent = error.message;
    }
    if (selection === this.#selection) await this.#sortRows();
  }

  /**
   * @param {number} count
   * @param {number[]} perClass
   * @param {Data} data
   */
  #showMix(count, perClass, { classes, colours }) {
    const most = Math.max(...perClass);
    const bars = perClass.slice(0, classes.length).map((number, label) => {
      const bar = element("i", { style: `width:${(100 * number) / most}%;background:${colours[label]}` });
      const share = `${big(number)} (${((100 * number) / count).toFixed(1)} %)`;
      return element(
        "div",
        {},
        element("b", {}, classes[label]),
        element("span", {}, bar),
        element("small", {}, share),
      );
    });
    this.#bars.replaceChildren(...bars);
  }

  /** The order of the pictures. */
  get order() {
    return /** @type {Order} */ (this.#sort.value);
  }

  set order(/** @type {Order} */ order) {
    this.#sort.value = order;
  }

  async #sortRows() {
    this.#order = this.#rows;
    this.#errorOf = null;
    const { order } = this;
    if (order !== "row" && this.#data?.autoencoder) {
      this.#status.textContent = worded("Rebuilding the digits …");
      try {
        const { errorOf } = await this.#events.errors();
        this.#errorOf = errorOf;
        this.#order = sortByError(this.#rows, errorOf, order);
        this.#status.textContent = "";
      } catch (error) {
        this.#status.textContent = error.message;
      }
    }
    await this.#fill();
  }

  /** @param {number} by Number of pages; negative to go back. */
  #turn(by) {
    this.#page += by;
    this.#events.look(this.order, this.#page);
    this.#fill();
  }

  async #fill() {
    if (!this.#data) return;
    const count = this.#order.length;
    const stops = this.#order.slice(0, MOST_STOPS).map(rowStop);
    leadTo(this.#walk, walkWords(count), stops, this.#events.decoder(), this.#label);
    this.#page = Math.min(this.#page, Math.max(0, Math.ceil(count / PAGE) - 1));
    const start = this.#page * PAGE;
    const rows = this.#order.slice(start, start + PAGE);
    this.#back.disabled = this.#page === 0;
    this.#next.disabled = start + PAGE >= count;
    this.#where.textContent = `${big(start + 1)}–${big(start + rows.length)} of ${big(count)}`;
    const filling = (this.#filling += 1);
    try {
      const query = new URLSearchParams({ dataset: this.#data.dataset });
      const body = Uint32Array.from(rows);
      const { arrays } = await fetchArrays(`/api/maps/pictures?${query}`, { body });
      if (filling !== this.#filling) return;
      this.#grid.replaceChildren(...rows.map((row, at) => this.#picture(row, arrays.digits.data, at * PIXELS)));
    } catch (error) {
      this.#status.textContent = error.message;
    }
  }

  /**
   * @param {number} row
   * @param {Numbers} pixels
   * @param {number} offset
   */
  #picture(row, pixels, offset) {
    const canvas = element("canvas", { width: WIDTH, height: HEIGHT });
    paintDigit(canvas, pixels, offset);
    const error = this.#errorOf ? `, squared error ${this.#errorOf(row).toFixed(1)}` : "";
    return element(
      "button",
      {
        type: "button",
        title: `Row ${row}${error}`,
        "aria-label": `Choose the digit of row ${row}${error}`,
        "data-row": row,
        onclick: () => this.#events.choose(row),
        onpointerenter: () => this.#events.hover(row),
        onpointerleave: () => this.#events.hover(null),
      },
      canvas,
    );
  }
}
