// The principal directions of a latent space, as sliders that the digit follows.

import { element, fetchWhenReady, percent } from "./client.js";
import { button, clippedWords, heading, paintGrid, screen, seedBox } from "./walk-parts.js";
import { StopCard } from "./walk-stops.js";

const MOST = 8; // sliders; what is left is said

export class Directions {
  constructor(view) {
    this.view = view;
    const { state } = view;
    this.start = new StopCard(view, "Start from", state.start, (token) => {
      state.start = token;
      state.steps = [];
      this.open();
    });
    this.sliders = element("div", { class: "sliders", role: "group", "aria-label": "Principal directions" });
    this.told = element("p", { class: "told" });
    this.cards = view.models.map((model) => {
      const digit = screen(`The digit that ${model.name} draws`);
      const note = element("small", { class: "note" });
      const about = element("small", {});
      return { model, digit, note, about, root: element("figure", {}, heading(model), digit, about, note) };
    });
    view.stage.append(
      element(
        "div",
        { class: "bench" },
        element(
          "div",
          { class: "tools" },
          this.start.root,
          element("div", { class: "column" }, button("Reset", () => this.set([])), seedBox("Seed", state.seed, "⚄ Random", (seed) => this.roll(seed))),
        ),
        element("div", { class: "cards" }, ...this.cards.map((card) => card.root)),
        element("div", { class: "left" }, this.told, this.sliders),
      ),
    );
    this.opening = view.live(
      (_, signal) => fetchWhenReady(`/api/walk/directions?${view.query({ start: state.start, count: MOST })}`, { signal }),
      (answer) => this.build(answer),
    );
    this.drawing = view.live(
      (seed, signal) => fetchWhenReady(`/api/walk/draw?${view.query({ start: state.start, count: MOST, seed })}`, { signal }),
      ({ arrays }) => this.set([...arrays.steps.data]),
    );
    this.follow = view.live(
      ({ body }, signal) => fetchWhenReady("/api/walk/along", { body, signal }),
      (answer) => this.show(answer),
    );
    this.open();
  }

  open() {
    this.opening.send({});
  }

  roll(seed) {
    this.view.state.seed = seed;
    this.drawing.send(seed);
  }

  build({ arrays: { low, high, explained } }) {
    const models = this.view.models;
    const count = low.shape[1];
    const over = (values, k, pick) => pick(...models.map((_, at) => values.data[at * count + k]));
    this.ranges = Array.from({ length: count }, (_, k) => [over(low, k, Math.min), over(high, k, Math.max)]);
    this.inputs = this.ranges.map(([from, to], k) => {
      const shares = models.map((_, at) => percent(explained.data[at * count + k])).join(" and ");
      const id = `direction-${k}`;
      const shown = element("output", { for: id });
      const input = element("input", { id, type: "range", min: from, max: to, step: "any", disabled: from === to, "aria-describedby": `${id}-share` });
      input.style.setProperty("--zero", to > from ? -from / (to - from) : 0.5);
      const write = () => {
        const size = Math.abs(input.valueAsNumber).toFixed(1);
        shown.textContent = size === "0.0" ? "0" : `${input.valueAsNumber > 0 ? "+" : "−"}${size}`;
      };
      input.addEventListener("input", (event) => {
        write();
        this.view.state.steps = this.inputs.map((one) => one.input.valueAsNumber);
        this.ask(event.timeStamp);
      });
      // A range with any step has no steps of its own for the arrow keys.
      input.addEventListener("keydown", (event) => {
        const sign = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
        if (!sign) return;
        event.preventDefault();
        input.valueAsNumber = Math.min(to, Math.max(from, input.valueAsNumber + sign * (event.shiftKey ? 0.5 : 0.1)));
        input.dispatchEvent(new Event("input"));
      });
      const row = element("div", { class: "slider" }, element("label", { for: id }, `Direction ${k + 1}`), element("small", { id: `${id}-share` }, shares), shown, input);
      return { input, write, row };
    });
    this.sliders.replaceChildren(...this.inputs.map((one) => one.row));
    const whole = models.map((_, at) => [...explained.data.slice(at * count, at * count + count)].reduce((sum, share) => sum + share, 0));
    this.cards.forEach(({ model, about }, at) => {
      about.textContent = `${Math.min(count, model.size)} of ${model.size} directions, ${percent(whole[at])} of the variance`;
    });
    this.told.textContent = `Steps in standard deviations of the ${this.view.models[0].digits.toLocaleString("en")} test digits; each slider spans the middle 98 % of them. The percentage is the direction's share of all differences (variance)${models.length > 1 ? ", for each model" : ""}.`;
    this.set(this.view.state.steps);
  }

  set(steps) {
    this.inputs?.forEach(({ input, write }, k) => {
      input.valueAsNumber = Math.min(this.ranges[k][1], Math.max(this.ranges[k][0], steps[k] ?? 0));
      write();
    });
    this.view.state.steps = steps.length ? (this.inputs?.map(({ input }) => input.valueAsNumber) ?? steps) : [];
    this.ask();
  }

  ask(movedAt = null) {
    const { state, models, data } = this.view;
    this.follow.send({ body: { models: models.map(({ name }) => name), dataset: data.dataset, start: state.start, steps: state.steps }, movedAt });
  }

  show({ arrays, values }) {
    this.cards.forEach(({ model, digit, note }, at) => {
      paintGrid(digit, arrays.digits.data, at, 1, 1);
      note.textContent = clippedWords(model, values.clipped[at], model.size);
    });
    this.view.remember();
  }

  close() {
    [this.opening, this.drawing, this.follow].forEach((live) => this.view.end(live));
    this.start.close();
  }
}
