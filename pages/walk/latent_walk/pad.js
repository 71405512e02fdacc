// A small pad to draw a digit on, which becomes a stop of a walk.

import { HEIGHT, WIDTH, context2d, offscreen2d } from "../../shared/scripts/pictures/canvas.js";
import { fetchArrays } from "../../shared/scripts/server/client.js";
import { button, element, worded } from "../../shared/scripts/page/dom.js";
import { isPrepared, reduce } from "../../shared/scripts/pictures/reduce.js";
import { drawnStop } from "../../shared/scripts/pictures/stops.js";

const PAD = 280; // pixels of a side
const SENT = 140; // pixels of a side that are sent
const BRUSH = 22;
const LABEL = "Drawing pad: draw a digit with the mouse, a pen or a finger";

export class Pad {
  #canvas = element("canvas", { width: PAD, height: PAD, class: "pad", role: "img", "aria-label": LABEL });
  #context = context2d(this.#canvas);
  #problem = element("small", { class: "note", role: "alert" });
  #take = button("Take the drawing", () => this.#send(), { disabled: true });
  #stop = new AbortController();
  /** @type {[x: number, y: number]} */
  #last = [0, 0];
  #use;

  /** @param {(stop: string) => void} use Gets the drawn digit, prepared as the models know digits. */
  constructor(use) {
    this.#use = use;
    Object.assign(this.#context, { lineCap: "round", lineJoin: "round", lineWidth: BRUSH, strokeStyle: "#fff" });
    this.root = element(
      "div",
      {},
      element("span", {}, "Drawn by hand"),
      this.#canvas,
      element(
        "span",
        { class: "row" },
        this.#take,
        button("Clear", () => this.#clear()),
      ),
      this.#problem,
    );
    this.#canvas.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      this.#canvas.setPointerCapture(event.pointerId);
      this.#last = this.#place(event);
      this.#lineTo(event);
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      if (this.#canvas.hasPointerCapture(event.pointerId)) this.#lineTo(event);
    });
  }

  /**
   * @param {PointerEvent} event
   * @returns {[x: number, y: number]}
   */
  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * PAD, ((event.clientY - box.top) / box.height) * PAD];
  }

  /** @param {PointerEvent} event */
  #lineTo(event) {
    const to = this.#place(event);
    this.#context.beginPath();
    this.#context.moveTo(...this.#last);
    this.#context.lineTo(to[0], to[1] + 0.01); // a dot needs a length
    this.#context.stroke();
    this.#last = to;
    this.#take.disabled = false;
    this.#problem.textContent = "";
  }

  #clear() {
    this.#context.clearRect(0, 0, PAD, PAD);
    this.#take.disabled = true;
    this.#problem.textContent = "";
  }

  /** The drawing as the server wants it: one byte of ink per pixel. */
  #ink() {
    const small = offscreen2d(SENT, SENT);
    small.fillStyle = "#000";
    small.fillRect(0, 0, SENT, SENT);
    small.imageSmoothingQuality = "high";
    small.drawImage(this.#canvas, 0, 0, SENT, SENT);
    const { data } = small.getImageData(0, 0, SENT, SENT);
    return Uint8Array.from({ length: SENT * SENT }, (_, pixel) => data[4 * pixel]);
  }

  async #send() {
    const { signal } = this.#stop;
    if (!isPrepared()) {
      this.#use(drawnStop(reduce(this.#ink(), SENT, WIDTH, HEIGHT)));
      return;
    }
    this.#take.disabled = true;
    try {
      const { arrays, values } = await fetchArrays(`/api/prepare?width=${SENT}`, { body: this.#ink(), signal });
      if (values.count > 1) throw new Error(`There are ${values.count} digits on the pad: draw one, in one piece.`);
      this.#use(drawnStop(arrays.images.data));
    } catch (error) {
      if (signal.aborted) return;
      this.#problem.textContent = worded(error.message);
      this.#take.disabled = false;
    }
  }

  close() {
    this.#stop.abort();
  }
}
