// One map on the screen: Plotly draws axes and points in WebGL; an overlay draws the rest.

import { layered } from "./map-layers.js";
import { FADED, Overlay } from "./map-overlay.js";

const MARGIN = { l: 44, r: 8, t: 8, b: 36 };

/** Loads Plotly once for the page. */
export function loadPlotly(address) {
  globalThis.latentMapPlotly ??= new Promise((done, failed) => {
    if (window.Plotly) {
      done(window.Plotly);
      return;
    }
    const script = document.createElement("script");
    script.src = new URL(address, location.origin);
    script.onload = () => done(window.Plotly);
    script.onerror = () => {
      globalThis.latentMapPlotly = undefined;
      failed(new Error("The drawing library could not be loaded; reload the page."));
    };
    document.head.append(script);
  });
  return globalThis.latentMapPlotly;
}

/** Whether the browser can draw with WebGL. */
export function hasWebgl() {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** The range of both axes around [left, right, bottom, top], with a little room. */
export function framed([left, right, bottom, top]) {
  const [dx, dy] = [(right - left || 2) * 0.04, (top - bottom || 2) * 0.04];
  return { x: [left - dx, right + dx], y: [bottom - dy, top + dy] };
}

export class Plot {
  /**
   * `place` is an empty element; `events` has zoomed(), selected(shape), painted() and lost(), the
   * last for a browser that takes WebGL away. `pictures` are those that the maps share.
   */
  constructor({ Plotly, place, info, points, events, webgl, pictures }) {
    Object.assign(this, { Plotly, place, info, points, events, webgl });
    this.home = framed(points.bounds);
    this.overlay = new Overlay(this, pictures);
  }

  /**
   * Draws: `groups` are {name, colour, indices, hidden}, `groupOf` the group of each point, `look`
   * {size, opacity}, `theme` {text, ground, grid, faded}, `tool` what dragging does.
   */
  async draw({ groups, groupOf, look, theme, tool }) {
    Object.assign(this, { groups, groupOf, look, theme });
    this.slices = layered(groups, (index) => this.points.row(index));
    const range = this.range ?? this.home;
    const traces = this.webgl
      ? this.slices.map(({ group, indices }) => ({
          type: "scattergl",
          mode: "markers",
          name: group.name,
          x: Float32Array.from(indices, (i) => this.points.x[i]),
          y: Float32Array.from(indices, (i) => this.points.y[i]),
          hoverinfo: "skip",
          visible: !group.hidden,
          marker: { color: group.colour, size: look.size, opacity: look.opacity, line: { width: 0 } },
          ...this.#split(indices),
        }))
      : [{ type: "scatter", mode: "markers", x: [], y: [], hoverinfo: "skip" }];
    const axis = (title, r) => ({
      title: { text: title, font: { size: 12 }, standoff: 4 },
      range: r,
      gridcolor: theme.grid,
      zerolinecolor: theme.grid,
      color: theme.text,
      tickfont: { size: 11 },
    });
    const layout = {
      autosize: true,
      margin: MARGIN,
      showlegend: false,
      hovermode: false,
      dragmode: tool,
      selectdirection: "d",
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: theme.text },
      xaxis: axis(this.info.axes[0], [...range.x]),
      yaxis: axis(this.info.axes[1], [...range.y]),
      images: this.image ? [this.image] : [],
      newselection: { mode: "immediate" },
    };
    const config = { displayModeBar: false, scrollZoom: true, responsive: true, doubleClick: false };
    const first = !this.ready;
    await this.Plotly.react(this.place, traces, layout, config);
    this.ready = true;
    if (first) {
      this.place.append(this.overlay.canvas);
      this.place.on("plotly_relayout", () => this.#moved());
      this.place.on("plotly_relayouting", () => this.paint());
      this.place.on("plotly_afterplot", () => this.paint());
      this.place.on("plotly_selected", (event) => this.#selected(event));
      this.place.on("plotly_webglcontextlost", () => this.events.lost());
    }
    this.paint();
  }

  #split(indices) {
    if (!this.selection) return { selectedpoints: null };
    const chosen = [];
    indices.forEach((index, at) => {
      if (this.selection.has(index)) chosen.push(at);
    });
    return {
      selectedpoints: chosen,
      selected: { marker: { opacity: Math.min(1, this.look.opacity + 0.2), size: this.look.size + 1 } },
      unselected: { marker: { color: this.theme.faded, opacity: FADED } },
    };
  }

  #selected(event) {
    if (!event) return;
    const shape = event.lassoPoints
      ? { polygon: event.lassoPoints.x.map((x, at) => [x, event.lassoPoints.y[at]]) }
      : event.range && { box: [...event.range.x].sort((a, b) => a - b).concat([...event.range.y].sort((a, b) => a - b)) };
    // The outline goes: what was inside is marked point by point.
    this.Plotly.relayout(this.place, { selections: [] });
    if (shape) this.events.selected(shape);
  }

  #moved() {
    this.paint();
    this.events.zoomed(this.range);
  }

  /** The visible part: {x: [left, right], y: [bottom, top]}. */
  get range() {
    const layout = this.place._fullLayout;
    return layout?.xaxis && { x: [...layout.xaxis.range], y: [...layout.yaxis.range] };
  }

  /** The rectangle of the axes on the place, in pixels. */
  get frame() {
    const { xaxis, yaxis } = this.place._fullLayout;
    return { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
  }

  /** Pixels for each unit of the two numbers. */
  get scale() {
    const { frame, range } = this;
    return { x: frame.width / (range.x[1] - range.x[0]), y: frame.height / (range.y[1] - range.y[0]) };
  }

  /** Where a place of the plane is on the element, in pixels. */
  pixel(x, y) {
    const { frame, range, scale } = this;
    return [frame.left + (x - range.x[0]) * scale.x, frame.top + (range.y[1] - y) * scale.y];
  }

  /** A quick `(x, y) => [left, top]` from the plane to pixels of a frame, by default the plot's. */
  projector(frame = this.frame, range = this.range) {
    const [width, height] = [frame.width / (range.x[1] - range.x[0]), frame.height / (range.y[1] - range.y[0])];
    return (x, y) => [(x - range.x[0]) * width, (range.y[1] - y) * height];
  }

  /** Which place of the plane is under a pixel of the element. */
  place_of(left, top) {
    const { frame, range, scale } = this;
    return [range.x[0] + (left - frame.left) / scale.x, range.y[1] - (top - frame.top) / scale.y];
  }

  moveTo(range) {
    return this.Plotly.relayout(this.place, { "xaxis.range": [...range.x], "yaxis.range": [...range.y] });
  }

  /** Zooms about the middle, or about a place of the plane. */
  zoom(factor) {
    const { x, y } = this.range;
    const about = ([low, high]) => {
      const middle = (low + high) / 2;
      return [middle + (low - middle) * factor, middle + (high - middle) * factor];
    };
    return this.moveTo({ x: about(x), y: about(y) });
  }

  /** Puts a picture behind the points, over a rectangle of the plane; null takes it away. */
  background(source, range) {
    this.image = source && {
      source,
      xref: "x",
      yref: "y",
      x: range.x[0],
      y: range.y[1],
      sizex: range.x[1] - range.x[0],
      sizey: range.y[1] - range.y[0],
      sizing: "stretch",
      layer: "below",
      opacity: 0.6,
    };
    return this.Plotly.relayout(this.place, { images: this.image ? [this.image] : [] });
  }

  /** Marks points with a ring: [{index, strong}]. */
  mark(marks) {
    this.overlay.marks = marks;
    this.paint();
  }

  /** Marks a place of the plane with a cross, for those who go there by keys; null takes it away. */
  probe(place) {
    this.overlay.probe = place;
    this.paint();
  }

  /** Redraws what lies over the plot. */
  paint() {
    if (!this.ready || !this.place._fullLayout?.xaxis?._length) return;
    this.overlay.paint();
    this.events.painted();
  }

  colourOf(index) {
    return this.groups[this.groupOf[index]]?.colour ?? this.theme.faded;
  }

  close() {
    if (this.ready) this.Plotly.purge(this.place);
    this.ready = false;
  }
}
