// What the presenter's browser keeps of the room that it opened, so that a reload and the tour go on with it.

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
    // A browser that stores nothing shows the room until the page is loaded again.
  }
}

export function forgetRoom() {
  try {
    localStorage.removeItem(STORE);
  } catch {
    // It stored nothing.
  }
}
