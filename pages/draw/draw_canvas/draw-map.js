// A small map of known digits with a dot for the digit on the board, and its nearest neighbours.

import { element, fetchWhenReady, paintDigit, write } from "./client.js";
import { Points } from "./map-points.js";

const NEIGHBOURS = 5; // as many as the server tells
const SIDE = 400; // CSS pixels of the map
const TRAIL = 40; // places of the dot that stay behind it
const PIXELS = 28 * 28;

/** Values at these shares of the sorted finite numbers. */
function quantiles(numbers, shares) {
  const sorted = Float32Array.from(numbers).filter(Number.isFinite).sort();
  return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
}

export class SmallMap {
  /** `ready` is called once there are points, so that the digit on the board is asked for again. */
  constructor(ready) {
    this.ready = ready;
    this.data = null;
    this.points = null;
    this.trail = [];
    this.title = element("h3", {}, "Where it lands");
    this.about = element("small", {});
    this.canvas = element("canvas", { class: "screen map", width: SIDE, height: SIDE, role: "img", "aria-label": "Map of known digits" });
    this.context = this.canvas.getContext("2d");
    this.said = element("p", {});
    this.row = element("div", { class: "neighbours" });
    this.cards = Array.from({ length: NEIGHBOURS }, () => {
      const canvas = element("canvas", { width: 28, height: 28, class: "screen", "aria-hidden": "true" });
      const name = element("b", {});
      const root = element("figure", { hidden: true }, canvas, name);
      return { root, canvas, name };
    });
    this.row.append(...this.cards.map(({ root }) => root));
    this.root = element("section", { class: "where", "aria-label": "Where it lands", hidden: true }, this.title, this.about, this.canvas, this.said, this.row);
  }

  /** What a call says to have its digits placed on this map; null until they can be. */
  get asked() {
    if (!this.points) return null;
    const { id: map, dataset, split } = this.data;
    return { map, dataset, split };
  }

  /** The map's digits in words, such as "10,000 test digits". */
  get digits() {
    return `${this.points.count.toLocaleString("en")} ${this.data.noun}`;
  }

  /** Take another map, or none. */
  update(data) {
    if (JSON.stringify(data) === JSON.stringify(this.data)) return;
    this.stop?.abort();
    this.data = data;
    this.points = null;
    this.root.hidden = !data;
    this.clear();
    if (data) this.load(data);
  }

  async load(data) {
    this.stop = new AbortController();
    const { signal } = this.stop;
    const { id: map, dataset, split, key } = data;
    const progress = ({ doing, done, total }) => (this.said.textContent = `${doing} … ${total ? `${Math.round((100 * done) / total)} %` : ""}`);
    this.about.textContent = data.title;
    this.said.textContent = "Fetching the map …";
    try {
      const points = new Points(await fetchWhenReady(`/api/maps/points?${new URLSearchParams({ map, dataset, split, key })}`, { signal, progress }));
      // Whoever draws must not wait for what places the first digit: one of the map's own goes ahead.
      await fetchWhenReady("/api/maps/place", { body: { map, dataset, split, rows: [points.row(0)] }, signal, progress });
      this.points = points;
    } catch (error) {
      if (!signal.aborted) this.said.textContent = error.status ? error.message : "The map could not be loaded; reload the page to try again.";
      return;
    }
    this.about.textContent = `${data.title}${data.title.includes(this.digits) ? "" : ` · ${this.digits}`}, coloured by class. ${data.about}`;
    this.scale();
    this.clear();
    this.ready();
  }

  /** Numbers to pixels: nearly all points inside, both axes with the same margin. */
  scale() {
    this.ratio = Math.max(1, Math.min(3, devicePixelRatio));
    this.canvas.width = this.canvas.height = SIDE * this.ratio;
    const ends = [this.points.x, this.points.y].map((numbers) => quantiles(numbers, [0.004, 0.996]));
    const [scaleX, scaleY] = ends.map(([low, high]) => ((SIDE - 28) * this.ratio) / (high - low || 1));
    const middle = (SIDE * this.ratio) / 2;
    this.place = (x, y) => [middle + (x - (ends[0][0] + ends[0][1]) / 2) * scaleX, middle - (y - (ends[1][0] + ends[1][1]) / 2) * scaleY];
    this.paintPoints();
  }

  paintPoints() {
    const { x, y, labels, count } = this.points;
    const layer = new OffscreenCanvas(this.canvas.width, this.canvas.height);
    const context = layer.getContext("2d");
    const size = Math.min(2.6, Math.max(1, 160 / Math.sqrt(count))) * this.ratio; // finer where there are more
    context.globalAlpha = 0.6;
    const own = this.data.colours.map(() => [[], []]);
    for (let i = 0; i < count; i += 1) {
      if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
      const [left, top] = this.place(x[i], y[i]);
      context.fillStyle = this.data.colours[labels[i]];
      context.fillRect(left - size / 2, top - size / 2, size, size);
      own[labels[i]][0].push(left);
      own[labels[i]][1].push(top);
    }
    this.layer = layer.transferToImageBitmap();
    this.ground = null;
    this.names = own.map(([lefts, tops]) => [quantiles(lefts, [0.5])[0], quantiles(tops, [0.5])[0]]);
  }

