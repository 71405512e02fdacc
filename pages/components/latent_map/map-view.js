// The whole component: one map or two, the tools, the card under the pointer, and the selection.

import { Banner, Live, element } from "./client.js";
import { Card, Cards, decodeAt } from "./map-card.js";
import { Gallery } from "./map-gallery.js";
import { readLink, rounded, writeLink } from "./map-link.js";
import { Plot, hasWebgl, loadPlotly } from "./map-plot.js";
import { Points, fetchWhenReady } from "./map-points.js";

const REACH_PX = 14;
const REACH_TOUCH_PX = 24;
const CLICK_PX = 5; // a pointer that went further has dragged
const HIT_MS = 50;
const STEPS = ["#56b4e9", "#7fb59e", "#a9b553", "#d3a52a", "#da8214", "#d55e00"]; // low to high error
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const TOOLS = { pan: "Move", lasso: "Lasso", select: "Box" };
const big = (number) => number.toLocaleString("en");

export class View {
  constructor(parent) {
    this.root = element("div", { class: "lm" });
    parent.append(this.root);
    this.webgl = hasWebgl();
    this.tool = "pan";
    this.state = readLink();
    this.values = new Map();
    this.panes = [];
    this.stopped = new AbortController();
    this.banner = new Banner(this.root);
    this.live = new Live({
      ask: (question, signal) => this.#ask(question, signal),
      show: (answer, question) => this.#answered(answer, question),
      refused: (text) => this.#say(text),
      banner: this.banner,
    });
    this.#build();
    this.resized = new ResizeObserver(() => this.panes.forEach((pane) => pane.plot?.paint()));
    this.resized.observe(this.root);
    this.themed = matchMedia("(prefers-color-scheme: dark)");
    this.onTheme = () => setTimeout(() => this.#draw(), 300);
    this.themed.addEventListener("change", this.onTheme);
  }

  #build() {
    const button = (text, title, onclick) => element("button", { type: "button", title, onclick }, text);
    this.tools = element(
      "span",
      { class: "lm-tools", role: "group", "aria-label": "What dragging does" },
      ...Object.entries(TOOLS).map(([tool, name]) =>
        element("button", { type: "button", "data-tool": tool, onclick: () => this.#use(tool) }, name),
      ),
    );
    this.colour = element(
      "select",
      { "aria-label": "Colour by", onchange: () => this.#colourBy(this.colour.value) },
      element("option", { value: "class" }, "Colour: class"),
      element("option", { value: "predicted" }, "Colour: predicted class"),
      element("option", { value: "error" }, "Colour: reconstruction error"),
    );
    this.plane = button("Decoded plane", "Paints what the decoder draws at each place behind the points", () => {
      this.state.plane = !this.state.plane;
      this.#planes();
      this.#remember();
    });
    this.size = element("input", { type: "range", min: 1, max: 10, step: 0.5, "aria-label": "Point size", oninput: () => this.#draw() });
    this.opacity = element("input", { type: "range", min: 0.1, max: 1, step: 0.05, "aria-label": "Opacity of the points", oninput: () => this.#draw() });
    this.bar = element(
      "div",
      { class: "lm-row" },
      this.tools,
      button("+", "Zoom in", () => this.#each((plot) => plot.zoom(0.6))),
      button("−", "Zoom out", () => this.#each((plot) => plot.zoom(1 / 0.6))),
      button("Show all", "Shows all points again", () => this.#each((plot) => plot.moveTo(plot.home))),
      this.colour,
      this.plane,
      button("Full screen", "Fills the screen with the map; Escape leaves it", () =>
        document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen(),
      ),
      element("label", {}, "Size", this.size),
      element("label", {}, "Opacity", this.opacity),
    );
    this.legend = element("div", { class: "lm-row", role: "group", "aria-label": "Shown groups" });
    this.alert = element("p", { class: "lm-alert", role: "status" });
    this.alert.hidden = true;
    this.status = element("p", { class: "lm-caption", role: "status" });
    this.progress = element("div", { class: "lm-progress" });
    this.stage = element("div", { class: "lm-panes" });
    this.card = new Card("floating");
    this.chosen = new Card("chosen");
    this.words = element("p", { role: "status", class: "lm-heard" });
    this.gallery = new Gallery({
      choose: (row) => this.#choose(row),
      hover: (row) => this.#mark(row),
      clear: () => this.#select(null),
      errors: async () => {
        const found = (await this.#load("errors")).errors.data;
        return (row) => found[row - this.data.firstRow];
      },
    });
    this.root.append(this.bar, this.legend, this.alert, this.status, this.progress, this.stage, this.chosen.root, this.words, this.gallery.root, this.card.root);
  }

  /** New data from Python: only what changed is fetched or drawn again. */
  async update(data) {
    const key = JSON.stringify([data.maps.map((map) => map.key), data.dataset, data.split]);
    const words = JSON.stringify([data.autoencoder, data.classifier]);
    this.data = data;
    const sameMaps = key === this.key;
    const sameWords = words === this.wordsKey;
    Object.assign(this, { key, wordsKey: words });
    if (sameMaps && sameWords) {
      this.#draw(); // the theme may have changed
      return;
    }
    this.cards = new Cards(data);
    for (const [value, there] of [["predicted", data.classifier], ["error", data.autoencoder]]) {
      this.colour.querySelector(`[value=${value}]`).disabled = !there;
    }
    if (!sameMaps) await this.#open();
    else await this.#colourBy(this.state.colour);
  }

  async #open() {
    const { data } = this;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.root.dataset.state = "loading";
    this.progress.hidden = false;
    this.#tell("Fetching the points …");
    try {
      const [Plotly, ...answers] = await Promise.all([
        loadPlotly(data.scripts.plotly),
        ...data.maps.map((map) => this.#points(map)),
      ]);
      if (turn !== this.turn || this.stopped.signal.aborted) return;
      this.panes.forEach((pane) => pane.plot.close());
      this.stage.replaceChildren();
      this.stage.classList.toggle("two", data.maps.length > 1);
      this.panes = data.maps.map((info, at) => this.#pane(Plotly, info, new Points(answers[at]), at));
    } catch (error) {
      if (turn === this.turn && !this.stopped.signal.aborted) this.#tell(`${error.message}`);
      return;
    }
    this.progress.hidden = true;
    const { count } = this.panes[0].points;
    this.size.value = count > 40_000 ? 2 : count > 15_000 ? 2.5 : 4;
    this.opacity.value = count > 40_000 ? 0.45 : count > 15_000 ? 0.55 : 0.7;
    this.plane.hidden = !data.maps.some((map) => map.decodes);
    this.#say("");
    this.#use(this.tool);
    await this.#colourBy(this.state.colour);
    await this.#restore();
    this.root.dataset.state = "ready";
    this.#remember();
  }

  #points(map) {
    const { dataset, split } = this.data;
    const query = new URLSearchParams({ map: map.id, dataset, split, key: map.key });
    return fetchWhenReady(`/api/maps/points?${query}`, {
      signal: this.stopped.signal,
      progress: ({ doing, done, total }) =>
        this.#tell(total ? `${doing} for the first time: ${big(done)} of ${big(total)}` : `${doing} for the first time …`),
    });
  }

  #pane(Plotly, info, points, at) {
    const place = element("div", {
      class: "lm-plot",
      tabindex: 0,
      role: "application",
      "aria-label": `${info.title}: map of ${big(points.count)} digits. Arrow keys go from digit to digit, Enter chooses one, plus and minus zoom, Escape clears.`,
    });
    const caption = element("p", { class: "lm-caption" });
    const image = (format) =>
      element("button", { type: "button", title: `Saves this map as ${format.toUpperCase()}`, onclick: () => this.#export(pane, format) }, format.toUpperCase());
    const saves = this.webgl ? [image("png"), image("svg")] : [];
    const heading = element("div", { class: "lm-row" }, element("h3", {}, info.title), ...saves);
    this.stage.append(element("div", { class: "lm-pane" }, heading, place, caption));
    const plot = new Plot(Plotly, place, info, points, {
      zoomed: () => {
        this.#caption(pane);
        this.#planes(true);
        if (this.root.dataset.state === "ready") this.#remember();
      },
      selected: (shape) => this.#select({ pane: at, shape: rounded(shape) }),
    }, this.webgl);
    const pane = { at, info, points, place, plot, caption, shown: () => true };
    place.addEventListener("pointermove", (event) => this.#pointed(pane, event));
    place.addEventListener("pointerleave", () => this.#left());
    // Plotly covers the window while a button is down, so the release is not heard here.
    place.addEventListener("pointerdown", (event) => {
      const { signal } = this.stopped;
      let far = false; // a lasso may end where it began
      const onMove = (move) => {
        far ||= Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > CLICK_PX;
      };
      const onUp = (end) => {
        window.removeEventListener("pointermove", onMove, true);
        if (!far) this.#clicked(pane, end);
      };
      window.addEventListener("pointermove", onMove, { capture: true, signal });
      window.addEventListener("pointerup", onUp, { once: true, capture: true, signal });
    });
    place.addEventListener("keydown", (event) => this.#typed(pane, event));
    return pane;
  }

  #caption(pane) {
    const [left, right, bottom, top] = pane.points.bounds.map((value) => value.toFixed(1));
    const lost = pane.points.lost ? ` ${big(pane.points.lost)} digits have no place, because the model gave no number.` : "";
    pane.caption.textContent = `All points: horizontal ${left} to ${right}, vertical ${bottom} to ${top}.${lost}`;
  }

  // ---- what is shown -------------------------------------------------------------------------

  async #load(what) {
    const model = what === "errors" ? this.data.autoencoder : this.data.classifier;
    const query = new URLSearchParams({ what, model, dataset: this.data.dataset, split: this.data.split });
    const key = query.toString();
    if (!this.values.has(key)) {
      const found = await fetchWhenReady(`/api/maps/values?${key}`, {
        signal: this.stopped.signal,
        progress: ({ doing, done, total }) => this.#say(total ? `${doing}: ${big(done)} of ${big(total)}` : `${doing} …`),
      });
      this.#say("");
      this.values.set(key, found.arrays);
    }
    return this.values.get(key);
  }

  async #colourBy(colour) {
    const { data } = this;
    if ((colour === "predicted" && !data.classifier) || (colour === "error" && !data.autoencoder)) colour = "class";
    if (colour !== this.state.colour) this.state.hidden = new Set();
    try {
      if (colour === "class") this.grouping = null;
      else if (colour === "predicted") {
        const { predicted } = await this.#load("predictions");
        this.grouping = { of: (row) => predicted.data[row - data.firstRow], names: data.classes, colours: data.colours };
      } else {
        const errors = (await this.#load("errors")).errors.data;
        const sorted = Float32Array.from(errors).sort();
        const cuts = STEPS.slice(1).map((_, at) => sorted[Math.floor(((at + 1) * sorted.length) / STEPS.length)]);
        const ends = [sorted[0], ...cuts, sorted.at(-1)].map((value) => value.toFixed(1));
        this.grouping = {
          of: (row) => cuts.filter((cut) => errors[row - data.firstRow] >= cut).length,
          names: STEPS.map((_, at) => `${ends[at]}–${ends[at + 1]}`),
          colours: STEPS,
        };
      }
      this.state.colour = colour;
    } catch (error) {
      if (!this.stopped.signal.aborted) this.#say(error.message);
    }
    this.colour.value = this.state.colour;
    await this.#draw();
    this.#remember();
  }

  #groups(pane) {
    const { points } = pane;
    const names = this.grouping?.names ?? this.data.classes;
    const colours = this.grouping?.colours ?? this.data.colours;
    const groups = names.map((name, at) => ({ name, colour: colours[at % colours.length], indices: [], hidden: this.state.hidden.has(at) }));
    const of = new Uint8Array(points.count);
    for (let i = 0; i < points.count; i += 1) {
      of[i] = this.grouping ? this.grouping.of(points.row(i)) : points.labels[i];
      if (Number.isFinite(points.x[i]) && Number.isFinite(points.y[i])) groups[of[i]]?.indices.push(i);
    }
    pane.shown = (i) => !this.state.hidden.has(of[i]);
    return groups;
  }

  async #draw() {
    if (!this.panes.length) return;
    const style = getComputedStyle(this.root);
    const theme = {
      text: style.color,
      ground: style.getPropertyValue("--st-background-color").trim() || "#fff",
      grid: style.getPropertyValue("--st-border-color").trim() || "#ccc",
      faded: "#8c8c8c",
    };
    const look = { size: Number(this.size.value), opacity: Number(this.opacity.value) };
    for (const pane of this.panes) {
      const groups = this.#groups(pane);
      if (pane.at === 0) this.#chips(groups);
      await pane.plot.draw(groups, look, theme, this.tool, pane.view);
      pane.view = undefined;
      this.#caption(pane);
    }
    this.#count();
    this.#planes(true);
  }

  #chips(groups) {
    const title = { class: "Class", predicted: "Predicted class", error: "Squared error" }[this.state.colour];
    this.legend.replaceChildren(
      element("span", {}, title),
      ...groups.map((group, at) => {
        const dot = element("i", {});
        dot.style.setProperty("--dot", group.colour);
        return element(
          "button",
          { type: "button", class: "lm-chip", "data-group": at, "aria-pressed": String(!group.hidden), title: "Shows or hides this group", onclick: () => this.#toggle(at) },
          dot, group.name, element("small", {}, big(group.indices.length)),
        );
      }),
    );
  }

  async #toggle(at) {
    const { hidden } = this.state;
    if (!hidden.delete(at)) hidden.add(at);
    await this.#draw();
    this.legend.querySelector(`[data-group="${at}"]`)?.focus();
    this.#remember();
  }

  #count() {
    const { points, shown } = this.panes[0];
    let visible = 0;
    for (let i = 0; i < points.count; i += 1) visible += shown(i) && Number.isFinite(points.x[i]) ? 1 : 0;
    this.status.textContent = `${big(visible)} of ${big(points.count)} ${this.data.splitTitle} shown${this.rows ? `, ${big(this.rows.length)} of them selected` : ""}.`;
    this.root.dataset.visible = visible;
  }

  #use(tool) {
    this.tool = tool;
    for (const button of this.tools.children) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    this.#each((plot) => plot.ready && plot.Plotly.relayout(plot.place, { dragmode: tool }));
  }

  #each(call) {
    this.panes.forEach((pane) => call(pane.plot));
  }

  /** Paints, or takes away, the decoder's digits behind the points. */
  #planes(later = false) {
    this.plane.setAttribute("aria-pressed", String(this.state.plane));
    clearTimeout(this.planeTimer);
    const paint = () => {
      for (const { plot, info } of this.panes.filter((pane) => pane.info.decodes && pane.plot.ready)) {
        if (!this.state.plane) {
          if (plot.image) plot.background(null);
          plot.painted = null;
          continue;
        }
        const { range, frame } = plot;
        const [red, green, blue] = (getComputedStyle(this.root).color.match(/\d+/g) ?? [0, 0, 0]).map(Number);
        const query = new URLSearchParams({
          model: info.checkpoint,
          left: range.x[0], right: range.x[1], bottom: range.y[0], top: range.y[1],
          columns: Math.max(2, Math.min(40, Math.round(frame.width / 34))),
          rows: Math.max(2, Math.min(40, Math.round(frame.height / 34))),
          dark: red + green + blue > 384,
        });
        const address = new URL(`../api/maps/plane?${query}`, import.meta.url).href;
        if (plot.painted === address) continue;
        plot.painted = address;
        plot.background(address, range);
      }
    };
    if (later) this.planeTimer = setTimeout(paint, 300);
    else paint();
  }

  // ---- the pointer and the keys --------------------------------------------------------------

  #pointed(pane, event) {
    if (event.buttons && event.pointerType === "mouse") return;
    this.latest = { pane, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    this.hitTimer ??= setTimeout(() => {
      this.hitTimer = null;
      if (this.latest) this.#hit(this.latest);
    }, HIT_MS);
  }

  #under({ pane, x, y, touch }) {
    const box = pane.place.getBoundingClientRect();
    const { frame } = pane.plot;
    const [left, top] = [x - box.left, y - box.top];
    if (left < frame.left || top < frame.top || left > frame.left + frame.width || top > frame.top + frame.height) return null;
    const place = pane.plot.place_of(left, top);
    return { place, index: pane.points.nearest(...place, pane.plot.scale, touch ? REACH_TOUCH_PX : REACH_PX, pane.shown) };
  }

  #hit(latest) {
    const found = this.#under(latest);
    if (!found) return this.#left();
    const { pane } = latest;
    if (found.index >= 0) return this.#show(pane, found.index, [latest.x, latest.y]);
    this.#mark(null);
    if (!pane.info.decodes) return this.card.hide();
    this.at = [latest.x, latest.y];
    this.live.send({ model: pane.info.checkpoint, place: found.place });
    return undefined;
  }

  #show(pane, index, at) {
    const row = pane.points.row(index);
    this.at = at;
    this.current = row;
    this.#mark(row);
    if (Number(this.card.root.dataset.row) !== row) this.card.begin(row, this.data.classes[pane.points.labels[index]]);
    this.card.moveTo(...at);
    this.live.send({ row });
  }

  #ask(question, signal) {
    return question.row === undefined ? decodeAt(question.model, question.place, signal) : this.cards.get(question.row, signal);
  }

  #answered(answer, question) {
    if (question.chosen) {
      this.words.textContent = this.chosen.show(answer, this.data);
      return;
    }
    if (!this.at) return;
    if (question.row === undefined) this.card.showPlace(answer, question.place, question.model);
    else this.spoken = this.card.show(answer, this.data);
    this.card.moveTo(...this.at);
    if (this.byKeys) this.words.textContent = this.spoken ?? "";
  }

  #left() {
    this.latest = this.at = null;
    this.card.hide();
    this.#mark(null);
  }

