// Digits to walk from and to: a card that shows one, and a dialog that chooses another.

import { element, fetchArrays, fetchWhenReady, paintDigit, route } from "./client.js";
import { Pad } from "./walk-pad.js";
import { button, paintGrid, screen } from "./walk-parts.js";
import { drawnPixels, tokenWords } from "./walk-token.js";

/** One digit with its name and a button to change it; `change(token)` hears of another one. */
export class StopCard {
  constructor(view, label, token, change, more = []) {
    Object.assign(this, { view, label, change });
    this.canvas = screen(label, "digit small");
    this.words = element("small", {});
    this.root = element(
      "figure",
      { class: "stop" },
      element("figcaption", {}, element("strong", {}, label)),
      this.canvas,
      this.words,
      element("span", { class: "row" }, button("Change", () => this.choose(), { "aria-label": `Change ${label}` }), ...more),
    );
    this.live = view.live(
      async (wanted, signal) => {
        const pixels = wanted.startsWith("drawn-") ? drawnPixels(wanted) : null;
        if (pixels) return { arrays: { image: { data: pixels } }, values: {} };
        const row = /^row-(\d+)$/.exec(wanted);
        if (row) return fetchArrays(`/api/digits/${view.data.dataset}/${row[1]}`, { signal });
        const body = { models: [view.models[0].name], dataset: view.data.dataset, start: wanted, steps: [] };
        return fetchWhenReady("/api/walk/along", { body, signal });
      },
      ({ arrays, values }) => {
        if (arrays.image) paintDigit(this.canvas, arrays.image.data);
        else paintGrid(this.canvas, arrays.digits.data, 0, 1, 1);
        this.say(values.class ? `a ${values.class}, ` : "");
      },
    );
    this.set(token);
  }

  set(token) {
    this.token = token;
    this.live.send(token);
    this.say("");
  }

  say(before) {
    this.words.textContent = before + tokenWords(this.token, this.view.data.classes);
    this.canvas.setAttribute("aria-label", `${this.label}: ${this.words.textContent}`);
  }

  async choose() {
    const token = await chooseStop(this.view, this.label);
    if (!token) return;
    this.set(token);
    this.change(token);
  }

  close() {
    this.view.end(this.live);
  }
}

/** Asks for a digit in a dialog: the token of the choice, or null where it was left alone. */
export function chooseStop(view, title) {
  const { data } = view;
  return new Promise((resolve) => {
    let chosen = null;
    const take = (token) => {
      chosen = token;
      dialog.close();
    };
    const any = (label) => {
      const rows = data.examples[label];
      return `row-${rows[Math.floor(Math.random() * rows.length)]}`;
    };
    const classes = (words, token) =>
      element("span", { class: "keys", role: "group", "aria-label": words }, ...data.classes.map((name, label) => button(name, () => take(token(label)), { "aria-label": `${words} ${name}`, disabled: data.examples[label].length === 0 })));
    const row = element("input", { type: "number", id: "stop-row", min: data.firstRow, max: data.lastRow, step: 1, required: true, inputmode: "numeric" });
    const form = element("form", {}, element("label", { for: "stop-row" }, "By its row, as the Map shows it"), element("span", { class: "row" }, row, element("button", {}, "Take this row")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      take(`row-${row.valueAsNumber}`);
    });
    const pad = new Pad(take);
    const dialog = element(
      "dialog",
      { "aria-label": `Choose: ${title}` },
      element("div", { class: "row spread" }, element("strong", {}, title), button("Close", () => dialog.close())),
      element("div", { class: "part" }, element("span", {}, "A test digit, chosen by chance, of class"), classes("A test digit of class", any)),
      element("div", { class: "part" }, element("span", {}, "The mean of all test digits of class"), classes("The mean of class", (label) => `class-${label}`)),
      element("div", { class: "part" }, form),
      element("div", { class: "part" }, pad.root),
      element("div", { class: "part" }, element("small", {}, "Or pick some on the ", element("a", { href: route("/map"), target: "_blank", rel: "noopener" }, "Map"), ": select them there and press “Walk through them”.")),
    );
    dialog.addEventListener("close", () => {
      pad.close();
      dialog.remove();
      resolve(chosen);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close(); // outside of it
    });
    view.root.append(dialog);
    dialog.showModal();
  });
}
