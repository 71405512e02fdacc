// Mouse, finger and keys on one map: what is under them, what is chosen, how the view moves.

const REACH_PX = 14;
const REACH_TOUCH_PX = 24;
const CLICK_PX = 5; // a pointer that went further has dragged
const HIT_MS = 50;
const STEPS = 40; // of the plane across the view, for the cross that keys move
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Pointer {
  /**
   * `events` has over(index, at, byKeys), empty(place, at, byKeys), left(), choose(row), clear(),
   * selectView() and current(), the row that keys start from.
   */
  constructor(pane, events) {
    Object.assign(this, { pane, events, fingers: new Map(), pinch: null });
    const { place } = pane;
    const listen = (on, name, call, options = {}) => on.addEventListener(name, call, { signal: events.signal, ...options });
    listen(place, "pointermove", (event) => this.#moved(event));
    listen(place, "pointerleave", (event) => event.pointerType !== "touch" && this.#left());
    listen(place, "pointerdown", (event) => this.#pressed(event));
    listen(place, "keydown", (event) => this.#typed(event));
    // Plotly knows no second finger: two are kept from it.
    listen(place, "touchstart", (event) => this.#touched(event), { capture: true, passive: false });
    listen(window, "touchmove", (event) => this.#pinched(event), { capture: true, passive: false });
    listen(window, "touchend", (event) => this.#lifted(event), { capture: true });
    listen(window, "touchcancel", (event) => this.#lifted(event), { capture: true });
  }

  close() {
    clearTimeout(this.timer);
  }

  // ---- what is under the pointer -------------------------------------------------------------

  #moved(event) {
    if (event.buttons) return; // a drag is under way
    this.latest = event;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (this.latest) this.#hit(this.latest);
    }, HIT_MS);
  }

  #left() {
    this.latest = null;
    this.events.left();
  }

  #under({ clientX, clientY, pointerType }) {
    const { place, plot, points, shown } = this.pane;
    const box = place.getBoundingClientRect();
    const [left, top] = [clientX - box.left, clientY - box.top];
    const { frame } = plot;
    if (left < frame.left || top < frame.top || left > frame.left + frame.width || top > frame.top + frame.height) return null;
    const at = plot.place_of(left, top);
    const reach = Math.max(pointerType === "touch" ? REACH_TOUCH_PX : REACH_PX, (plot.overlay.side ?? 0) / 2);
    return { place: at, index: points.nearest(...at, plot.scale, reach, shown) };
  }

  #hit(event) {
    const found = this.#under(event);
    const at = [event.clientX, event.clientY];
    if (!found) this.events.left();
    else if (found.index >= 0) this.events.over(found.index, at);
    else this.events.empty(found.place, at);
    return found;
  }

  #pressed(event) {
    // Plotly covers the window while a button is down, so the release is not heard on the map.
    const { signal } = this.events;
    let far = false; // a lasso may end where it began
    const onMove = (move) => {
      far ||= Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > CLICK_PX;
    };
    const onUp = (end) => {
      window.removeEventListener("pointermove", onMove, true);
      if (far || this.pinch) return;
      const found = end.pointerType === "touch" ? this.#hit(end) : this.#under(end);
      if (found?.index >= 0) this.events.choose(this.pane.points.row(found.index));
    };
    window.addEventListener("pointermove", onMove, { capture: true, signal });
    window.addEventListener("pointerup", onUp, { once: true, capture: true, signal });
  }

  // ---- two fingers ---------------------------------------------------------------------------

  #touched(event) {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.events.left();
    this.pinch = { range: this.pane.plot.range, places: this.#places(event.touches, this.pane.plot.range) };
  }

  #places(touches, range) {
    const { place, plot } = this.pane;
    const box = place.getBoundingClientRect();
    const { frame } = plot;
    return [...touches].slice(0, 2).map(({ clientX, clientY }) => {
      const across = (clientX - box.left - frame.left) / frame.width;
      const down = (clientY - box.top - frame.top) / frame.height;
      return { across, down, x: range.x[0] + across * (range.x[1] - range.x[0]), y: range.y[1] - down * (range.y[1] - range.y[0]) };
    });
  }

  /** Keeps the two places of the plane under the two fingers. */
  #pinched(event) {
    if (!this.pinch || event.touches.length < 2) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { range, places } = this.pinch;
    const now = this.#places(event.touches, range);
    const spread = ([a, b]) => Math.max(0.02, Math.hypot(a.across - b.across, a.down - b.down));
    const factor = spread(places) / spread(now);
    const middle = (list, name) => (list[0][name] + list[1][name]) / 2;
    const [width, height] = [(range.x[1] - range.x[0]) * factor, (range.y[1] - range.y[0]) * factor];
    const left = middle(places, "x") - middle(now, "across") * width;
    const top = middle(places, "y") + middle(now, "down") * height;
    this.pinch.wanted = { x: [left, left + width], y: [top - height, top] };
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.pinch?.wanted) this.pane.plot.moveTo(this.pinch.wanted);
    });
  }

  #lifted(event) {
    if (!this.pinch || event.touches.length > 0) return;
    const { wanted } = this.pinch;
    // After Plotly has ended the drag that it thinks the first finger made, and after the release.
    setTimeout(() => {
      this.pinch = null;
      if (wanted) this.pane.plot.moveTo(wanted);
    }, 50);
  }

  // ---- keys ----------------------------------------------------------------------------------

  #typed(event) {
    const { plot } = this.pane;
    const way = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way && event.shiftKey && this.pane.info.decodes) this.#probe(way);
    else if (way) this.#step(way);
    else if (event.key === "Enter") this.#chooseCurrent();
    else if (event.key === "+" || event.key === "=") plot.zoom(0.6);
    else if (event.key === "-") plot.zoom(1 / 0.6);
    else if (event.key === "0") plot.moveTo(plot.home);
    else if (event.key === "s" || event.key === "S") this.events.selectView();
    else if (event.key === "Escape") this.events.clear();
    else return;
    event.preventDefault();
  }

  #chooseCurrent() {
    const row = this.events.current();
    if (row !== null && this.pane.points.index(row) >= 0) this.events.choose(row);
  }

  /** To the nearest digit in a direction; from nowhere, to the one nearest the middle. */
  async #step(way) {
    const { plot, points, shown } = this.pane;
    const { x, y } = plot.range;
    let index = points.index(this.events.current() ?? -1);
    if (index < 0 || !shown(index)) index = points.nearest((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, plot.scale, Infinity, shown);
    else {
      const next = points.neighbour(index, way, plot.scale, shown);
      if (next >= 0) index = next;
    }
    if (index < 0) return;
    const at = [points.x[index], points.y[index]];
    await this.#intoView(...at);
    this.events.over(index, this.#window(...at), true);
  }

  /** A step over the plane, where the decoder draws also what no digit is. */
  async #probe([right, up]) {
    const { plot } = this.pane;
    const { x, y } = plot.range;
    const [px, py] = plot.overlay.probe ?? [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
    const at = [px + (right * (x[1] - x[0])) / STEPS, py + (up * (y[1] - y[0])) / STEPS];
    await this.#intoView(...at);
    this.events.empty(at, this.#window(...at), true);
  }

  async #intoView(px, py) {
    const { plot } = this.pane;
    const { x, y } = plot.range;
    if (px > x[0] && px < x[1] && py > y[0] && py < y[1]) return;
    const half = [(x[1] - x[0]) / 2, (y[1] - y[0]) / 2];
    await plot.moveTo({ x: [px - half[0], px + half[0]], y: [py - half[1], py + half[1]] });
  }

  #window(px, py) {
    const box = this.pane.place.getBoundingClientRect();
    const [left, top] = this.pane.plot.pixel(px, py);
    return [box.left + left, box.top + top];
  }
}
