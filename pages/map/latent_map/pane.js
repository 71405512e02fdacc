// One map of the widget: the plot with its heading, description and caption, and the buttons that save it.

import { button, element, write } from "../../shared/scripts/page/dom.js";
import { save } from "../../shared/scripts/page/files.js";
import { route } from "../../shared/scripts/server/route.js";
import { big } from "../../shared/scripts/page/words.js";
import { keysOf, spaceWords, viewWords } from "./caption.js";
import { groupsOf } from "./groups.js";
import { Hint } from "./input/hint.js";
import { Pointer } from "./input/pointer.js";
import { limitFor } from "./plot/pictures.js";
import { Plane } from "./plot/plane.js";
import { Plot } from "./plot/plot.js";

/**
 * @import { Bounds, Points, Shape } from "../../shared/scripts/pictures/points.js"
 * @import { Look, Tool } from "./bar.js"
 * @import { Grouping } from "./colours.js"
 * @import { Words } from "./plot/export.js"
 * @import { Theme } from "./plot/figure.js"
 * @import { MapInfo } from "./data.js"
 * @import { Turn } from "./input/turn.js"
 * @import { Pictures } from "./plot/pictures.js"
 * @import { PlotlyLibrary } from "./plot/plotly.js"
 * @import { SpacePlot } from "./plot/space-plot.js"
 * @import { PointerEvents } from "./input/pointer.js"
 *
 * @typedef {object} PaneEvents
 * @property {() => void} zoomed
 * @property {(shape: Shape) => void} selected
 * @property {() => void} lost Called if the browser takes WebGL away.
 * @property {(sentence: string) => void} refused
 * @property {() => Omit<Words, "title">} words Texts on a saved picture.
 */

export class Pane {
  #caption = element("p", { class: "lm-caption" });
  #events;

