// What the maps of a view show: the groups of their points, what is hidden, planes, shared axes.

export class Scene {
  /**
   * `root` is the component, whose style gives the colours, and `state` what the link holds of the
   * view. `events` has look(), {size, opacity} of the points; tool(), what dragging does; and
   * drawn(groups), called after each drawing.
   */
  constructor({ root, state, signal, events }) {
    Object.assign(this, { root, state, signal, events });
    this.panes = [];
    this.grouping = null; // see Colours.grouping
  }

  /** These maps, in place of those before. */
  use(panes) {
    this.close();
    this.panes = panes;
    this.scale();
  }

  each(call) {
    this.panes.forEach((pane) => call(pane.plot));
  }

  /** Draws everything as it is now; calls while it draws lead to one more drawing. */
  draw() {
    this.stale = true;
    this.drawing ??= (async () => {
      while (this.stale && !this.signal.aborted) {
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
      const drawn = await pane.draw(this.grouping, this.state.hidden, this.events.look(), theme, this.events.tool());
      groups.push(...drawn.slice(groups.length)); // the second may have digits of no group
    }
    this.events.drawn(groups);
    this.planes();
  }

  /** Paints the decoded planes where they are wanted, or takes them away. */
  planes(soon = false) {
    const [red, green, blue] = (getComputedStyle(this.root).color.match(/\d+/g) ?? [0, 0, 0]).map(Number);
    for (const { plane } of this.panes) plane?.show(this.state.plane, red + green + blue > 384, soon);
  }

  /** Gives all maps the same axes where that is wanted, else each its own. */
  scale() {
    const all = this.panes.map((pane) => pane.points.bounds);
    const ends = (at, pick) => pick(...all.map((bounds) => bounds[at]));
    const shared = all.length > 1 && this.state.same;
    for (const pane of this.panes) pane.bounds = shared ? [ends(0, Math.min), ends(1, Math.max), ends(2, Math.min), ends(3, Math.max)] : null;
  }

  /** Moves every map to all of its points. */
  home() {
    return Promise.all(this.panes.map(({ plot }) => plot.moveTo(plot.home)));
  }

  close() {
    this.panes.forEach((pane) => pane.close());
  }
}
