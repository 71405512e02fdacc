// Calls of the presenter to the room. The secret is sent in a header, never in an address.

import { fetchPlain } from "../server/plain-fetch.js";
import { route } from "../server/route.js";

const WALL_MS = 35_000; // the server answers after 20 seconds at the latest
const OPEN_MS = 120_000; // the first room loads the networks

/**
 * @import { WallQuiz } from "./quiz-board.js"
 *
 * @typedef {{code: string, secret: string}} Key Credentials of a room in the presenter's browser.
 *
 * @typedef {{name: string, x: number, y: number, colour: string}} Name A class and its place; x and y are shares
 *   of the map's side.
 * @typedef {{title: string, count: number, names: Name[]}} RoomMap
 * @typedef {{code: string, map: RoomMap}} Room The constant properties of a room.
 *
 * @typedef {object} SentDrawing
 * @property {number} number
 * @property {number} meant
 * @property {string} text Text of the reading.
 * @property {boolean} right
 * @property {boolean} hidden
 * @property {number} x Share of the map's side, from the left.
 * @property {number} y Share of the map's side, from the top.
 * @property {string} seen Pixels in base64, as in `cleaned`.
 * @property {string} cleaned
 *
 * @typedef {{count: number, right: number, counts: number[], averages: string, odd: number[]}} Summary `averages` has
 *   the pixels of the mean of each digit, in base64; `odd` the numbers of the drawings least like MNIST's.
 *
 * @typedef {object} WallNews Changes on the wall.
 * @property {number} round
 * @property {number} version
 * @property {boolean} complete Whether these are all changes.
 * @property {SentDrawing[]} drawings
 * @property {boolean} paused
 * @property {number} phones
 * @property {Summary} summary
 * @property {WallQuiz | null} quiz
 */

/**
 * Open a room.
 *
 * @returns {Promise<Room & Key>}
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

  /** @returns {Promise<Room>} */
  about() {
    return fetchPlain(this.#base, { headers: this.#headers });
  }

  /**
   * The changes on the wall; waits until there are some.
   *
   * @param {number} since
   * @param {number} round
   * @returns {Promise<WallNews>}
   */
  wall(since, round) {
    return fetchPlain(`${this.#base}/wall?since=${since}&round=${round}`, { headers: this.#headers }, WALL_MS);
  }

  /**
   * The room's address below an origin, with its QR code.
   *
   * @param {string} origin
   * @returns {Promise<{address: string, qr: string}>} The code is the address of an image.
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
