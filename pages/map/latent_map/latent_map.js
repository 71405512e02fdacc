// The widget: one map or two of the same digits, and everything that they share.

import { Banner } from "../../shared/banner.js";
import { element, replaceQuery } from "../../shared/dom.js";
import { widget } from "../../shared/widget.js";
import { big, progressWords } from "../../shared/words.js";
import { readState, roundShape, stateQuery } from "./address.js";
import { Bar, usualLook } from "./bar.js";
import { Colours } from "./colours.js";
import { fetchMaps } from "./data.js";
import { Focus } from "./focus.js";
import { Gallery } from "./gallery.js";
import { Legend } from "./legend.js";
import { Pane } from "./pane.js";
import { Pictures } from "./pictures.js";
import { hasWebgl } from "./plotly.js";
import { Scene } from "./scene.js";
import { Selection } from "./selection.js";
import { Status, countWords } from "./status.js";
import { moveFrom } from "./tween.js";

/**
 * @import { Progress } from "../../shared/client.js"
 * @import { Points } from "../../shared/points.js"
 * @import { Selected } from "./address.js"
 * @import { Toggle, Tool } from "./bar.js"
 * @import { Data, MapInfo } from "./data.js"
 * @import { PlotlyLibrary } from "./plotly.js"
 * @import { Group } from "./layers.js"
 * @import { Before } from "./tween.js"
 */

const THEME_MS = 300; // until Streamlit has changed its colours

class LatentMap {
  #stop = new AbortController();
  #state = readState(location.search);
  /** @type {Tool} */
  #tool = "pan";
  #webgl = hasWebgl();
  /** @type {Data | null} */
  #data = null;
  #mapsKey = ""; // which maps, of which digits
  #modelsKey = "";
  #count = 0; // points of the larger map
  #opening = 0; // number of the newest opening; answers to another come too late
  #colouring = 0; // number of the newest choice of colours