  #clicked(pane, event) {
    const found = this.#under({ pane, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" });
    if (found?.index >= 0) this.#choose(pane.points.row(found.index));
  }

  #typed(pane, event) {
    const { plot, points } = pane;
    const way = ARROWS[event.key];
    this.byKeys = true;
    if (way) {
      let index = points.index(this.current ?? -1);
      const { x, y } = plot.range;
      if (index < 0) index = points.nearest((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, plot.scale, Infinity, pane.shown);
      else {
        const next = points.neighbour(index, way, plot.scale, pane.shown);
        if (next >= 0) index = next;
      }
      if (index < 0) return;
      const [px, py] = [points.x[index], points.y[index]];
      const inView = px > x[0] && px < x[1] && py > y[0] && py < y[1];
      const show = () => {
        const box = pane.place.getBoundingClientRect();
        const [left, top] = plot.pixel(px, py);
        this.#show(pane, index, [box.left + left, box.top + top]);
      };
      const half = [(x[1] - x[0]) / 2, (y[1] - y[0]) / 2];
      if (inView) show();
      else plot.moveTo({ x: [px - half[0], px + half[0]], y: [py - half[1], py + half[1]] }).then(show);
    } else if (event.key === "Enter" && this.current !== undefined) this.#choose(this.current);
    else if (event.key === "+" || event.key === "=") plot.zoom(0.6);
    else if (event.key === "-") plot.zoom(1 / 0.6);
    else if (event.key === "0") plot.moveTo(plot.home);
    else if (event.key === "Escape") {
      this.state.row = null;
      this.chosen.hide();
      this.#left();
      this.#select(null);
    } else return;
    event.preventDefault();
  }

  /** Rings around this row on every map, beside that of the chosen one. */
  #mark(row) {
    for (const { plot, points } of this.panes) {
      const marks = [[row, false], [this.state.row, true]]
        .filter(([wanted]) => wanted !== null && wanted !== undefined)
        .map(([wanted, strong]) => ({ index: points.index(wanted), strong }))
        .filter(({ index }) => index >= 0);
      plot.mark(marks);
    }
  }

  #choose(row) {
    this.state.row = row;
    this.#mark(null);
    this.cards
      .get(row, this.stopped.signal)
      .then((answer) => this.#answered(answer, { row, chosen: true }))
      .catch((error) => !this.stopped.signal.aborted && this.#say(error.message));
    this.#remember();
  }

  // ---- the selection -------------------------------------------------------------------------

  async #select(selection) {
    const pane = selection && this.panes[selection.pane];
    this.state.selection = pane ? selection : null;
    const inside = ({ rows, ...shape }) =>
      rows ? rows.map((row) => pane.points.index(row)).filter((i) => i >= 0) : pane.points.within(shape, pane.shown);
    const indices = pane ? inside(selection.shape) : [];
    this.rows = pane ? indices.map((i) => pane.points.row(i)).sort((a, b) => a - b) : null;
    for (const { plot, points } of this.panes) {
      plot.selection = this.rows && new Set(this.rows.map((row) => points.index(row)).filter((i) => i >= 0));
    }
    await this.#draw();
    this.root.dataset.selected = this.rows ? this.rows.length : "";
    this.#remember();
    if (this.rows && !this.rows.length) this.#say("Nothing is inside: draw the shape around some points.");
    else this.#say("");
    await this.gallery.show(this.rows ?? [], this.data, this.panes[0].points.count);
  }

  // ---- the link, files, words ----------------------------------------------------------------

  async #restore() {
    const { ranges, selection, row } = this.state;
    for (const pane of this.panes) if (ranges[pane.at]) await pane.plot.moveTo(ranges[pane.at]);
    if (row !== null && this.panes[0].points.index(row) >= 0) this.#choose(row);
    else this.chosen.hide();
    await this.#select(selection && this.panes[selection.pane] ? selection : null);
  }

  #remember() {
    if (this.stopped.signal.aborted || this.root.dataset.state === "loading") return;
    const same = (a, b) => ["x", "y"].every((axis) => a[axis].every((value, at) => Math.abs(value - b[axis][at]) < 1e-6));
    this.state.ranges = this.panes.map(({ plot }) => (plot.range && !same(plot.range, plot.home) ? plot.range : null));
    writeLink({ ...this.state, maps: this.data.maps, split: this.data.split });
  }

  async #export(pane, format) {
    const { plot } = pane;
    await plot.Plotly.downloadImage(plot.place, { format, width: 1200, height: 900, scale: format === "png" ? 2 : 1, filename: pane.info.id.replace(/\W+/g, "-") });
  }

  #tell(text) {
    this.progress.textContent = text;
  }

  /** What stands in the message line while nothing else is to be said. */
  #resting() {
    return this.webgl ? "" : "This browser has no WebGL: the points are drawn on a plain canvas, which is slower.";
  }

  #say(text) {
    const shown = text || this.#resting();
    this.alert.textContent = shown;
    this.alert.hidden = !shown;
  }

  close() {
    this.stopped.abort();
    this.live.close();
    this.resized.disconnect();
    this.themed.removeEventListener("change", this.onTheme);
    clearTimeout(this.hitTimer);
    clearTimeout(this.planeTimer);
    this.panes.forEach((pane) => pane.plot.close());
    this.root.remove();
  }
}
