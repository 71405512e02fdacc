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
import { Scene } from "./map-scene.js";

const big = (number) => number.toLocaleString("en");
const progressed = ({ doing, done, total }, when = "") => (total ? `${doing}${when}: ${big(done)} of ${big(total)}` : `${doing}${when} …`);

export class View {
  constructor(parent) {
    this.root = element("div", { class: "lm" });
    parent.append(this.root);
    this.webgl = hasWebgl();
    this.tool = "pan";
    this.state = readLink();
    this.rows = null; // the selection
    this.stopped = new AbortController();
    const { signal } = this.stopped;
    this.scene = new Scene({
      root: this.root,
      state: this.state,
      signal,
      events: { look: () => this.bar.look, tool: () => this.tool, drawn: (groups) => this.#drawn(groups) },
    });
    this.focus = new Focus({
      signal,
      banner: new Banner(this.root),
      events: { panes: () => this.panes, walksIn: () => this.#decoder(), changed: () => this.#remember(), refused: (text) => this.#say(text) },
    });
    this.colours = new Colours({ signal, progress: (how) => this.#say(progressed(how)) });
    this.pictures = new Pictures({ signal, arrived: () => this.scene.each((plot) => plot.paint()), refused: (text) => this.#say(text) });
    this.#build();
    this.resized = new ResizeObserver(() => this.scene.each((plot) => plot.ready && plot.Plotly.Plots.resize(plot.place)));
    this.resized.observe(this.stage);
    document.addEventListener("fullscreenchange", () => (this.bar.filled = document.fullscreenElement === this.root), { signal });
    const onTheme = () => setTimeout(() => this.scene.draw(), 300);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onTheme, { signal });
  }

  get panes() {
    return this.scene.panes;
  }

  #build() {
    this.bar = new Bar({
      use: (tool) => {
        this.tool = tool;
        this.scene.each((plot) => plot.ready && plot.Plotly.relayout(plot.place, { dragmode: tool }));
      },
      zoom: (factor) => this.scene.each((plot) => plot.zoom(factor)),
      home: () => this.scene.home(),
      selectView: () => this.#selectView(this.panes[0]),
      colour: (colour) => this.#colourBy(colour),
      clusters: (clusters) => {
        Object.assign(this.state, { clusters, hidden: new Set() });
        this.#colourBy("cluster");
      },
      toggle: (name) => this.#toggle(name),
      full: () => this.#fill(),
      look: () => this.scene.draw(),
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
    if (data.called > (this.data?.called ?? data.called)) this.#comeIntoSight();
    Object.assign(this, { data, key, wordsKey: words });
    this.colours.use(data);
    this.pictures.use(data.dataset);
    if (sameMaps && sameWords) return this.scene.draw(); // the theme may have changed
    this.focus.use(data);
    this.bar.offer({
      can: (colour) => this.colours.can(colour),
      decodes: data.maps.some((map) => map.decodes),
      comparable: data.maps.length > 1 && data.maps.every((map) => map.checkpoint),
    });
    return sameMaps ? this.#colourBy(this.state.colour) : this.#open();
  }

  #comeIntoSight() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.root.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
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
      this.scene.use(data.maps.map((info, at) => this.#pane(Plotly, info, new Points(answers[at]), at)));
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
          legend: this.scene.grouping.title,
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
      this.scene.grouping = grouping;
      this.state.colour = wanted;
      this.#say("");
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      this.#say(error.message);
      // The first colours of a view that cannot be had must not leave it without any.
      this.scene.grouping ??= await this.colours.grouping("class");
      if (!this.panes[0]?.plot.ready) this.state.colour = "class";
    }
    await this.scene.draw();
    if (this.state.selection && this.root.dataset.state === "ready") await this.#select(this.state.selection);
    this.#remember();
  }

  #drawn(groups) {
    this.legend.show(this.scene.grouping.title, groups);
    this.bar.show(this.state);
    this.#count();
  }

  #count() {
    const { data, rows } = this;
    const counts = this.panes.map((pane) => `${big(pane.visible)} of ${big(pane.points.count)}`);
    const differ = new Set(counts).size > 1;
    this.status.textContent = `${differ ? counts.join(" and ") : counts[0]} ${data.splitTitle} shown${rows ? `, ${big(rows.length)} of them selected` : ""}. ${this.scene.grouping.note ?? ""}`;
    this.root.dataset.visible = this.panes[0].visible;
  }

  async #toggle(name) {
    this.state[name] = !this.state[name];
    this.bar.show(this.state);
    if (name === "plane") this.scene.planes(true);
    else if (name === "pictures") await this.scene.draw();
    else {
      this.scene.scale();
      await this.scene.home();
    }
    this.#remember();
  }

  async #hide(change) {
    change(this.state.hidden, this.legend.root.querySelectorAll("[data-group]").length);
    await this.scene.draw();
    // A selection holds what is shown inside its shape, so that a link brings back the same.
    if (this.state.selection) await this.#select(this.state.selection);
    this.#remember();
  }

  /** The browser took WebGL away: what is left is a canvas. */
  async #withoutWebgl() {
    if (!this.webgl) return;
    Object.assign(this, { webgl: false, lost: true });
    for (const { plot } of this.panes) plot.webgl = false;
    await this.scene.draw();
    this.#say("");
  }

  #fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.root.requestFullscreen) this.root.requestFullscreen();
    else this.bar.filled = this.root.classList.toggle("lm-filled"); // phones that give the whole screen to videos only
  }

  /** The autoencoder whose two numbers are a map here, or null. */
  #decoder() {
    return this.data.maps.find((map) => map.decodes)?.checkpoint ?? null;
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
    await this.scene.draw();
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
    this.scene.planes();
    if (this.root.dataset.state === "ready") this.#remember();
  }

  #remember() {
    if (this.stopped.signal.aborted || this.root.dataset.state !== "ready") return;
    const same = (a, b) => ["x", "y"].every((axis) => a[axis].every((value, at) => Math.abs(value - b[axis][at]) < 1e-6));
    this.state.ranges = this.panes.map(({ plot }) => (plot.range && !same(plot.range, plot.home) ? plot.range : null));
    writeLink({ ...this.state, row: this.focus.row, maps: this.data.maps, split: this.data.split, link: this.data.link });
  }

  #say(text) {
    const why = this.lost ? "This browser has taken WebGL away" : "This browser has no WebGL";
    const remedy = this.lost ? " Reload the page to try again." : "";
    const resting = this.webgl ? "" : `${why}: the points are drawn on a plain canvas, which is slower.${remedy}`;
    this.alert.textContent = text || resting;
    this.alert.hidden = !this.alert.textContent;
  }

  close() {
    this.stopped.abort();
    this.focus.close();
    this.pictures.close();
    this.resized.disconnect();
    this.scene.close();
    this.root.remove();
  }
}
