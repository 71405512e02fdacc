// Sheets of digits that nobody wrote: drawn by chance, and the manifold of a plane.

import { element, fetchWhenReady, route } from "./client.js";
import { big, clippedWords, heading, paintGrid, screen, seedBox, signed } from "./walk-parts.js";

const COUNT = 40;
const COLUMNS = 8;
const SIDE = 20;

export class Samples {
  constructor(view) {
    this.view = view;
    const { state, models } = view;
    this.sheets = models.map((model) => {
      const prior = this.#sheet(model, "Prior", model.variational ? "the standard normal that it was trained towards" : "a standard normal; an autoencoder never heard of it");
      const fitted = this.#sheet(model, "Fitted", `a Gaussian with the mean and covariance of the ${big(model.digits)} test digits`);
      return { model, prior, fitted, root: element("section", {}, heading(model), element("div", { class: "pair" }, prior.root, fitted.root)) };
    });
    view.stage.append(
      element("div", { class: "tools" }, seedBox("Seed", state.seed, "⚄ New digits", (seed) => {
        state.seed = seed;
        this.ask();
      })),
      element("div", { class: "panes" }, ...this.sheets.map((one) => one.root)),
    );
    this.live = view.live(
      (_, signal) => fetchWhenReady(`/api/walk/samples?${view.query({ count: COUNT, seed: state.seed })}`, { signal }),
      (answer) => this.show(answer),
    );
    this.ask();
  }

  #sheet(model, name, about) {
    const canvas = screen(`${COUNT} digits that ${model.name} draws at places by chance from ${about}`, "sheet");
    const note = element("small", { class: "note" });
    return { canvas, note, root: element("figure", {}, element("figcaption", {}, element("strong", {}, name), element("small", {}, about)), canvas, note) };
  }

  ask() {
    this.live.send({});
  }

  show({ arrays, values }) {
    this.sheets.forEach(({ model, ...kinds }, at) => {
      for (const kind of ["prior", "fitted"]) {
        const { canvas, note } = kinds[kind];
        paintGrid(canvas, arrays[kind].data, at * COUNT, COUNT, COLUMNS);
        note.textContent = clippedWords(model, values[`${kind}_clipped`][at], COUNT * model.size);
      }
    });
    this.view.remember();
  }

  close() {
    this.view.end(this.live);
  }
}

export class Manifold {
  constructor(view) {
    this.view = view;
    this.sheets = view.models.map((model) => {
      const canvas = screen(`${SIDE} by ${SIDE} digits that cover the plane of ${model.name}`, "sheet");
      const about = element("p", { class: "figures" });
      const where = element("p", { class: "figures" }, "Point at a digit for its numbers.");
      const note = element("small", { class: "note" });
      canvas.addEventListener("pointermove", (event) => this.point(event));
      const link = route(`/api/walk/manifold?${new URLSearchParams({ models: model.name, dataset: view.data.dataset, side: SIDE })}`);
      const save = element("a", { class: "button", href: link, download: `manifold-${model.name}.png` }, "Save as PNG");
      return { model, canvas, about, where, note, root: element("figure", {}, heading(model), canvas, element("div", { class: "row spread" }, where, save), about, note) };
    });
    view.stage.append(element("div", { class: "panes" }, ...this.sheets.map((one) => one.root)));
    this.live = view.live(
      (_, signal) => fetchWhenReady(`/api/walk/manifold?${view.query({ side: SIDE })}`, { signal }),
      (answer) => this.show(answer),
    );
    this.live.send({});
  }

  show({ arrays, values }) {
    this.arrays = arrays;
    this.sheets.forEach(({ model, canvas, about, note }, at) => {
      paintGrid(canvas, arrays.digits.data, at * SIDE * SIDE, SIDE * SIDE, SIDE);
      const ends = (axis) => {
        const line = [...axis.data.slice(at * SIDE, (at + 1) * SIDE)];
        return `${signed(Math.min(...line))} to ${signed(Math.max(...line))}`;
      };
      about.textContent =
        (values.spacing[at] === "normal"
          ? "Spaced by the prior: each digit stands for the same share of it (through the inverse normal distribution function)."
          : `Spaced evenly over the middle 98 % of the test digits: an autoencoder has no prior to go by.`) +
        ` Left to right ${ends(arrays.x)}, bottom to top ${ends(arrays.y)}.`;
      note.textContent = clippedWords(model, values.clipped[at], 2 * SIDE * SIDE);
    });
    this.view.remember();
  }

  /** The numbers of the digit under the pointer, on its own sheet and at the same cell of the other. */
  point(event) {
    if (!this.arrays) return;
    const box = event.target.getBoundingClientRect();
    const cell = (share) => Math.min(SIDE - 1, Math.max(0, Math.floor(share * SIDE)));
    const column = cell((event.clientX - box.left) / box.width);
    const line = cell((event.clientY - box.top) / box.height);
    this.sheets.forEach(({ where }, at) => {
      const [x, y] = [this.arrays.x.data[at * SIDE + column], this.arrays.y.data[at * SIDE + line]];
      where.textContent = `z = (${signed(x)}, ${signed(y)})`;
    });
  }

  close() {
    this.view.end(this.live);
  }
}
