// What lies over the plot: pictures, rings around digits, and without WebGL the points themselves.

import { sideFor } from "./map-pictures.js";

export const FADED = 0.12; // opacity of what is not selected

/**
 * Paints points as squares, or as discs, which takes longer; `pixel(x, y)` is where a place of the
 * plane is on the context.
 */
export function paintPoints(context, { slices, look, theme, selection, points }, pixel, round = false) {
  const { size, opacity } = look;
  for (const { group, indices } of slices) {
    if (group.hidden) continue;
    for (const index of indices) {
      const faded = selection && !selection.has(index);
      context.globalAlpha = faded ? FADED : opacity;
      context.fillStyle = faded ? theme.faded : group.colour;
      const [x, y] = pixel(points.x[index], points.y[index]);
      if (round) {
        context.beginPath();
        context.arc(x, y, size / 2, 0, 2 * Math.PI);
        context.fill();
      } else context.fillRect(x - size / 2, y - size / 2, size, size);
    }
  }
  context.globalAlpha = 1;
}

export class Overlay {
  /** `pictures` are those of the view; it asks `plot` for everything else. */
  constructor(plot, pictures) {
    Object.assign(this, { plot, pictures });
    this.canvas = document.createElement("canvas");
    this.canvas.className = "lm-overlay";
    this.marks = [];
    this.probe = null;
    this.showPictures = true;
    this.inView = 0;
  }

  /** Redraws everything. */
  paint() {
    const { plot, canvas } = this;
    const { frame, theme } = plot;
    const ratio = window.devicePixelRatio || 1;
    for (const [side, value] of Object.entries(frame)) canvas.style[side] = `${value}px`;
    canvas.width = Math.round(frame.width * ratio);
    canvas.height = Math.round(frame.height * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const pixel = plot.projector();
    if (!plot.webgl) paintPoints(context, plot, pixel);
    this.paintPictures(context, frame, pixel);
    for (const { index, strong } of this.marks) {
      this.#ring(context, pixel(plot.points.x[index], plot.points.y[index]), strong ? 8 : 6, theme);
    }
    if (this.probe) this.#cross(context, pixel(...this.probe), theme);
  }

  /** Paints the digits in view where there are few enough; `side` is then their width. */
  paintPictures(context, frame, pixel) {
    const { plot } = this;
    const found = this.#found();
    this.inView = found.length;
    this.side = this.showPictures ? sideFor(found.length, frame) : 0;
    canvasState(this.canvas, this.side);
    if (!this.side) return;
    const look = (index) => {
      const faded = Boolean(plot.selection && !plot.selection.has(index));
      return { colour: faded ? plot.theme.faded : plot.colourOf(index), faded };
    };
    this.pictures.paint(context, plot.points, found, this.side, look, pixel);
  }

  #found() {
    const { plot } = this;
    const { x, y } = plot.range;
    const { points } = plot;
    const found = [];
    for (const { group, indices } of plot.slices) {
      if (group.hidden) continue;
      for (const i of indices) {
        if (points.x[i] >= x[0] && points.x[i] <= x[1] && points.y[i] >= y[0] && points.y[i] <= y[1]) found.push(i);
      }
    }
    return found;
  }

  /** A ring around a point, or a frame around its picture. */
  #ring(context, [x, y], radius, theme) {
    const half = this.side / 2 + radius - 2;
    this.#twice(context, theme, () => {
      if (this.side) context.rect(x - half, y - half, 2 * half, 2 * half);
      else context.arc(x, y, radius, 0, 2 * Math.PI);
    });
  }

  #cross(context, [x, y], theme) {
    this.#twice(context, theme, () => {
      context.moveTo(x - 10, y);
      context.lineTo(x + 10, y);
      context.moveTo(x, y - 10);
      context.lineTo(x, y + 10);
    });
  }

  /** A line in the text's colour on a wider one in the ground's, to be seen on any point. */
  #twice(context, theme, path) {
    for (const [width, colour] of [[5, theme.ground], [2.5, theme.text]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      path();
      context.stroke();
    }
  }
}

function canvasState(canvas, side) {
  if (side) canvas.dataset.pictures = Math.round(side);
  else delete canvas.dataset.pictures;
}
