// The whole component: one map or two of the same digits, and all that belongs to them together.

import { Banner, element, fetchWhenReady } from "./client.js";
import { Bar, usualLook } from "./map-bar.js";
import { Colours } from "./map-colours.js";
import { Focus } from "./map-focus.js";
import { Gallery } from "./map-gallery.js";
import { Legend } from "./map-legend.js";
import { readLink, rounded, writeLink } from "./map-link.js";
import { Pane } from "./map-pane.js";
import { Pictures } from "./map-pictures.js";
import { hasWebgl, loadPlotly } from "./map-plot.js";
import { Points } from "./map-points.js";

const big = (number) => number.toLocaleString("en");
const progressed = ({ doing, done, total }, when = "") => (total ? `${doing}${when}: ${big(done)} of ${big(total)}` : `${doing}${when} …`);

export class View {
  constructor(parent) {
    this.root = element("div", { class: "lm" });
    parent.append(this.root);
    this.webgl = hasWebgl();
    this.tool = "pan";
    this.state = readLink();
    this.panes = [];
    this.rows = null; // the selection
    this.stopped = new AbortController();
    const { signal } = this.stopped;
    this.focus = new Focus({
      signal,
      banner: new Banner(this.root),
      events: { panes: () => this.panes, walksIn: () => this.#decoder(), changed: () => this.#remember(), refused: (text) => this.#say(text) },
    });
    this.colours = new Colours({ signal, progress: (how) => this.#say(progressed(how)) });
    this.pictures = new Pictures({ signal, arrived: () => this.#each((plot) => plot.paint()), refused: (text) => this.#say(text) });
    this.#build();
    this.resized = new ResizeObserver(() => this.#each((plot) => plot.ready && plot.Plotly.Plots.resize(plot.place)));
    this.resized.observe(this.stage);
    const onTheme = () => setTimeout(() => this.#draw(), 300);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onTheme, { signal });
  }

  #build() {
    this.bar = new Bar({
      use: (tool) => {
        this.tool = tool;
        this.#each((plot) => plot.ready && plot.Plotly.relayout(plot.place, { dragmode: tool }));
      },
      zoom: (factor) => this.#each((plot) => plot.zoom(factor)),
      home: () => this.#each((plot) => plot.moveTo(plot.home)),
      selectView: () => this.#selectView(this.panes[0]),
      colour: (colour) => this.#colourBy(colour),
      clusters: (clusters) => {
        Object.assign(this.state, { clusters, hidden: new Set() });
        this.#colourBy("cluster");
      },
      toggle: (name) => this.#toggle(name),
      full: () => this.#fill(),
      look: () => this.#draw(),
    });
    this.legend = new Legend({
      toggle: (at) => this.#hide((hidden) => hidden.delete(at) || hidden.add(at)),
      only: (at) => this.#hide((hidden, count) => {
        for (let other = 0; other < count; other += 1) hidden.add(other);
        hidden.delete(at);
      }),
      all: () => this.#hide((hidden) => hidden.clear()),
    });
    this.alert = element("p", { class: "lm-alert", role: "status" });
    this.status = element("p", { class: "lm-caption", role: "status" });
    this.progress = element("div", { class: "lm-progress", role: "status" });
    this.stage = element("div", { class: "lm-panes" });
    this.gallery = new Gallery({
      choose: (row) => this.focus.choose(row),
      hover: (row) => this.focus.mark(row),
      clear: () => this.#select(null),
      errors: () => this.colours.errors(),
      walksIn: () => this.#decoder(),
    });
    this.#say("");
    this.root.append(
      this.bar.root, this.legend.root, this.alert, element("div", { class: "lm-row lm-state" }, this.status, this.bar.aside), this.progress, this.stage,
      this.focus.chosen.root, this.focus.words, this.gallery.root, this.focus.card.root,
    );
  }

  // ---- what Python sends ---------------------------------------------------------------------

  /** New data from Python: only what changed is fetched or drawn again. */
  async update(data) {
    const key = JSON.stringify([data.maps.map((map) => map.key), data.dataset, data.split]);
    const words = JSON.stringify([data.autoencoder, data.classifier]);
    const [sameMaps, sameWords] = [key === this.key, words === this.wordsKey];
    Object.assign(this, { data, key, wordsKey: words });
    this.colours.use(data);
    this.pictures.use(data.dataset);
    if (sameMaps && sameWords) return this.#draw(); // the theme may have changed
    this.focus.use(data);
    this.bar.offer({
      can: (colour) => this.colours.can(colour),
      decodes: data.maps.some((map) => map.decodes),
      comparable: data.maps.length > 1 && data.maps.every((map) => map.checkpoint),
    });
    return sameMaps ? this.#colourBy(this.state.colour) : this.#open();
  }

  async #open() {
    const { data } = this;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    performance.mark("latent-map-asked");
    this.root.dataset.state = "loading";
    this.progress.hidden = false;
    this.progress.textContent = "Fetching the points …";
    try {
      const [Plotly, ...answers] = await Promise.all([loadPlotly(data.scripts.plotly), ...data.maps.map((map) => this.#points(map))]);
      if (turn !== this.turn || this.stopped.signal.aborted) return;
      this.panes.forEach((pane) => pane.close());
      this.panes = data.maps.map((info, at) => this.#pane(Plotly, info, new Points(answers[at]), at));
    } catch (error) {
      if (turn === this.turn && !this.stopped.signal.aborted) this.progress.textContent = error.message;
      return;
    }
    this.stage.classList.toggle("two", data.maps.length > 1);
    this.stage.replaceChildren(...this.panes.map((pane) => pane.root));
    this.progress.hidden = true;
    const count = Math.max(...this.panes.map((pane) => pane.points.count));
    if (count !== this.count) this.bar.look = usualLook(count);
    this.count = count;
    this.#scale();
    this.#say("");
    this.bar.use(this.tool);
    await this.#colourBy(this.state.colour);
    performance.measure("latent-map-first-points", "latent-map-asked");
    await this.#restore();
    this.root.dataset.state = "ready";
    this.#remember();
  }

  #points(map) {
    const { dataset, split } = this.data;
    return fetchWhenReady(`/api/maps/points?${new URLSearchParams({ map: map.id, dataset, split, key: map.key })}`, {
      signal: this.stopped.signal,
      progress: (how) => {
        this.progress.textContent = progressed(how, " for the first time");
      },
    });
  }

  #pane(Plotly, info, points, at) {
    const { webgl, pictures } = this;
    const pane = new Pane({
      at, info, points, Plotly, webgl, pictures,
      signal: this.stopped.signal,
      events: {
        over: (index, place, byKeys) => this.focus.over(pane, index, place, byKeys),
        empty: (place, window, byKeys) => this.focus.empty(pane, place, window, byKeys),
        left: () => this.focus.left(),
        choose: (row) => this.focus.choose(row),
        current: () => this.focus.current,
        clear: () => this.#clear(),
        selectView: () => this.#selectView(pane),
        zoomed: () => this.#zoomed(),
        selected: (shape) => this.#select({ pane: at, shape: rounded(shape) }),
        lost: () => this.#withoutWebgl(),
        refused: (text) => this.#say(text),
        words: () => ({
          subtitle: `${big(pane.visible)} of ${big(points.count)} ${this.data.splitTitle}${this.rows ? `, ${big(this.rows.length)} of them selected` : ""}`,
          legend: this.grouping.title,
        }),
      },
    });
    return pane;
  }

  // ---- what is drawn -------------------------------------------------------------------------

  async #colourBy(colour) {
    const wanted = this.colours.can(colour) ? colour : "class";
    if (wanted !== this.state.colour) this.state.hidden = new Set();
    try {
      const asked = (this.asked = (this.asked ?? 0) + 1);
      const grouping = await this.colours.grouping(wanted, this.panes[0]?.points, this.state.clusters);
      if (asked !== this.asked) return;
      this.grouping = grouping;
      this.state.colour = wanted;
      this.#say("");
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      this.#say(error.message);
      // The first colours of a view that cannot be had must not leave it without any.
      this.grouping ??= await this.colours.grouping("class");
      if (!this.panes[0]?.plot.ready) this.state.colour = "class";
    }
    await this.#draw();
    if (this.state.selection && this.root.dataset.state === "ready") await this.#select(this.state.selection);
    this.#remember();
  }

  /** Draws everything as it is now; calls while it draws lead to one more drawing. */
  #draw() {
    this.stale = true;
    this.drawing ??= (async () => {
      while (this.stale && !this.stopped.signal.aborted) {
        this.stale = false;
        await this.#drawOnce();
      }
    })().finally(() => {
      this.drawing = null;
    });
    return this.drawing;
  }

  async #drawOnce() {
    if (!this.panes.length || !this.grouping) return;
    const style = getComputedStyle(this.root);
    const theme = {
      text: style.color,
      ground: style.getPropertyValue("--st-background-color").trim() || "#fff",
      grid: style.getPropertyValue("--st-border-color").trim() || "#ccc",
      faded: "#8c8c8c",
    };
    const groups = [];
    for (const pane of this.panes) {
      pane.plot.overlay.showPictures = this.state.pictures;
      const drawn = await pane.draw(this.grouping, this.state.hidden, this.bar.look, theme, this.tool);
      groups.push(...drawn.slice(groups.length)); // the second may have digits of no group
    }
    this.legend.show(this.grouping.title, groups);
    this.bar.show(this.state);
    this.#count();
    this.#planes();
  }

  #count() {
    const { data, rows } = this;
    const counts = this.panes.map((pane) => `${big(pane.visible)} of ${big(pane.points.count)}`);
    const differ = new Set(counts).size > 1;
    this.status.textContent = `${differ ? counts.join(" and ") : counts[0]} ${data.splitTitle} shown${rows ? `, ${big(rows.length)} of them selected` : ""}. ${this.grouping.note ?? ""}`;
    this.root.dataset.visible = this.panes[0].visible;
  }

  #planes(soon = false) {
    const [red, green, blue] = (getComputedStyle(this.root).color.match(/\d+/g) ?? [0, 0, 0]).map(Number);
    for (const { plane } of this.panes) plane?.show(this.state.plane, red + green + blue > 384, soon);
  }

