// One map of the component: its heading and what it is, the plot, what is in view, and its files.

import { element } from "./client.js";
import { png, save, svg } from "./map-export.js";
import { limitFor } from "./map-pictures.js";
import { Plane } from "./map-plane.js";
import { Plot, framed } from "./map-plot.js";
import { Pointer } from "./map-pointer.js";

const big = (number) => number.toLocaleString("en");
const short = (number) => number.toFixed(1).replace("-", "−");

export class Pane {
  /**
   * `events` has what Pointer asks for, and zoomed(), selected(shape), lost(), refused(text) and
   * words(), which says what the picture shows: {subtitle, legend}.
   */
  constructor({ at, info, points, Plotly, webgl, pictures, signal, events }) {
    Object.assign(this, { at, info, points, events });
    this.place = element("div", {
      class: "lm-plot",
      tabindex: 0,
      role: "application",
      "aria-label":
        `${info.title}: map of ${big(points.count)} digits. Arrow keys go from digit to digit, Enter chooses one, plus and minus ` +
        `zoom, zero shows all, S selects what is in view, Escape clears.${info.decodes ? " With Shift, arrow keys go over the plane." : ""}`,
    });
    this.caption = element("p", { class: "lm-caption" });
    const file = (name, make) =>
      element("button", { type: "button", class: "lm-small", title: `Saves this map as ${name}`, onclick: () => this.#save(name, make) }, name);
    this.root = element(
      "div",
      { class: "lm-pane" },
      element("div", { class: "lm-heading" }, element("h3", { title: info.title }, info.title), file("PNG", png), file("SVG", svg)),
      element("p", { class: "lm-caption lm-about" }, info.about),
      this.place,
      this.caption,
    );
    this.plot = new Plot({
      Plotly, place: this.place, info, points, webgl, pictures,
      events: {
        zoomed: () => events.zoomed(),
        selected: (shape) => events.selected(shape),
        painted: () => this.#describe(),
        lost: () => events.lost(),
      },
    });
    this.plane = info.decodes ? new Plane(this.plot, info.checkpoint, events) : null;
    this.pointer = new Pointer(this, { signal, ...events });
    this.shown = () => true;
  }

  /** Draws the points in the groups of `grouping`, those in `hidden` left out; returns the groups. */
  async draw(grouping, hidden, look, theme, tool) {
    const { points, plot } = this;
    const groups = grouping.names.map((name, at) => ({ name, colour: grouping.colours[at % grouping.colours.length], indices: [], hidden: hidden.has(at) }));
    const rest = { name: "not known", colour: theme.faded, indices: [], hidden: hidden.has(groups.length) };
    const groupOf = new Uint8Array(points.count);
    for (let i = 0; i < points.count; i += 1) {
      const at = grouping.of(points.row(i), points.labels[i]) ?? groups.length;
      groupOf[i] = at;
      if (points.finite(i)) (groups[at] ?? rest).indices.push(i);
    }
    if (rest.indices.length) groups.push(rest);
    this.shown = (i) => !hidden.has(groupOf[i]) && points.finite(i);
    await plot.draw({ groups, groupOf, look, theme, tool });
    return groups;
  }

  /** How many points are drawn, in view or not. */
  get visible() {
    return this.plot.groups.reduce((sum, { hidden, indices }) => sum + (hidden ? 0 : indices.length), 0);
  }

  /** Marks the digits with these row ids and greys the others; null marks none. */
  select(rows) {
    this.plot.selection = rows && new Set(rows.map((row) => this.points.index(row)).filter((i) => i >= 0));
  }

  /** Rings around rows: [[row, strong]]. */
  mark(rows) {
    this.plot.mark(rows.map(([row, strong]) => ({ index: this.points.index(row), strong })).filter(({ index }) => index >= 0 && this.points.finite(index)));
  }

  /** Which part of the plane "all" is: that of `bounds`, or this map's own. */
  set bounds(bounds) {
    this.plot.home = framed(bounds ?? this.points.bounds);
  }

  #describe() {
    const { bounds, lost } = this.points;
    const [left, right, bottom, top] = bounds.map(short);
    const { side, inView } = this.plot.overlay;
    const limit = limitFor(this.plot.frame);
    const pictures = side ? ", drawn as pictures" : this.plot.overlay.showPictures ? `; ${big(limit)} or fewer become pictures` : "";
    const without = lost ? ` ${big(lost)} digits have no place, because the model gave no number.` : "";
    const text =
      `${big(inView)} of ${big(this.visible)} in view${pictures}. ` +
      `All points: horizontal ${left} to ${right}, vertical ${bottom} to ${top}.${without}`;
    if (this.caption.textContent !== text) this.caption.textContent = text;
  }

  async #save(kind, make) {
    try {
      const name = `${this.info.id.replace(/\W+/g, "-")}.${kind.toLowerCase()}`;
      save(await make(this.plot, { title: this.info.title, ...this.events.words() }), name);
    } catch (error) {
      this.events.refused(`This map could not be saved as ${kind}: ${error.message}`);
    }
  }

  close() {
    this.plane?.close();
    this.pointer.close();
    this.plot.close();
    this.root.remove();
  }
}
