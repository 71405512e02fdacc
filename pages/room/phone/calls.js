// Calls of the phone's page to its room.

import { Refused, fetchPlain } from "../../shared/scripts/server/plain-fetch.js";
import { route } from "../../shared/scripts/server/route.js";

/**
 * @import { Room } from "../../shared/scripts/room/presenter.js"
 * @import { Landed } from "./landing.js"
 * @import { Drawing } from "./outbox.js"
 * @import { News } from "./phone.js"
 */

const NEWS_MS = 35_000; // the server answers after 20 seconds at the latest

/** The calls to one room. */
export class RoomCalls {
  /** Number of this phone in the room, also from an earlier visit; "" before the first one. */
  phone = "";
  #base;

  /** @param {string} code */
  constructor(code) {
    this.#base = `/api/rooms/${encodeURIComponent(code)}`;
  }

  /** Address of the picture of the map. */
  get map() {
    return String(route(`${this.#base}/map.png`));
  }

  /**
   * Enter the room; the answer describes it.
   *
   * @returns {Promise<Room>}
   */
  async enter() {
    const values = await fetchPlain(this.#path("phones", {}), { method: "POST" });
    this.phone = values.phone;
    return values;
  }

  /**
   * The state of the room, once it is newer than `since`.
   *
   * @param {number} since
   * @returns {Promise<News>}
   */
  news(since) {
    return this.#again(() => fetchPlain(this.#path("news", { since }), {}, NEWS_MS));
  }

  /**
   * Send a drawing. Sending it again with the same id has no effect.
   *
   * @param {Drawing} drawing
   * @returns {Promise<Landed>}
   */
  send({ id, meant, ink }) {
    const body = /** @type {BodyInit} */ (ink);
    const headers = { "Content-Type": "application/octet-stream" };
    return this.#again(() => fetchPlain(this.#path("drawings", { id, meant }), { method: "POST", headers, body }));
  }

  /**
   * Answer the question.
   *
   * @param {number} quiz
   * @param {number} choice
   */
  vote(quiz, choice) {
    return this.#again(() => fetchPlain(this.#path("votes", { quiz, choice }), { method: "POST" }));
  }

  /**
   * @param {string} name
   * @param {Record<string, string | number>} values
   */
  #path(name, values) {
    const pairs = Object.entries({ phone: this.phone, ...values });
    return `${this.#base}/${name}?${pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}`;
  }

  /**
   * Make a call; if the room has forgotten this phone, enter the room and call again.
   *
   * @template Answer
   * @param {() => Promise<Answer>} make
   */
  async #again(make) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 403) throw error;
      await this.enter();
      return make();
    }
  }
}
