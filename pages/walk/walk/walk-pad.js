// A small pad to draw a digit on, which becomes the text that names it in a link.

import { element, fetchArrays } from "./client.js";
import { button } from "./walk-parts.js";
import { drawnToken } from "./walk-token.js";

const SIDE = 280;
const SENT = 140;
const BRUSH = 22;

export class Pad {
  /** `take(token)` gets the drawn digit, prepared as the models know digits. */
  constructor(take) {
    this.canvas = element("canvas", { width: SIDE, height: SIDE, class: "pad", role: "img", "aria-label": "Drawing pad: draw a digit with the mouse, a pen or a finger" });
    this.context = this.canvas.getContext("2d");
    Object.assign(this.context, { lineCap: "round", lineJoin: "round", lineWidth: BRUSH, strokeStyle: "#fff" });
    this.problem = element("small", { class: "note", role: "alert" });
    this.stopped = new AbortController();
    this.using = button("Take the drawing", () => this.use(take), { disabled: true });
    this.root = element(
      "div",
      {},
      element("span", {}, "Drawn by hand"),
      this.canvas,
      element("span", { class: "row" }, this.using, button("Clear", () => this.clear())),
      this.problem,
    );
    this.canvas.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.last = this.place(event);
      this.line(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) this.line(event);
    });
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  }

  line(event) {
    const to = this.place(event);
    this.context.beginPath();
    this.context.moveTo(...this.last);
    this.context.lineTo(to[0], to[1] + 0.01); // a dot needs a length
    this.context.stroke();
    this.last = to;
    this.using.disabled = false;
    this.problem.textContent = "";
  }

  clear() {
    this.context.clearRect(0, 0, SIDE, SIDE);
    this.using.disabled = true;
    this.problem.textContent = "";
  }

  async use(take) {
    const small = new OffscreenCanvas(SENT, SENT).getContext("2d");
    small.fillStyle = "#000";
    small.fillRect(0, 0, SENT, SENT);
    small.imageSmoothingQuality = "high";
    small.drawImage(this.canvas, 0, 0, SENT, SENT);
    const { data } = small.getImageData(0, 0, SENT, SENT);
    const body = Uint8Array.from({ length: SENT * SENT }, (_, pixel) => data[4 * pixel]);
    this.using.disabled = true;
    try {
      const { arrays, values } = await fetchArrays(`/api/prepare?width=${SENT}`, { body, signal: this.stopped.signal });
      if (values.count > 1) throw new Error(`There are ${values.count} digits on the pad: draw one, in one piece.`);
      take(drawnToken(arrays.images.data));
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      this.problem.textContent = error.message;
      this.using.disabled = false;
    }
  }

  close() {
    this.stopped.abort();
  }
}
