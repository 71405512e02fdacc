// Arithmetic with digits: A − B + C, done with their latent numbers and drawn by the decoder.

import { element, fetchWhenReady } from "./client.js";
import { clippedWords, heading, paintGrid, screen } from "./walk-parts.js";
import { StopCard } from "./walk-stops.js";

const NAMES = ["a", "b", "c"];
const SIGNS = ["", "−", "+", "="];

const sign = (text) => element("span", { class: "sign", "aria-hidden": "true" }, text);

export class Sum {
  constructor(view) {
    this.view = view;
    this.cards = NAMES.map((name) => new StopCard(view, name.toUpperCase(), view.state[name], (token) => {
      view.state[name] = token;
      this.ask();
    }));
    this.lines = view.models.map((model) => {
      const digits = [...NAMES, "result"].map((name) => screen(name === "result" ? `A − B + C, drawn by ${model.name}` : `${name.toUpperCase()}, drawn again by ${model.name}`, name === "result" ? "digit" : "digit small"));
      const note = element("small", { class: "note" });
      const pictures = digits.flatMap((digit, at) => [SIGNS[at] ? sign(SIGNS[at]) : "", digit]);
      return { model, digits, note, root: element("figure", { class: "line" }, heading(model), element("div", { class: "sum" }, ...pictures), note) };
    });
    const given = this.cards.flatMap((card, at) => [SIGNS[at] ? sign(SIGNS[at]) : "", card.root]);
    view.stage.append(element("div", { class: "sum given" }, ...given), element("div", { class: "lines" }, ...this.lines.map((line) => line.root)));
    this.live = view.live(
      (_, signal) => fetchWhenReady(`/api/walk/sum?${view.query({ a: view.state.a, b: view.state.b, c: view.state.c })}`, { signal }),
      ({ arrays, values }) => {
        this.lines.forEach(({ model, digits, note }, at) => {
          digits.forEach((digit, place) => paintGrid(digit, arrays.digits.data, 4 * at + place, 1, 1));
          note.textContent = clippedWords(model, values.clipped[at], 4 * model.size);
        });
        view.remember();
      },
    );
    this.ask();
  }

  ask() {
    this.live.send({});
  }

  close() {
    this.view.end(this.live);
    this.cards.forEach((card) => card.close());
  }
}