  #root = element("div", { class: "lm" });
  #status = new Status(this.#webgl);
  #stage = element("div", { class: "lm-panes" });
  #feet = element("div", { class: "lm-panes" });
  #scene = new Scene({
    root: this.#root,
    state: this.#state,
    signal: this.#stop.signal,
    events: {
      look: () => this.#bar.look,
      tool: () => this.#tool,
      drawn: (groups) => this.#afterDrawing(groups),
    },
  });
  #focus = new Focus({
    signal: this.#stop.signal,
    banner: new Banner(this.#root),
    events: {
      panes: () => this.#scene.panes,
      decoder: () => this.#decoder,
      changed: () => this.#remember(),
      refused: (text) => this.#status.say(text),
    },
  });
  #colours = new Colours({
    signal: this.#stop.signal,
    progress: (progress) => this.#status.say(progressWords(progress)),
  });
  #pictures = new Pictures({
    signal: this.#stop.signal,
    arrived: () => this.#scene.each((plot) => plot.paint()),
    refused: (text) => this.#status.say(text),
  });
  #bar = new Bar(
    {
      use: (tool) => {
        this.#tool = tool;
        this.#root.dataset.drag = tool;
        this.#scene.each((plot) => plot.setTool(tool));
      },
      zoom: (factor) => this.#scene.each((plot) => plot.zoom(factor)),
      home: () => this.#scene.home(),
      selectView: () => this.#selectView(this.#scene.panes[0]),
      colour: (colour) => this.#colourBy(colour),
      clusters: (clusters) => {
        this.#state.clusters = clusters;
        this.#state.hidden = new Set();
        this.#colourBy("cluster");
      },
      toggle: (name) => this.#toggle(name),
      full: () => this.#toggleFullScreen(),
      look: ({ size, opacity }) => {
        const usual = usualLook(this.#count);
        this.#state.size = size === usual.size ? null : size;
        this.#state.opacity = opacity === usual.opacity ? null : opacity;
        this.#scene.draw();
        this.#remember();
      },
    },
    this.#stop.signal,
  );
  #legend = new Legend({
    toggle: (group) => this.#hide((hidden) => hidden.delete(group) || hidden.add(group)),
    only: (group) =>
      this.#hide((hidden) => {
        for (let other = 0; other < this.#legend.count; other += 1) hidden.add(other);
        hidden.delete(group);
      }),
    all: () => this.#hide((hidden) => hidden.clear()),
  });
  #gallery = new Gallery({
    choose: (row) => this.#focus.choose(row),
    hover: (row) => this.#focus.mark(row),
    clear: () => this.#select(null),
    order: (order) => {
      this.#state.order = order;
      this.#remember();
    },
    errors: () => this.#colours.errors(),
    decoder: () => this.#decoder,
  });
  #selection = new Selection({
    root: this.#root,
    scene: this.#scene,
    state: this.#state,
    gallery: this.#gallery,
    changed: (problem) => {
      this.#remember();
      this.#status.say(problem);
    },
  });
  #resized = new ResizeObserver(() => this.#scene.each((plot) => plot.resize()));

  /** @param {HTMLElement} parent */
  constructor(parent) {
    // The map comes first for the keyboard; the style sheet puts the tools above it.
    this.#root.append(
      element("div", { class: "lm-stage" }, this.#stage, this.#status.progress),
      this.#bar.root,
      this.#status.alert,
      this.#legend.root,
      this.#feet,
      this.#status.count,
      this.#focus.chosen.root,
      this.#focus.words,
      this.#gallery.root,
      this.#focus.card.root,
    );
    parent.append(this.#root);
    this.#gallery.order = this.#state.order;
    this.#resized.observe(this.#stage);
    const { signal } = this.#stop;
    const onFullScreen = () => (this.#bar.filled = document.fullscreenElement === this.#root);
    document.addEventListener("fullscreenchange", onFullScreen, { signal });
    const onTheme = () => setTimeout(() => this.#scene.draw(), THEME_MS);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onTheme, { signal });
  }

  // ---- what Python sends ---------------------------------------------------------------------

  /**
   * Take new data; only what changed is fetched or drawn again.
   *
   * @param {Data} data
   */
  async update(data) {
    const mapsKey = JSON.stringify([data.maps.map((map) => map.key), data.dataset, data.split]);
    const modelsKey = JSON.stringify([data.autoencoder, data.classifier]);
    const [sameMaps, sameModels] = [mapsKey === this.#mapsKey, modelsKey === this.#modelsKey];
    if (!sameMaps && this.#data) this.#leave(this.#data, data);
    if (data.calls > (this.#data?.calls ?? 0)) this.#scrollIntoSight();
    this.#data = data;
    this.#mapsKey = mapsKey;
    this.#modelsKey = modelsKey;
    this.#colours.use(data);
    this.#pictures.use(data.dataset);
    if (sameMaps && sameModels) {
      await this.#scene.draw(); // the theme may have changed
      return;
    }
    this.#focus.use(data);
    this.#bar.offer({
      can: (colour) => this.#colours.can(colour),
      decodes: data.maps.some((map) => map.decodes),
      comparable: data.maps.length > 1 && data.maps.every((map) => map.checkpoint),
    });
    await (sameMaps ? this.#colourBy(this.#state.colour) : this.#open(data));
  }

  /**
   * Keep what still makes sense on other maps: the selected digits, and the view of a map that stays.
   *
   * @param {Data} before
   * @param {Data} now
   */
  #leave(before, now) {
    this.#selection.keepRows();
    this.#state.ranges = [0, 1].map((at) => (before.maps[at]?.id === now.maps[at]?.id ? this.#state.ranges[at] : null));
  }

  #scrollIntoSight() {
    const { top } = this.#stage.getBoundingClientRect();
    if (top >= 0 && top < innerHeight / 2) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#root.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }

  /** @param {Data} data */
  async #open(data) {
    const opening = (this.#opening += 1);
    const { signal } = this.#stop;
    performance.mark("latent-map-asked");
    this.#root.dataset.state = "loading";
    this.#status.fetching("Fetching the points …");
    /** @type {(Before | null)[]} */
    let before;
    try {
      const progress = (/** @type {Progress} */ how) => this.#status.fetching(how);
      const { Plotly, points } = await fetchMaps(data, { signal, progress });
      if (opening !== this.#opening || signal.aborted) return;
      before = this.#scene.panes.map(({ plot, points: known }) =>
        plot.ready ? { points: known, pixel: plot.projector() } : null,
      );
      this.#scene.use(data.maps.map((info, at) => this.#pane(Plotly, info, points[at], at, data)));
    } catch (error) {
      if (opening === this.#opening && !signal.aborted) this.#status.fetching(error.message);
      return;
    }
    const { panes } = this.#scene;
    for (const grid of [this.#stage, this.#feet]) grid.classList.toggle("two", panes.length > 1);
    this.#stage.replaceChildren(...panes.map((pane) => pane.root));
    this.#feet.replaceChildren(...panes.map((pane) => pane.foot));
    this.#status.fetching(null);
    const count = Math.max(...panes.map((pane) => pane.points.count));
    this.#count = count;
    const usual = usualLook(count);
    const { size, opacity } = this.#state;
    this.#bar.look = { size: size ?? usual.size, opacity: opacity ?? usual.opacity };
    this.#status.say("");
    this.#bar.use(this.#tool);
    await this.#colourBy(this.#state.colour);
    performance.measure("latent-map-first-points", "latent-map-asked");
    await this.#restore();
    this.#root.dataset.state = "ready";
    this.#remember();
    panes.forEach(({ plot }, at) => {
      const from = before[at];
      if (from) moveFrom(plot, from, signal);
    });
  }

  /**
   * @param {PlotlyLibrary} Plotly
   * @param {MapInfo} info
   * @param {Points} points
   * @param {number} at Number of the map.
   * @param {Data} data
   */
  #pane(Plotly, info, points, at, { splitTitle }) {
    const pane = new Pane({
      at,
      info,
      points,
      Plotly,
      webgl: this.#webgl,
      pictures: this.#pictures,
      signal: this.#stop.signal,
      events: {
        pointAtDigit: (index, place, byKeys) => this.#focus.pointAtDigit(pane, index, place, byKeys),
        pointAtPlace: (place, window, byKeys) => this.#focus.pointAtPlace(pane, place, window, byKeys),
        leave: () => this.#focus.leave(),
        choose: (row) => this.#focus.choose(row),
        current: () => this.#focus.current,
        clear: () => this.#clear(),
        selectView: () => this.#selectView(pane),
        zoomed: () => this.#afterZoom(),
        selected: (shape) => this.#select({ pane: at, shape: roundShape(shape) }),
        lost: () => this.#loseWebgl(),
        refused: (text) => this.#status.say(text),
        words: () => {
          const selected = this.#selection.rows ? `, ${big(this.#selection.rows.length)} of them selected` : "";
          const subtitle = `${big(pane.visible)} of ${big(points.count)} ${splitTitle}${selected}`;
          return { subtitle, legend: this.#scene.grouping?.title ?? "" };
        },
      },
    });
    return pane;
  }

  // ---- what is drawn -------------------------------------------------------------------------

  /** @param {string} colour */
  async #colourBy(colour) {
    const [pane] = this.#scene.panes;
    if (!pane) {
      this.#state.colour = colour; // for when the points are there
      return;
    }
    const available = this.#colours.can(colour) ? colour : "class";
    if (available !== this.#state.colour) this.#state.hidden = new Set();
    const colouring = (this.#colouring += 1);
    try {
      const grouping = await this.#colours.grouping(available, pane.points, this.#state.clusters);
      if (colouring !== this.#colouring) return;
      this.#scene.grouping = grouping;
      this.#state.colour = available;
      this.#status.say("");
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#status.say(error.message);
      // If the first colours of a view are not available, it must not stay without any.
      this.#scene.grouping ??= this.#colours.byClass();
      if (!this.#scene.panes[0].plot.ready) this.#state.colour = "class";
    }
    await this.#scene.draw();
    if (this.#state.selection && this.#ready) await this.#select(this.#state.selection);
    this.#remember();
  }

  /** @param {Group[]} groups */
  #afterDrawing(groups) {
    const { panes, grouping } = this.#scene;
    if (!this.#data || !grouping) return;
    this.#legend.show(grouping.title, groups);
    this.#bar.show(this.#state);
    const maps = panes.map((pane) => ({ visible: pane.visible, count: pane.points.count }));
    const words = countWords(maps, this.#data.splitTitle, this.#selection.rows?.length ?? 0);
    this.#status.count.textContent = `${words} ${grouping.note ?? ""}`;
    this.#root.dataset.visible = String(panes[0].visible);
  }

  /** @param {Toggle} name */
  async #toggle(name) {
    this.#state[name] = !this.#state[name];
    this.#bar.show(this.#state);
    if (name === "plane") this.#scene.planes(true);
    else if (name === "same") {
      this.#scene.scale();
      await this.#scene.home();
    } else await this.#scene.draw();
    this.#remember();
  }

  /** @param {(hidden: Set<number>) => unknown} change */
  async #hide(change) {
    change(this.#state.hidden);
    await this.#scene.draw();
    // A selection holds what is shown inside its shape, so that a link restores the same digits.
    if (this.#state.selection) await this.#select(this.#state.selection);
    this.#remember();
  }

  /** The browser has taken WebGL away: a canvas is left. */
  async #loseWebgl() {
    if (!this.#webgl) return;
    this.#webgl = false;
    this.#scene.each((plot) => (plot.webgl = false));
    await this.#scene.draw();
    this.#status.loseWebgl();
  }

  #toggleFullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if ("requestFullscreen" in this.#root) this.#root.requestFullscreen();
    // Phones that give the whole screen to videos only.
    else this.#bar.filled = /** @type {HTMLElement} */ (this.#root).classList.toggle("lm-filled");
  }

  /** The autoencoder whose two numbers are a map here, or null. */
  get #decoder() {
    return this.#data?.maps.find((map) => map.decodes)?.checkpoint ?? null;
  }

  get #ready() {
    return this.#root.dataset.state === "ready";
  }

  // ---- the selection -------------------------------------------------------------------------

  /** @param {Pane | undefined} pane */
  async #selectView(pane) {
    if (this.#data) await this.#selection.setView(pane, this.#data);
  }

  #clear() {
    this.#focus.leave();
    this.#focus.choose(null);
    this.#select(null);
  }

  /** @param {Selected | null} selected */
  async #select(selected) {
    if (this.#data) await this.#selection.set(selected, this.#data);
  }

  // ---- the link and the words ----------------------------------------------------------------

  async #restore() {
    const { ranges, selection, row } = this.#state;
    const { panes } = this.#scene;
    for (const { at, plot } of panes) {
      const range = ranges[at];
      if (range) await plot.moveTo(range);
    }
    this.#focus.choose(this.#focus.row ?? row);
    this.#state.row = null; // from now on the focus knows it
    if ((selection && panes[selection.pane]) || this.#selection.rows) await this.#select(selection);
    else this.#state.selection = null;
  }

  #afterZoom() {
    this.#scene.planes();
    this.#remember();
  }

  /** Put the view into the page's address. */
  #remember() {
    if (this.#stop.signal.aborted || !this.#ready || !this.#data) return;
    this.#state.ranges = this.#scene.panes.map(({ plot }) => plot.wanted);
    replaceQuery(stateQuery(location.search, { ...this.#state, row: this.#focus.row }, this.#data));
  }

  close() {
    this.#stop.abort();
    this.#focus.close();
    this.#pictures.close();
    this.#resized.disconnect();
    this.#scene.close();
    this.#root.remove();
  }
}

export default widget(LatentMap);
