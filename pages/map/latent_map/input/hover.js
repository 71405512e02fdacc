// Where the pointer hovers over a map, reported only as often as a card can follow.

const PAUSE_MS = 50;

export class Hover {
  /** @type {PointerEvent | null} */
  #latest = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  #report;

  /** @param {(event: PointerEvent) => void} report Called with the newest movement. */
  constructor(report) {
    this.#report = report;
  }

  /** @param {PointerEvent} event */
  move(event) {
    this.#latest = event;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#latest) this.#report(this.#latest);
    }, PAUSE_MS);
  }

  /** Forget the movement that has not been reported. */
  leave() {
    this.#latest = null;
  }

  close() {
    this.leave();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
