// The decoded plane: what a decoder draws at each place of its two numbers, behind the points.

import { call } from "./client.js";

const CELL_PX = 34;
const MOST = 40; // digits across, and down
const PAUSE_MS = 300; // without movement, before a new part of the plane is decoded

const asAddress = (blob) =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });

/** The plane of one map. */
export class Plane {
  constructor(plot, checkpoint, { refused }) {
    Object.assign(this, { plot, checkpoint, refused });
    this.stopped = new AbortController();
    this.painted = null;
  }

  /** Paints the part in view, or takes the picture away; `dark` says which ink is seen. */
  show(on, dark, soon = false) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#paint(on, dark), soon ? 0 : PAUSE_MS);
  }

  async #paint(on, dark) {
    const { plot } = this;
    if (!plot.ready || this.stopped.signal.aborted) return;
    if (!on) {
      this.painted = null;
      if (plot.image) plot.background(null);
      return;
    }
    const { range, frame } = plot;
    const digits = (pixels) => Math.max(2, Math.min(MOST, Math.round(pixels / CELL_PX)));
    const query = new URLSearchParams({
      model: this.checkpoint,
      left: range.x[0], right: range.x[1], bottom: range.y[0], top: range.y[1],
      columns: digits(frame.width),
      rows: digits(frame.height),
      dark,
    }).toString();
    if (this.painted === query) return;
    this.painted = query;
    try {
      const answer = await call(`/api/maps/plane?${query}`, { accept: "image/png", signal: this.stopped.signal });
      const address = await asAddress(await answer.blob());
      // The hand may have moved on, or the plane been put away, while it was decoded.
      if (this.painted === query) await plot.background(address, range);
    } catch (error) {
      this.painted = null;
      if (!this.stopped.signal.aborted) this.refused(error.message);
    }
  }

  close() {
    this.stopped.abort();
    clearTimeout(this.timer);
  }
}