  /** The map without a dot. */
  clear() {
    this.trail = [];
    this.cards.forEach(({ root }) => (root.hidden = true));
    if (!this.points) {
      this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      return;
    }
    this.said.textContent = "Draw a digit, and a dot shows where it lands.";
    this.canvas.setAttribute("aria-label", `Map of ${this.digits}, coloured by class`);
    this.paintGround();
  }

  paintGround() {
    const style = getComputedStyle(this.root);
    const [ink, paper] = ["--st-text-color", "--st-background-color"].map((name) => style.getPropertyValue(name) || "#888");
    // Made again only where the theme is another one, for it comes with each movement of a hand.
    if (this.ground?.ink !== ink || this.ground.paper !== paper) this.ground = { ink, paper, picture: this.named(ink, paper) };
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.context.drawImage(this.ground.picture, 0, 0);
    return [ink, paper];
  }

  /** The points with the names of the classes over them, as a picture. */
  named(ink, paper) {
    const { ratio } = this;
    const context = new OffscreenCanvas(this.canvas.width, this.canvas.height).getContext("2d");
    context.drawImage(this.layer, 0, 0);
    context.font = `700 ${13 * ratio}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3 * ratio;
    this.names.forEach(([left, top], label) => {
      if (left === undefined) return;
      context.strokeStyle = paper;
      context.strokeText(this.data.classes[label], left, top);
      context.fillStyle = ink;
      context.fillText(this.data.classes[label], left, top);
    });
    return context.canvas.transferToImageBitmap();
  }

  /** The dot of one of the digits in an answer, and the digits nearest to it; `moves` leaves a trail. */
  show(arrays, digit, moves) {
    const { places, neighbours, neighbour_rows: rows, neighbour_labels: labels } = arrays;
    const kept = this.place(places.data[2 * digit], places.data[2 * digit + 1]);
    const edge = (value) => Math.min(this.canvas.width - 7 * this.ratio, Math.max(7 * this.ratio, value));
    const dot = kept.map(edge);
    const outside = dot.some((value, axis) => value !== kept[axis]);
    if (!moves) this.trail = [];
    const last = this.trail.at(-1);
    if (!last || last[0] !== dot[0] || last[1] !== dot[1]) this.trail = [...this.trail.slice(1 - TRAIL), dot];
    const [ink, paper] = this.paintGround();
    this.paintTrail(ink);
    const names = [];
    const told = rows.shape[1]; // fewer where the map has fewer
    this.cards.forEach(({ root, canvas, name }, index) => {
      const at = digit * told + index;
      root.hidden = index >= told;
      if (root.hidden) return;
      const label = labels.data[at];
      const place = this.points.index(rows.data[at]);
      paintDigit(canvas, neighbours.data, at * PIXELS);
      canvas.style.boxShadow = `0 0 0 3px ${this.data.colours[label]}`;
      write(name, this.data.classes[label]);
      root.title = `Row ${rows.data[at]}`;
      names.push(this.data.classes[label]);
      if (place >= 0) this.paintRing(...this.place(this.points.x[place], this.points.y[place]), dot, ink);
    });
    this.paintDot(dot, ink, paper);
    write(this.said, `${outside ? "It lies beyond the edge of this map. " : ""}The digits nearest to it${this.data.madeOf && ` by ${this.data.madeOf}`}:`);
    this.canvas.setAttribute("aria-label", `Map of ${this.digits} with a dot for yours; the nearest are ${names.join(", ")}`);
  }

  paintTrail(ink) {
    const { context, trail } = this;
    context.strokeStyle = ink;
    context.lineWidth = 1.5 * this.ratio;
    for (let i = 1; i < trail.length; i += 1) {
      context.globalAlpha = (0.6 * i) / trail.length;
      context.beginPath();
      context.moveTo(...trail[i - 1]);
      context.lineTo(...trail[i]);
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  paintRing(left, top, dot, ink) {
    const { context, ratio } = this;
    context.strokeStyle = ink;
    context.lineWidth = ratio;
    context.beginPath();
    context.moveTo(...dot);
    context.lineTo(left, top);
    context.stroke();
    context.beginPath();
    context.arc(left, top, 3.5 * ratio, 0, 2 * Math.PI);
    context.stroke();
  }

  paintDot([left, top], ink, paper) {
    const { context, ratio } = this;
    context.beginPath();
    context.arc(left, top, 6 * ratio, 0, 2 * Math.PI);
    context.fillStyle = ink;
    context.fill();
    context.lineWidth = 2 * ratio;
    context.strokeStyle = paper;
    context.stroke();
  }

  close() {
    this.stop?.abort();
  }
}
