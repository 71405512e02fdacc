// The widget: one or two maps of the same digits, and everything that they share.

import { Banner } from "../../shared/scripts/page/banner.js";
import { element } from "../../shared/scripts/page/dom.js";
import { shareSelection } from "../../shared/scripts/page/selected.js";
import { TYPE_CHANGE } from "../../shared/scripts/page/type-size.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { readState, roundShape } from "./address.js";
import { Appearance } from "./appearance.js";
import { Bar } from "./bar.js";
import { changesOf, fetchPoints, offerOf } from "./data.js";
import { Focus } from "./focus.js";
import { toggleFullScreen, watchFullScreen } from "./full-screen.js";
import { Gallery } from "./gallery.js";
import { Link } from "./link.js";
import { Pane } from "./pane.js";
import { Pictures } from "./plot/pictures.js";
import { hasWebgl, loadPlotly } from "./plot/plotly.js";
import { Scene } from "./scene.js";
import { Search } from "./search.js";
import { Selection } from "./selection.js";
import { Stage } from "./stage.js";
import { LOST_WEBGL, NO_WEBGL, Status, subtitleOf } from "./status.js";
import { takePlaces } from "./plot/tween.js";

/**
 * @import { Points } from "../../shared/scripts/pictures/points.js"
 * @import { Tool } from "./bar.js"
 * @import { Data, MapInfo } from "./data.js"
 */

const THEME_MS = 300; // until Streamlit has changed its colours

class LatentMap {
  #stop = new AbortController();
  #state = readState(location.search);
  /** @type {Tool} */
  #tool = "pan";
  /**
   * Whether the browser can draw with WebGL; null until it is needed, because asking takes a while.
   *
   * @type {boolean | null}
   */
  #webgl = null;
  /** @type {Data | null} */
  #data = null;
  #opening = 0; // number of the newest opening; answers to earlier ones are dropped

