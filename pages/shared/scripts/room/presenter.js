// Calls of the presenter to the room. The secret goes in a header, never in an address.

import { fetchPlain } from "../server/plain-fetch.js";
import { route } from "../server/route.js";

const WALL_MS = 35_000; // the server answers after 20 seconds at the latest
const OPEN_MS = 120_000; // the first room loads the networks

/** @typedef {{code: string, secret: string}} Key What the presenter's browser keeps of a room. */

/**
 * Open a room.
 *
 * @returns {Promise<any>} Its code, its secret and its map.
 */
export const openRoom = () => fetchPlain("/api/rooms", { method: "POST" }, OPEN_MS);

export class PresenterCalls {
  #base;
  #headers;

  /** @param {Key} key */
  constructor({ code, secret }) {
    this.#base = `/api/rooms/${encodeURIComponent(code)}`;
    this.#headers = { "Room-Secret": secret };
  }

  /** Address of the picture of the map. */
  get map() {
    return String(route(`${this.#base}/map.png`));
  }

  /** What does not change in the room. */
  about() {
    return fetchPlain(this.#base, { headers: this.#headers });
  }

  /**
   * What changed on the wall, once something has.
   *
   * @param {number} since
   * @param {number} round
   */
  wall(since, round) {
    return fetchPlain(`${this.#base}/wall?since=${since}&round=${round}`, { headers: this.#headers }, WALL_MS);
  }

  /**
   * The room's address below an origin, with its QR code.
   *
   * @param {string} origin
   */
  address(origin) {
    const query = new URLSearchParams({ origin });
    return fetchPlain(`${this.#base}/address?${query}`, { headers: this.#headers });
  }

  /**
   * @param {string} action
   * @param {number} [drawing]
   */
  act(action, drawing) {
    const body = JSON.stringify(drawing === undefined ? { action } : { action, drawing });
    const headers = { ...this.#headers, "Content-Type": "application/json" };
    return fetchPlain(`${this.#base}/actions`, { method: "POST", headers, body });
  }

  /** The drawings as a file. */
  async save() {
    const response = await fetch(route(`${this.#base}/drawings.zip`), { headers: this.#headers });
    if (!response.ok) throw new Error("The drawings could not be saved.");
    return response.blob();
  }
}
