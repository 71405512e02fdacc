// Storage of the presenter's key of a room, so that a reload and the tour continue with the same room.

/** @import { Key } from "./presenter.js" */

const STORE = "latent-lab-room-presenter";

/** @returns {Key | null} Null without a room. */
export function storedRoom() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "null");
  } catch {
    return null;
  }
}

/** @param {Key} key */
export function storeRoom(key) {
  try {
    localStorage.setItem(STORE, JSON.stringify(key));
  } catch {
    // If the browser allows no storage, the room is shown until the page is reloaded.
  }
}

export function forgetRoom() {
  try {
    localStorage.removeItem(STORE);
  } catch {
    // Nothing was stored.
  }
}
