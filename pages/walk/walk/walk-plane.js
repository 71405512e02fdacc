// The plane of two latent numbers: drag over it, and the digit of that place follows.

import { element, fetchWhenReady } from "./client.js";
import { Points } from "./map-points.js";
import { clippedWords, heading, paintGrid, screen, signed } from "./walk-parts.js";

const MARGIN = 0.04; // of the frame, around the outermost digits
const STEP = { usual: 0.01, large: 0.05 }; // of the frame, for a press of an arrow key
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** One model's plane with its digit. The place is a share of the frame, from its top left. */
class Pane {
  constructor(view, model, moved) {
    Object.assign(this, { view, model });
    this.canvas = element("canvas", { class: "plane", tabindex: 0, role: "application" });
    this.digit = screen(`The digit that ${model.name} draws at the marked place`);
    this.where = element("p", { class: "figures" });
    this.near = element("small", {});
    this.note = element("small", { class: "note" });
    this.root = element(
      "figure",
      { class: "pane" },
      heading(model),
      element("div", { class: "scene" }, this.canvas, element("div", { class: "drawn" }, this.digit, this.where, this.near, this.note)),
    );
    const place = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const share = (value) => Math.min(1, Math.max(0, value));
      moved([share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)], event.timeStamp);
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !event.isPrimary) return;
      this.canvas.setPointerCapture(event.pointerId);
      place(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) place(event);
    });
    this.canvas.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow) return;
      event.preventDefault();
      const step = event.shiftKey ? STEP.large : STEP.usual;
      moved(this.view.state.at.map((share, axis) => Math.min(1, Math.max(0, share + step * arrow[axis]))), event.timeStamp);
    });
  }

  /** The points of the test digits, once they are there. */
  take(points) {
    this.points = points;
    const [left, right, bottom, top] = points.bounds;
    const pad = (low, high) => MARGIN * (high - low || 1);
    this.frame = { left: left - pad(left, right), right: right + pad(left, right), bottom: bottom - pad(bottom, top), top: top + pad(bottom, top) };
    this.repaint();
  }

  /** The latent numbers at the marked place. */
  get place() {
    const { left, right, bottom, top } = this.frame;
    const [across, down] = this.view.state.at;
    return [left + across * (right - left), top - down * (top - bottom)];
  }

  /** Paints the points anew: after a change of size or theme. */
  repaint() {
    if (!this.frame) return;
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio) || 400;
    this.canvas.width = this.canvas.height = side;
    const ground = new OffscreenCanvas(side, side);
    const context = ground.getContext("2d");
    const { left, right, bottom, top } = this.frame;
    const dot = Math.max(1.5, 2 * devicePixelRatio);
    context.globalAlpha = 0.4;
    for (let i = 0; i < this.points.count; i += 1) {
      context.fillStyle = this.view.data.colours[this.points.labels[i] % this.view.data.colours.length];
      context.fillRect(((this.points.x[i] - left) / (right - left)) * side - dot / 2, ((top - this.points.y[i]) / (top - bottom)) * side - dot / 2, dot, dot);
    }
    this.ground = ground;
    this.mark();
  }

  /** Paints the points and the mark over them. */
  mark() {
    const context = this.canvas.getContext("2d");
    const { width: side } = this.canvas;
    const [x, y] = this.view.state.at.map((share) => share * side);
    context.clearRect(0, 0, side, side);
    context.drawImage(this.ground, 0, 0);
    const style = getComputedStyle(this.canvas);
    for (const [colour, width] of [[style.getPropertyValue("--st-background-color"), 6], [style.getPropertyValue("--st-text-color"), 2.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = width * devicePixelRatio;
      context.beginPath();
      context.arc(x, y, 9 * devicePixelRatio, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  show(digits, at, clipped) {
    paintGrid(this.digit, digits, at, 1, 1);
    const [x, y] = this.place;
    this.where.textContent = `z = (${signed(x)}, ${signed(y)})`;
    const { left, right, bottom, top } = this.frame;
    const nearest = this.points.nearest(x, y, { x: 1 / (right - left), y: 1 / (top - bottom) }, 2, () => true);
    const name = nearest < 0 ? "" : this.view.data.classes[this.points.labels[nearest]];
    this.near.textContent = nearest < 0 ? "" : `nearest test digit: a ${name}, row ${this.points.row(nearest)}`;
    this.note.textContent = clippedWords(this.model, clipped, 2);
    const words = `${this.model.name}: latent numbers ${signed(x)} and ${signed(y)}, nearest test digit a ${name}.`;
    this.canvas.setAttribute("aria-label", `Plane of ${this.model.name}. Arrow keys move the mark, with Shift further. ${words}`);
    return words;
  }
}

export class Plane {
  constructor(view) {
    this.view = view;
    this.panes = view.models.map((model) => new Pane(view, model, (at, time) => this.move(at, time)));
    const legend = view.data.classes.map((name, label) => element("span", {}, element("i", { style: `background:${view.data.colours[label % view.data.colours.length]}` }), name));
    view.stage.append(
      element("div", { class: "panes" }, ...this.panes.map((pane) => pane.root)),
      element("p", { class: "legend" }, "Test digits: ", ...legend),
    );
    this.points = view.live(
      (_, signal) => Promise.all(view.models.map(({ name }) => fetchWhenReady(`/api/maps/points?${new URLSearchParams({ map: `bottleneck:${name}`, dataset: view.data.dataset, split: "test" })}`, { signal }))),
      (answers) => {
        this.panes.forEach((pane, at) => pane.take(new Points(answers[at])));
        this.ask();
      },
    );
    this.follow = view.live(
      ({ body }, signal) => fetchWhenReady("/api/walk/at", { body, signal }),
      ({ arrays, values }) => {
        const said = this.panes.map((pane, at) => pane.show(arrays.digits.data, at, values.clipped[at]));
        view.remember(said.join(" "));
      },
    );
    this.points.send({});
    this.resized = new ResizeObserver(() => this.repaint());
    this.panes.forEach((pane) => this.resized.observe(pane.canvas));
  }

  move(at, movedAt) {
    if (!this.panes[0].frame) return;
    this.view.state.at = at;
    this.panes.forEach((pane) => pane.mark());
    this.ask(movedAt);
  }

  ask(movedAt = null) {
    const body = { models: this.view.models.map(({ name }) => name), dataset: this.view.data.dataset, places: this.panes.map((pane) => pane.place) };
    this.follow.send({ body, movedAt });
  }

  repaint() {
    this.panes.forEach((pane) => pane.repaint());
  }

  close() {
    this.resized.disconnect();
    this.view.end(this.points);
    this.view.end(this.follow);
  }
}
