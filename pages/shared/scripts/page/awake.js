// Keep the screen on while something is shown to an audience.

/** A request to keep the screen on, repeated after each change of tab. */
export class Awake {
  #wanted = false;
  /** @type {WakeLockSentinel | null} */
  #lock = null;

  constructor() {
    document.addEventListener("visibilitychange", this.#onVisible);
  }

  /** @param {boolean} wanted */
  async keep(wanted) {
    this.#wanted = wanted;
    if (!wanted) {
      this.#lock?.release();
      this.#lock = null;
    } else if (!this.#lock || this.#lock.released) {
      // Browsers offer no wake lock without HTTPS and refuse it if the battery is low: the screen may then turn off.
      this.#lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
      if (!this.#wanted) this.#lock?.release();
    }
  }

  close() {
    document.removeEventListener("visibilitychange", this.#onVisible);
    this.keep(false);
  }

  #onVisible = () => {
    if (document.visibilityState === "visible") this.keep(this.#wanted);
  };
}