  /**
   * @param {object} options
   * @param {number} options.at Index of the map.
   * @param {MapInfo} options.info
   * @param {Points} options.points
   * @param {() => Promise<PlotlyLibrary>} options.loadPlotly
   * @param {typeof import("./space.js") | null} options.space Parts of a map of three numbers; null for a flat map.
   * @param {boolean} options.webgl
   * @param {Pictures} options.pictures
   * @param {AbortSignal} options.signal
   * @param {PaneEvents & PointerEvents} options.events
   */
  constructor({ at, info, points, loadPlotly, space, webgl, pictures, signal, events }) {
    this.at = at;
    this.info = info;
    this.points = points;
    this.#events = events;
    this.flat = !space;
    this.place = element("div", {
      class: this.flat ? "lm-plot" : "lm-plot turns",
      tabindex: 0,
      role: "application",
      "aria-label": `${info.title}: map of ${big(points.count)} digits. ${keysOf(this.flat, info.decodes)}`,
    });
    const file = (/** @type {"PNG" | "SVG"} */ name) =>
      button(name, () => this.#save(name), { class: "lm-small disk", title: `Save this map as ${name}` });
    const heading = element("h2", { title: info.title }, info.title);
    const walk = new URLSearchParams({ view: "plane", model: info.checkpoint ?? "", beside: "none" });
    const href = String(route(`/walk?${walk}`));
    const next = info.decodes ? [element("a", { class: "button", href }, "Walk through this map")] : [];
    const files = [file("PNG"), ...(this.flat ? [file("SVG")] : [])];
    this.hint = new Hint(`Use two fingers to ${this.flat ? "move" : "turn"} the map`);
    this.root = element("div", { class: "lm-pane" }, this.place, this.hint.root);
    this.foot = element(
      "div",
      { class: "lm-foot" },
      element("div", { class: "lm-heading" }, heading, ...next, ...files),
      element("p", { class: "lm-caption lm-about" }, info.about),
      this.#caption,
    );
    const painted = () => this.#describe();
    const zoomed = () => events.zoomed();
    if (!space) {
      const selected = (/** @type {Shape} */ shape) => events.selected(shape);
      const plotEvents = { zoomed, selected, painted, lost: () => events.lost() };
      const plot = new Plot({ loadPlotly, place: this.place, info, points, webgl, pictures, events: plotEvents });
      const refuse = (/** @type {string} */ text) => events.refused(text);
      /** @type {Plot | SpacePlot} */
      this.plot = plot;
      this.plane = info.decodes ? new Plane(plot, info.checkpoint ?? "", refuse) : null;
      /** @type {Pointer | Turn} */
      this.pointer = new Pointer(this, plot, signal, events);
    } else {
      const plot = new space.SpacePlot({ place: this.place, info, points, events: { painted, zoomed } });
      const turn = new space.Turn(this, plot, signal, events);
      this.plot = plot;
      this.plane = null;
      this.pointer = turn;
      this.root.append(turn.root);
    }
    /**
     * Whether a point is shown.
     *
     * @type {(index: number) => boolean}
     */
    this.isShown = () => true;
  }

  /**
   * Take how to draw the points next, and return their groups.
   *
   * @param {Grouping} grouping
   * @param {Set<number>} hidden Numbers of the groups that are left out.
   * @param {Look} look
   * @param {Theme} theme
   * @param {Tool} tool
   */
  use(grouping, hidden, look, theme, tool) {
    const { groups, groupOf } = groupsOf(this.points, grouping, hidden, theme.faded);
    this.isShown = (index) => !hidden.has(groupOf[index]) && this.points.finite(index);
    this.plot.use({ groups, groupOf, look, theme, tool });
    return groups;
  }

  /** Number of drawn points, in view or not. */
  get visible() {
    return this.plot.groups.reduce((sum, { hidden, indices }) => sum + (hidden ? 0 : indices.length), 0);
  }

  /**
   * Mark the digits of these rows and grey the others; null marks none.
   *
   * @param {number[] | null} rows
   */
  select(rows) {
    this.plot.selection = rows && new Set(rows.map((row) => this.points.index(row)).filter((index) => index >= 0));
  }

  /**
   * Put rings around the digits of some rows.
   *
   * @param {{row: number, strong: boolean}[]} rows
   */
  mark(rows) {
    const marks = rows.map(({ row, strong }) => ({ index: this.points.index(row), strong }));
    this.plot.mark(marks.filter(({ index }) => index >= 0 && this.points.finite(index)));
  }

  /**
   * Set the bounds that "Show all" shows.
   *
   * @param {Bounds | null} bounds Null for this map's own.
   */
  setBounds(bounds) {
    if (this.plot instanceof Plot) this.plot.view.bounds = bounds ?? this.points.bounds;
  }

  #describe() {
    const { bounds, unplaced } = this.points;
    if (!(this.plot instanceof Plot)) {
      write(this.#caption, spaceWords(this.plot.overlay.inView, this.visible, unplaced));
      return;
    }
    const { side, inView, showPictures } = this.plot.overlay;
    const limit = showPictures ? `; ${big(limitFor(this.plot.view.frame))} or fewer become pictures` : "";
    const pictures = side ? ", drawn as pictures" : limit;
    write(this.#caption, viewWords({ inView, visible: this.visible, unplaced, bounds, pictures }));
  }

  /** @param {"PNG" | "SVG"} kind */
  async #save(kind) {
    try {
      const { plot } = this;
      const { png, svg } = await import("./plot/export.js");
      const draw = kind === "PNG" ? png : svg;
      const words = { title: this.info.title, ...this.#events.words() };
      const blob = await (plot instanceof Plot ? draw(plot, words) : plot.toPng());
      save(blob, `${this.info.id.replace(/\W+/g, "-")}.${kind.toLowerCase()}`);
    } catch (error) {
      this.#events.refused(`This map could not be saved as ${kind}: ${error.message}.`);
    }
  }

  close() {
    this.plane?.close();
    this.pointer.close();
    this.hint.hide();
    this.plot.close();
    this.root.remove();
    this.foot.remove();
  }
}
