// A walk from digit to digit: a film to play, all of its frames, and files to keep.

import { element, fetchWhenReady, route } from "./client.js";
import { button, choice, clippedWords, heading, paintGrid, screen } from "./walk-parts.js";
import { StopCard, chooseStop } from "./walk-stops.js";
import { MOST_STOPS } from "./walk-token.js";

const FRAME_MS = 80; // as in the GIF
const REST_MS = 800; // at a digit
const STEPS = { low: 2, high: 30 };
const SCALE = { png: 4, gif: 8 };

export class Between {
  constructor(view) {
    this.view = view;
    const { state, models } = view;
    this.frame = 0;
    this.stops = element("div", { class: "stops", role: "group", "aria-label": "Digits of the walk, in order" });
    const way = choice("Path", { straight: "Straight (linear)", spherical: "Spherical (slerp)" }, state.path, (path) => {
      state.path = path;
      this.ask();
    });
    const shown = element("output", { for: "walk-steps" }, String(state.frames));
    const steps = element("input", { id: "walk-steps", type: "range", min: STEPS.low, max: STEPS.high, step: 1, value: state.frames });
    steps.addEventListener("input", () => {
      state.frames = steps.valueAsNumber;
      shown.textContent = steps.value;
      this.ask();
    });
    this.screens = models.map((model) => {
      const digit = screen(`The digit that ${model.name} draws now`);
      const note = element("small", { class: "note" });
      const strip = element("div", { class: "strip", role: "img" });
      return { model, digit, note, strip, root: element("figure", {}, heading(model), digit, note) };
    });
    this.playing = button("▶ Play", () => this.play(!this.timer), { class: "primary" });
    this.scrub = element("input", { type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": "Frame" });
    this.scrub.addEventListener("input", () => {
      this.play(false);
      this.go(this.scrub.valueAsNumber);
    });
    this.told = element("output", { class: "count" });
    this.gif = element("a", { class: "button", download: "walk.gif" }, "GIF");
    this.png = element("a", { class: "button", download: "walk.png" }, "PNG");
    view.stage.append(
      this.stops,
      element("div", { class: "tools" }, way, element("div", { class: "slider" }, element("label", { for: "walk-steps" }, "Frames from digit to digit"), shown, steps)),
      element("div", { class: "cards" }, ...this.screens.map((one) => one.root)),
      element("div", { class: "tools player" }, this.playing, this.scrub, this.told, element("span", { class: "row" }, "Save as", this.gif, this.png)),
      ...this.screens.map((one) => element("figure", { class: "film" }, models.length > 1 ? element("figcaption", {}, element("strong", {}, one.model.name)) : "", one.strip)),
    );
    this.live = view.live(
      ({ query }, signal) => fetchWhenReady(`/api/walk/film?${query}`, { signal }),
      (answer, question) => this.show(answer, question),
    );
    this.cards = [];
    this.build();
    this.ask();
  }

  build() {
    const { state } = this.view;
    this.cards.forEach((card) => card.close());
    this.cards = state.stops.map((token, at) => {
      const remove = button("×", () => this.change(state.stops.toSpliced(at, 1)), { "aria-label": `Remove digit ${at + 1}`, disabled: state.stops.length <= 2 });
      return new StopCard(this.view, `Digit ${at + 1}`, token, (chosen) => {
        state.stops = state.stops.with(at, chosen);
        this.ask();
      }, [remove]);
    });
    const add = button("+ Add a digit", async () => {
      const token = await chooseStop(this.view, `Digit ${state.stops.length + 1}`);
      if (token) this.change([...state.stops, token]);
    }, { class: "add", disabled: state.stops.length >= MOST_STOPS, title: state.stops.length >= MOST_STOPS ? `A walk has at most ${MOST_STOPS} digits` : "" });
    this.stops.replaceChildren(...this.cards.map((card) => card.root), add);
  }

  change(stops) {
    this.view.state.stops = stops;
    this.build();
    this.ask();
  }

  ask() {
    const { state } = this.view;
    const query = this.view.query({ stops: state.stops.join(","), path: state.path, steps: state.frames });
    this.live.send({ query });
  }

  show({ arrays, values }, { query }) {
    this.count = arrays.frames.shape[1];
    this.frames = arrays.frames.data;
    this.stopsAt = new Set(values.stops_at);
    this.scrub.max = this.count - 1;
    for (const [link, kind] of [[this.gif, "gif"], [this.png, "strip"]]) {
      link.href = route(`/api/walk/${kind}?${query}&scale=${SCALE[kind === "gif" ? "gif" : "png"]}`);
    }
    this.screens.forEach(({ model, strip, note }, at) => {
      const frames = Array.from({ length: this.count }, (_, frame) => {
        const canvas = element("canvas", { class: `screen${this.stopsAt.has(frame) ? " at" : ""}`, title: `Frame ${frame + 1}` });
        paintGrid(canvas, this.frames, at * this.count + frame, 1, 1);
        canvas.addEventListener("click", () => {
          this.play(false);
          this.go(frame);
        });
        return canvas;
      });
      strip.replaceChildren(...frames);
      strip.setAttribute("aria-label", `All ${this.count} frames that ${model.name} draws; the ${this.stopsAt.size} digits of the walk are framed`);
      note.textContent = clippedWords(model, values.clipped[at], this.count * model.size);
    });
    this.go(Math.min(this.frame, this.count - 1));
    this.view.remember();
  }

  go(frame) {
    if (!this.frames) return;
    this.frame = frame;
    this.scrub.value = frame;
    this.told.textContent = `${frame + 1} / ${this.count}`;
    this.screens.forEach(({ digit, strip }, at) => {
      paintGrid(digit, this.frames, at * this.count + frame, 1, 1);
      strip.querySelector(".now")?.classList.remove("now");
      strip.children[frame]?.classList.add("now");
    });
    this.view.root.dataset.frame = frame;
  }

  play(on) {
    clearTimeout(this.timer);
    this.timer = null;
    this.playing.textContent = on ? "❚❚ Pause" : "▶ Play";
    if (!on) return;
    const next = () => {
      this.go((this.frame + 1) % this.count);
      this.timer = setTimeout(next, this.stopsAt.has(this.frame) ? REST_MS : FRAME_MS);
    };
    this.timer = setTimeout(next, FRAME_MS);
  }

  close() {
    clearTimeout(this.timer);
    this.view.end(this.live);
    this.cards.forEach((card) => card.close());
  }
}