  #scale() {
    const all = this.panes.map((pane) => pane.points.bounds);
    const ends = (at, pick) => pick(...all.map((bounds) => bounds[at]));
    const shared = all.length > 1 && this.state.same;
    for (const pane of this.panes) pane.bounds = shared ? [ends(0, Math.min), ends(1, Math.max), ends(2, Math.min), ends(3, Math.max)] : null;
  }

  async #toggle(name) {
    this.state[name] = !this.state[name];
    this.bar.show(this.state);
    if (name === "plane") this.#planes(true);
    else if (name === "pictures") await this.#draw();
    else {
      this.#scale();
      await Promise.all(this.panes.map(({ plot }) => plot.moveTo(plot.home)));
    }
    this.#remember();
  }

  async #hide(change) {
    change(this.state.hidden, this.legend.root.querySelectorAll("[data-group]").length);
    await this.#draw();
    // A selection holds what is shown inside its shape, so that a link brings back the same.
    if (this.state.selection) await this.#select(this.state.selection);
    this.#remember();
  }

  /** The browser took WebGL away: what is left is a canvas. */
  async #withoutWebgl() {
    if (!this.webgl) return;
    this.webgl = false;
    for (const { plot } of this.panes) plot.webgl = false;
    await this.#draw();
    this.#say("");
  }

  #fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.root.requestFullscreen) this.root.requestFullscreen();
    else this.root.classList.toggle("lm-filled"); // phones that give the whole screen to videos only
  }

  /** The autoencoder whose two numbers are a map here, or null. */
  #decoder() {
    return this.data.maps.find((map) => map.decodes)?.checkpoint ?? null;
  }

  #each(call) {
    this.panes.forEach((pane) => call(pane.plot));
  }

  // ---- the selection -------------------------------------------------------------------------

  #selectView(pane) {
    const { x, y } = pane.plot.range;
    return this.#select({ pane: pane.at, shape: rounded({ box: [...x, ...y] }) });
  }

  #clear() {
    this.focus.left();
    this.focus.choose(null);
    this.#select(null);
  }

  async #select(selection) {
    const pane = selection && this.panes[selection.pane];
    const rows = pane ? pane.points.within(selection.shape, pane.shown).map((i) => pane.points.row(i)).sort((a, b) => a - b) : [];
    this.state.selection = rows.length ? selection : null;
    this.rows = rows.length ? rows : null;
    this.panes.forEach((each) => each.select(this.rows));
    await this.#draw();
    this.root.dataset.selected = this.rows ? rows.length : "";
    this.#remember();
    this.#say(pane && !rows.length ? "No point is inside: draw the shape around some points." : "");
    const from = pane ?? this.panes[0];
    await this.gallery.show(rows, this.data, from.info, from.points.count);
  }

  // ---- the link and the words ----------------------------------------------------------------

  async #restore() {
    const { ranges, selection, row } = this.state;
    for (const { at, plot } of this.panes) if (ranges[at]) await plot.moveTo(ranges[at]);
    this.focus.choose(this.focus.row ?? row);
    this.state.row = null; // from now on the focus knows it
    if ((selection && this.panes[selection.pane]) || this.rows) await this.#select(selection);
    else this.state.selection = null;
  }

  #zoomed() {
    this.#planes();
    if (this.root.dataset.state === "ready") this.#remember();
  }

  #remember() {
    if (this.stopped.signal.aborted || this.root.dataset.state !== "ready") return;
    const same = (a, b) => ["x", "y"].every((axis) => a[axis].every((value, at) => Math.abs(value - b[axis][at]) < 1e-6));
    this.state.ranges = this.panes.map(({ plot }) => (plot.range && !same(plot.range, plot.home) ? plot.range : null));
    writeLink({ ...this.state, row: this.focus.row, maps: this.data.maps, split: this.data.split, link: this.data.link });
  }

  #say(text) {
    const resting = this.webgl ? "" : "This browser has no WebGL: the points are drawn on a plain canvas, which is slower.";
    this.alert.textContent = text || resting;
    this.alert.hidden = !this.alert.textContent;
  }

  close() {
    this.stopped.abort();
    this.focus.close();
    this.pictures.close();
    this.resized.disconnect();
    this.panes.forEach((pane) => pane.close());
    this.root.remove();
  }
}