  #root = element("div", { class: "lm" });
  #status = new Status();
  #scene = new Scene({
    root: this.#root,
    state: this.#state,
    signal: this.#stop.signal,
    events: {
      look: () => this.#bar.look,
      tool: () => this.#tool,
      drawn: (groups) => {
        this.#appearance.describe(groups, this.#data?.splitTitle ?? "digits", this.#selection.rows?.length ?? 0);
        this.#root.dataset.visible = String(this.#scene.panes[0].visible);
        this.#root.dataset.painted = "";
      },
    },
  });
  #stage = new Stage(this.#scene);
  #focus = new Focus({
    signal: this.#stop.signal,
    banner: new Banner(this.#root),
    events: {
      panes: () => this.#scene.panes,
      decoder: () => this.#decoder,
      changed: () => this.#link.remember(),
      chosen: (row, label) => this.#search.chosen(row, label),
      refused: (text) => this.#status.say(text),
    },
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
      zoom: (factor) => this.#scene.each((plot) => plot.view.zoom(factor)),
      home: () => this.#scene.home(),
      selectView: () => this.#selection.setView(this.#scene.panes[0]),
      colour: (colour) => this.#appearance.colourBy(colour),
      clusters: (clusters) => this.#appearance.clusterBy(clusters),
      toggle: (name) => this.#appearance.toggle(name),
      full: () => toggleFullScreen(this.#root, this.#bar),
      look: (look) => this.#appearance.setLook(look),
    },
    this.#stop.signal,
  );
  #appearance = new Appearance({
    state: this.#state,
    scene: this.#scene,
    bar: this.#bar,
    status: this.#status,
    signal: this.#stop.signal,
    reselect: () => this.#selection.again(),
    remember: () => this.#link.remember(),
  });
  #gallery = new Gallery({
    choose: (row) => this.#focus.choose(row),
    hover: (row) => this.#focus.mark(row),
    clear: () => this.#selection.set(null),
    look: (order, page) => {
      Object.assign(this.#state, { order, page });
      this.#link.remember();
    },
    errors: () => this.#appearance.errors(),
    decoder: () => this.#decoder,
  });
  #selection = new Selection({
    root: this.#root,
    scene: this.#scene,
    state: this.#state,
    gallery: this.#gallery,
    changed: (problem) => {
      this.#link.remember();
      this.#status.say(problem);
    },
  });
  #search = new Search({
    state: this.#state,
    scene: this.#scene,
    focus: () => this.#focus,
    selection: () => this.#selection,
    remember: () => this.#link.remember(),
    say: (text) => this.#status.say(text),
    signal: this.#stop.signal,
  });
  #link = new Link({
    root: this.#root,
    state: this.#state,
    scene: this.#scene,
    focus: this.#focus,
    selection: this.#selection,
    search: this.#search,
    signal: this.#stop.signal,
  });

  /** @param {HTMLElement} parent */
  constructor(parent) {
    // The map comes first for the keyboard; the style sheet puts the tools above it.
    this.#root.append(
      element("div", { class: "lm-stage" }, this.#stage.root, this.#status.progress),
      this.#bar.root,
      this.#status.alert,
      this.#appearance.legend.root,
      this.#stage.feet,
      this.#status.count,
      this.#search.find.root,
      this.#focus.chosen.root,
      this.#focus.words,
      this.#search.near.root,
      this.#gallery.root,
      this.#focus.card.root,
    );
    parent.append(this.#root);
    this.#gallery.order = this.#state.order;
    const { signal } = this.#stop;
    watchFullScreen(this.#root, this.#bar, signal);
    const onTheme = () => setTimeout(() => this.#scene.draw(), THEME_MS);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onTheme, { signal });
    addEventListener(TYPE_CHANGE, onTheme, { signal });
  }

  /**
   * Take new data; only what changed is fetched or drawn again.
   *
   * @param {Data} data
   */
  async update(data) {
    const changes = changesOf(this.#data, data);
    this.#data = data;
    if (changes.calls) this.#stage.scrollIntoSight(this.#root);
    this.#appearance.use(data);
    this.#pictures.use(data.dataset);
    this.#selection.use(data);
    this.#link.use(data, !changes.maps);
    if (!changes.maps && !changes.models) {
      await this.#scene.draw(); // the theme may have changed
      return;
    }
    this.#focus.use(data);
    this.#search.use(data);
    this.#bar.offer({
      can: (colour) => this.#appearance.can(colour),
      labelled: this.#appearance.labelled,
      ...offerOf(data.maps),
    });
    await (changes.maps ? this.#open(data) : this.#appearance.colourBy(this.#state.colour));
  }

  /** @param {Data} data */
  async #open(data) {
    const opening = (this.#opening += 1);
    const { signal } = this.#stop;
    this.#root.dataset.state = "loading";
    this.#status.fetching("Fetching the points …");
    const isSpace = (/** @type {MapInfo} */ info) => info.axes.length === 3;
    let points, space;
    try {
      space = data.maps.some(isSpace) ? await import("./space.js") : null;
      points = await fetchPoints(data, { signal, progress: (how) => this.#status.fetching(how) });
    } catch (error) {
      if (opening === this.#opening && !signal.aborted) this.#status.fetching(error.message);
      return;
    }
    if (opening !== this.#opening || signal.aborted) return;
    const movePoints = takePlaces(this.#scene.plots);
    this.#scene.use(data.maps.map((info, at) => this.#pane(info, points[at], at, data, isSpace(info) ? space : null)));
    const { panes } = this.#scene;
    this.#stage.show(panes);
    this.#status.fetching(null);
    this.#appearance.fit(Math.max(...panes.map((pane) => pane.points.count)));
    this.#status.say("");
    this.#bar.use(this.#tool);
    this.#link.restoreViews();
    try {
      await this.#appearance.colourBy(this.#state.colour);
    } catch (error) {
      if (opening === this.#opening && !signal.aborted) this.#status.say(error.message); // the sketch stays
      return;
    }
    await this.#link.restore();
    this.#root.dataset.state = "ready";
    this.#link.remember();
    movePoints(this.#scene.plots, signal);
  }

  /**
   * @param {MapInfo} info
   * @param {Points} points
   * @param {number} at Index of the map.
   * @param {Data} data
   * @param {typeof import("./space.js") | null} space
   */
  #pane(info, points, at, { plotly, splitTitle }, space) {
    const pane = new Pane({
      at,
      info,
      points,
      loadPlotly: () => this.#loadPlotly(plotly),
      space,
      webgl: this.#webgl ?? true,
      pictures: this.#pictures,
      signal: this.#stop.signal,
      events: {
        pointAtDigit: (index, place, byKeys) => this.#focus.pointAtDigit(pane, index, place, byKeys),
        pointAtPlace: (place, window, byKeys) => this.#focus.pointAtPlace(pane, place, window, byKeys),
        leave: () => this.#focus.leave(),
        choose: (row) => this.#focus.choose(row),
        current: () => this.#focus.current,
        clear: () => this.#clear(),
        selectView: () => this.#selection.setView(pane),
        zoomed: () => {
          this.#scene.planes();
          this.#link.remember();
        },
        selected: (shape) => this.#selection.set({ pane: at, shape: roundShape(shape) }),
        lost: () => this.#loseWebgl(),
        refused: (text) => this.#status.say(text),
        words: () => ({
          subtitle: subtitleOf(pane.visible, points.count, splitTitle, this.#selection.rows?.length ?? 0),
          legend: this.#scene.grouping?.title ?? "",
        }),
      },
    });
    return pane;
  }

  /** @param {string} address */
  #loadPlotly(address) {
    if (this.#webgl === null) {
      this.#webgl = hasWebgl();
      if (!this.#webgl) this.#useCanvas(NO_WEBGL);
    }
    return loadPlotly(address);
  }

  /** Fall back to a canvas after the browser has taken WebGL away. */
  async #loseWebgl() {
    if (!this.#webgl) return;
    this.#webgl = false;
    this.#useCanvas(LOST_WEBGL);
    await this.#scene.draw();
  }

  /** @param {string} reason */
  #useCanvas(reason) {
    this.#scene.each((plot) => (plot.webgl = false));
    this.#status.sayByDefault(reason);
  }

  /** The autoencoder whose two numbers are a map here, or null. */
  get #decoder() {
    return this.#data?.maps.find((map) => map.decodes)?.checkpoint ?? null;
  }

  #clear() {
    this.#focus.leave();
    this.#search.clear();
    this.#focus.choose(null);
    this.#selection.set(null);
  }

  close() {
    this.#stop.abort();
    shareSelection(null);
    this.#focus.close();
    this.#pictures.close();
    this.#search.close();
    this.#stage.close();
    this.#scene.close();
    this.#root.remove();
  }
}

export default widget(LatentMap);
