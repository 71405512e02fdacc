// The bar of tools above the maps: what dragging does, zoom, colours, pictures; the rest is in a drawer.
// In a narrow bar the colours and pictures are in the drawer too, so that the tools stay in one line.

import { button, element } from "../../shared/scripts/page/dom.js";
import { clamp } from "../../shared/scripts/page/numbers.js";
import { ClusterFields } from "./cluster-fields.js";
import { COLOURS, ONE_COLOUR } from "./colours.js";
import { Drawer } from "./drawer.js";

/**
 * @import { State } from "./address.js"
 * @import { ClusterSetting } from "./colours.js"
 *
 * @typedef {"pan" | "lasso" | "select"} Tool What dragging does, in Plotly's words.
 * @typedef {"plane" | "pictures" | "names" | "same"} Toggle
 * @typedef {{size: number, opacity: number}} Look Look of the points; the size is in pixels.
 *
 * @typedef {object} Events
 * @property {(tool: Tool) => void} use
 * @property {(factor: number) => void} zoom
 * @property {() => void} home Shows all points.
 * @property {() => void} selectView
 * @property {(colour: string) => void} colour
 * @property {(clusters: ClusterSetting) => void} clusters
 * @property {(name: Toggle) => void} toggle
 * @property {() => void} full Enters or leaves the full screen.
 * @property {(look: Look) => void} look
 */

/** @type {Record<Tool, string>} */
const TOOLS = { pan: "Move", lasso: "Lasso", select: "Box" };
const TURN = "Turn"; // in place of "Move" if no map is flat
/** Factor of a step of zoom. */
export const ZOOM = 0.6;
const ONE_LINE_REM = 52; // width that all tools of the bar need on one line

/**
 * The default look for a number of points, in steps of the sliders: the more points, the finer.
 *
 * @param {number} count
 * @returns {Look}
 */
export function usualLook(count) {
  const doublings = Math.log2(Math.max(1, count / 1000));
  const [size, opacity] = [clamp(6 - 0.7 * doublings, 2, 6), clamp(0.9 - 0.075 * doublings, 0.4, 0.9)];
  return { size: Math.round(4 * size) / 4, opacity: Math.round(20 * opacity) / 20 };
}

export class Bar {
  #events;
  #tools;
  #colour;
  #toggles;
  #size;
  #opacity;
  #clusters;
  #full;
  #drawer;

