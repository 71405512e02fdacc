// What a selection holds: how many of each class, their mean, their pictures, and files to take away.

import { element, fetchArrays, fetchWhenReady, paintDigit } from "./client.js";
import { save } from "./map-export.js";
import { MOST_STOPS, lead, walkLink } from "./walk-token.js";

const PAGE = 48; // pictures

export class Gallery {
  /** `events` has choose(row), hover(row or null), clear(), walksIn() and errors(): Promise of row -> error. */
  constructor(events) {
    this.events = events;
    this.heading = element("h3", {});
    this.bars = element("div", { class: "lm-bars" });
    this.mean = element("canvas", { width: 28, height: 28, role: "img", "aria-label": "Mean digit" });
    this.sort = element(
      "select",
      { "aria-label": "Order of the pictures", onchange: () => this.#sorted() },
      element("option", { value: "row" }, "In row order"),
      element("option", { value: "high" }, "Largest error first"),
      element("option", { value: "low" }, "Smallest error first"),
    );
    this.grid = element("div", { class: "lm-grid" });
    this.where = element("span", {});
    this.back = element("button", { type: "button", onclick: () => this.#turn(-1) }, "‹ Previous");
    this.next = element("button", { type: "button", onclick: () => this.#turn(1) }, "Next ›");
    const csv = element("button", { type: "button", onclick: () => this.#csv() }, "Save table (CSV)");
    const png = element("button", { type: "button", onclick: () => this.#png() }, "Save pictures (PNG)");
    const clear = element("button", { type: "button", onclick: () => events.clear() }, "Clear selection");
    this.walk = walkLink();
    this.said = element("p", { role: "status", class: "lm-said" });
    this.root = element(
      "section",
      { class: "lm-gallery", "aria-label": "Selected digits" },
      this.heading,
      element(
        "div",
        { class: "lm-mix" },
        this.bars,
        element("figure", {}, this.mean, element("figcaption", {}, "Mean of them all")),
      ),
      element("div", { class: "lm-row" }, this.sort, csv, png, this.walk, clear),
      this.said,
      this.grid,
      element("div", { class: "lm-row" }, this.back, this.where, this.next),
    );
    this.root.hidden = true;
  }

  /** Shows these rows, selected on the map `map` of `total` digits; `context` is the view's data. */
  async show(rows, context, map, total) {
    Object.assign(this, { rows, context, map, page: 0 });
    const turn = (this.turn = (this.turn ?? 0) + 1); // what was asked of another selection is too late
    this.root.hidden = rows.length === 0;
    delete this.root.dataset.count;
    if (rows.length === 0) return;
    this.heading.textContent = `${rows.length.toLocaleString("en")} of ${total.toLocaleString("en")} digits selected`;
    for (const option of this.sort.options) option.disabled = option.value !== "row" && !context.autoencoder;
    try {
      const { arrays, values } = await fetchArrays(
        `/api/maps/selection?dataset=${context.dataset}`,
        { body: Uint32Array.from(rows) },
      );
      if (turn !== this.turn) return;
      paintDigit(this.mean, arrays.mean.data);
      this.#mix(values);
      this.root.dataset.count = values.count;
    } catch (error) {
      this.said.textContent = error.message;
    }
    if (turn === this.turn) await this.#sorted();
  }

  #mix({ count, per_class: mix }) {
    const most = Math.max(...mix);
    this.bars.replaceChildren(
      ...mix.map((n, label) => {
        const bar = element("i", {});
        bar.style.cssText = `width:${(100 * n) / most}%;background:${this.context.colours[label]}`;
        const share = `${n.toLocaleString("en")} (${((100 * n) / count).toFixed(1)} %)`;
        return element("div", {}, element("b", {}, this.context.classes[label]), element("span", {}, bar), element("small", {}, share));
      }),
    );
  }

  async #sorted() {
    this.page = 0;
    this.order = this.rows;
    this.errors = null;
    if (this.sort.value !== "row" && this.context.autoencoder) {
      this.said.textContent = "Reconstructing the digits …";
      try {
        this.errors = await this.events.errors();
        const sign = this.sort.value === "high" ? -1 : 1;
        this.order = [...this.rows].sort((a, b) => sign * (this.errors(a) - this.errors(b)));
        this.said.textContent = "";
      } catch (error) {
        this.said.textContent = error.message;
      }
    }
    await this.#fill();
  }

  #turn(by) {
    this.page += by;
    this.#fill();
  }

  async #fill() {
    const few = this.order.slice(0, MOST_STOPS).map((row) => `row-${row}`);
    const all = few.length === this.order.length;
    lead(this.walk, few.length < 2 ? "Walk from here" : all ? "Walk through them" : `Walk through the first ${MOST_STOPS}`, few, this.events.walksIn());
    const start = this.page * PAGE;
    const rows = this.order.slice(start, start + PAGE);
    this.back.disabled = this.page === 0;
    this.next.disabled = start + PAGE >= this.order.length;
    this.where.textContent = `${(start + 1).toLocaleString("en")}–${(start + rows.length).toLocaleString("en")} of ${this.order.length.toLocaleString("en")}`;
    const turn = (this.filling = (this.filling ?? 0) + 1);
    const { arrays } = await fetchArrays(`/api/maps/pictures?dataset=${this.context.dataset}`, {
      body: Uint32Array.from(rows),
    }).catch((error) => {
      this.said.textContent = error.message;
      return { arrays: null };
    });
    if (turn !== this.filling || !arrays) return;
    this.grid.replaceChildren(
      ...rows.map((row, at) => {
        const canvas = element("canvas", { width: 28, height: 28 });
        paintDigit(canvas, arrays.digits.data, at * 784);
        const error = this.errors ? `, squared error ${this.errors(row).toFixed(1)}` : "";
        return element(
          "button",
          {
            type: "button",
            title: `Row ${row}${error}`,
            "aria-label": `Choose the digit of row ${row}${error}`,
            "data-row": row,
            onclick: () => this.events.choose(row),
            onpointerenter: () => this.events.hover(row),
            onpointerleave: () => this.events.hover(null),
          },
          canvas,
        );
      }),
    );
  }

  async #csv() {
    const { dataset, split, autoencoder, classifier } = this.context;
    const query = new URLSearchParams({ dataset, split, map: this.map.id });
    if (autoencoder) query.set("autoencoder", autoencoder);
    if (classifier) query.set("classifier", classifier);
    await this.#file(`/api/maps/table?${query}`, "selected-digits.csv");
  }

  async #png() {
    await this.#file(`/api/maps/sheet?dataset=${this.context.dataset}`, "selected-digits.png");
  }

  async #file(path, name) {
    try {
      const blob = await fetchWhenReady(path, {
        body: Uint32Array.from(this.rows),
        raw: true,
        progress: ({ doing, done, total }) => {
          this.said.textContent = total ? `${doing}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : `${doing} …`;
        },
      });
      this.said.textContent = "";
      save(blob, name);
    } catch (error) {
      this.said.textContent = error.message;
    }
  }
}
