// Drawings that wait to be sent. They survive a lost connection and a closed page.

import { pack, unpack } from "../../shared/scripts/pictures/base64.js";
import { Refused, Unreachable } from "../../shared/scripts/server/plain-fetch.js";

const WAITS_MS = [1000, 2000, 4000, 8000];
const PAUSED = 423;
const TOO_FAST = 429;
const MOST = 20;

/**
 * @typedef {{id: string, meant: number, ink: Uint8Array}} Drawing
 * @typedef {"sending" | "offline" | "paused" | "busy"} State Reason why drawings still wait.
 */

/** A new id: 32 hexadecimal digits at random. `crypto.randomUUID` would need HTTPS. */
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @template Answer */
export class Outbox {
  /** @type {Drawing[]} */
  #waiting = [];
  #sending = false;
  #failures = 0;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  #send;
  #events;
  #store;
  #key;

  /**
   * @param {object} options
   * @param {(drawing: Drawing) => Promise<Answer>} options.send
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} options.store
   * @param {string} options.key Key of the drawings in the store.
   * @param {object} options.events
   * @param {(answer: Answer, drawing: Drawing) => void} options.events.landed
   * @param {(error: Refused, drawing: Drawing) => void} options.events.refused The drawing is not sent again.
   * @param {(state: State, count: number) => void} options.events.waiting
   */
  constructor({ send, store, key, events }) {
    this.#send = send;
    this.#events = events;
    this.#store = store;
    this.#key = key;
    this.#load();
  }

  /** Number of waiting drawings. */
  get size() {
    return this.#waiting.length;
  }

  /** Whether no more drawings can wait. */
  get isFull() {
    return this.#waiting.length >= MOST;
  }

  /** @param {Drawing} drawing */
  add(drawing) {
    this.#waiting.push(drawing);
    this.#save();
    this.flush();
  }

  /** Forget all waiting drawings. */
  clear() {
    this.#waiting = [];
    this.#save();
  }

  /** Try again now, for example when the network is back. */
  flush() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#next();
  }

  async #next() {
    if (this.#sending) return;
    const drawing = this.#waiting[0];
    if (!drawing) return;
    this.#sending = true;
    this.#events.waiting("sending", this.size);
    try {
      const answer = await this.#send(drawing);
      this.#failures = 0;
      this.#remove(drawing);
      this.#events.landed(answer, drawing);
    } catch (error) {
      this.#fail(error, drawing);
    } finally {
      this.#sending = false;
    }
    if (this.#timer === null && this.size > 0) this.#next();
  }

  /**
   * @param {unknown} error
   * @param {Drawing} drawing
   */
  #fail(error, drawing) {
    const status = error instanceof Refused ? error.status : 0;
    if (error instanceof Refused && status < 500 && status !== PAUSED && status !== TOO_FAST) {
      this.#remove(drawing);
      this.#events.refused(error, drawing);
      return;
    }
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    const pause = WAITS_MS[Math.min(this.#failures, WAITS_MS.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.flush(), pause);
    const state = status === PAUSED ? "paused" : status === 0 ? "offline" : "busy";
    this.#events.waiting(state, this.size);
  }

  /** @param {Drawing} drawing */
  #remove(drawing) {
    this.#waiting = this.#waiting.filter(({ id }) => id !== drawing.id);
    this.#save();
  }

  #load() {
    try {
      const drawings = JSON.parse(this.#store?.getItem(this.#key) ?? "[]");
      this.#waiting = drawings.map((/** @type {Drawing & {ink: string}} */ one) => ({ ...one, ink: unpack(one.ink) }));
    } catch {
      this.#waiting = []; // the store is blocked, or its content is invalid
    }
  }

  #save() {
    const drawings = this.#waiting.map((drawing) => ({ ...drawing, ink: pack(drawing.ink) }));
    try {
      if (drawings.length) this.#store?.setItem(this.#key, JSON.stringify(drawings));
      else this.#store?.removeItem(this.#key);
    } catch {
      // Full or blocked: the drawings wait in this page only.
    }
  }
}