  /**
   * @param {Events} events
   * @param {AbortSignal} signal Ends the listening.
   */
  constructor(events, signal) {
    this.#events = events;
    const tools = /** @type {[Tool, string][]} */ (Object.entries(TOOLS));
    this.#tools = tools.map(([tool, name]) => button(name, () => this.use(tool), { "data-tool": tool }));
    this.#colour = element("select", {
      "aria-label": "Colour by",
      onchange: () => {
        events.colour(this.#colour.value);
      },
    });
    this.#toggles = {
      plane: this.#toggle("plane", "Imagined digits", "Show what the network imagines at each place (decoded plane)"),
      pictures: this.#toggle("pictures", "Pictures", "Draw the digits in place of points once few enough are in view"),
      names: this.#toggle("names", "Names", "Write the classes on their islands"),
      same: this.#toggle("same", "Same scale", "Give both maps the same axes, to compare how far their points spread"),
    };
    this.#size = this.#slider("Point size", 1, 10, 0.25);
    this.#opacity = this.#slider("Opacity of the points", 0.1, 1, 0.05);
    this.#clusters = new ClusterFields((clusters) => events.clusters(clusters));
    this.#drawer = new Drawer(signal);
    const toggleFull = () => {
      this.#drawer.open(false);
      events.full();
    };
    this.#full = button("", toggleFull, { title: "Fill the screen with the map; Escape leaves it" });
    this.filled = false;
    this.#drawer.panel.append(
      button("Select view", () => events.selectView(), { title: "Select every shown point in view" }),
      this.#toggles.names,
      this.#toggles.same,
      this.#clusters.root,
      element("label", {}, "Point size", this.#size),
      element("label", {}, "Opacity", this.#opacity),
      this.#full,
    );
    const zoom = this.#zoomButtons();
    this.root = element(
      "div",
      { class: "lm-row lm-bar" },
      element("span", { class: "lm-tools", role: "group", "aria-label": "What dragging does" }, ...this.#tools),
      zoom,
      this.#drawer.root,
    );
    this.#fold(zoom, signal);
  }

  /**
   * Keep some tools in the bar while it is wide, and move them to the drawer when it is narrow.
   *
   * @param {HTMLElement} zoom Element to which "Show all" is added.
   * @param {AbortSignal} signal
   */
  #fold(zoom, signal) {
    const { panel, root } = this.#drawer;
    const home = button("Show all", () => this.#events.home(), { title: "Show all points again" });
    const looks = [this.#colour, this.#toggles.plane, this.#toggles.pictures];
    panel.prepend(home, ...looks);
    let narrow = true;
    const place = () => {
      const before = narrow;
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      narrow = this.root.clientWidth < ONE_LINE_REM * rem;
      if (narrow === before) return;
      if (narrow) panel.prepend(home, ...looks);
      else {
        zoom.append(home);
        root.before(...looks);
      }
    };
    const observer = new ResizeObserver(place);
    observer.observe(this.root);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  #zoomButtons() {
    /** @type {(text: string, title: string, factor: number) => HTMLButtonElement} */
    const step = (text, title, factor) => button(text, () => this.#events.zoom(factor), { title, "aria-label": title });
    return element(
      "span",
      { class: "lm-tools", role: "group", "aria-label": "Zoom" },
      step("+", "Zoom in", ZOOM),
      step("−", "Zoom out", 1 / ZOOM),
    );
  }

  /**
   * @param {Toggle} name
   * @param {string} text
   * @param {string} title
   */
  #toggle(name, text, title) {
    return button(text, () => this.#events.toggle(name), { title, "data-toggle": name, "aria-pressed": "false" });
  }

  /**
   * @param {string} name
   * @param {number} min
   * @param {number} max
   * @param {number} step
   */
  #slider(name, min, max, step) {
    return element("input", {
      type: "range",
      min,
      max,
      step,
      "aria-label": name,
      oninput: () => this.#events.look(this.look),
    });
  }

  /**
   * Choose what dragging does.
   *
   * @param {Tool} tool
   */
  use(tool) {
    for (const each of this.#tools) each.setAttribute("aria-pressed", String(each.dataset.tool === tool));
    this.#events.use(tool);
  }

  /**
   * Offer the colours and tools that apply to these maps.
   *
   * @param {object} options
   * @param {(colour: string) => boolean} options.can Whether a colour has what it needs.
   * @param {boolean} options.labelled Whether the pictures have classes.
   * @param {boolean} options.decodes Whether a map has a decoder.
   * @param {boolean} options.comparable Whether the maps could share their axes.
   * @param {boolean} options.flat Whether a map is flat.
   */
  offer({ can, labelled, decodes, comparable, flat }) {
    this.#tools[0].textContent = flat ? TOOLS.pan : TURN;
    this.#toggles.pictures.hidden = !flat;
    this.#colour.replaceChildren(
      ...Object.entries(COLOURS)
        .filter(([value]) => can(value))
        .map(([value, name]) =>
          element("option", { value }, `Colour: ${value === "class" && !labelled ? ONE_COLOUR : name}`),
        ),
    );
    this.#toggles.plane.hidden = !decodes;
    this.#toggles.same.hidden = !comparable;
  }

  /**
   * Show the state of the view.
   *
   * @param {Pick<State, "colour" | "clusters" | Toggle>} state
   */
  show(state) {
    const { colour, clusters } = state;
    this.#colour.value = colour;
    this.#clusters.root.hidden = colour !== "cluster";
    this.#clusters.value = clusters;
    for (const [name, toggle] of Object.entries(this.#toggles)) {
      toggle.setAttribute("aria-pressed", String(state[/** @type {Toggle} */ (name)]));
    }
  }

  /** Whether the map fills the screen. */
  set filled(/** @type {boolean} */ filled) {
    this.#full.textContent = filled ? "Leave full screen" : "Full screen";
  }

  /**
   * Size and opacity, from the sliders.
   *
   * @returns {Look}
   */
  get look() {
    return { size: this.#size.valueAsNumber, opacity: this.#opacity.valueAsNumber };
  }

  set look({ size, opacity }) {
    this.#size.value = String(size);
    this.#opacity.value = String(opacity);
  }
}
