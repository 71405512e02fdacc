// The pictures of the tour: each moves by itself until somebody takes hold of it.

import { element } from "../../shared/scripts/page/dom.js";
import { isHeld, reducesMotion } from "../../shared/scripts/page/motion.js";
import { widget } from "../../shared/scripts/page/widget.js";
import { Film } from "./film.js";
import { Gathering } from "./gathering.js";
import { Pixels } from "./pixels.js";

/**
 * @import { Data as FilmData } from "./film.js"
 * @import { Data as GatheringData } from "./gathering.js"
 *
 * @typedef {{scene: "pixels", picture: string}} PixelsData
 * @typedef {PixelsData | ({scene: "film"} & FilmData) | ({scene: "gathering"} & GatheringData)} Data
 */

/**
 * A scene, which can be drawn at any time of its course.
 *
 * @typedef {object} Scene
 * @property {HTMLElement} root
 * @property {Promise<unknown>} ready
 * @property {(ms: number) => void} draw Shows the scene `ms` after its start, unless somebody holds it.
 * @property {() => boolean} isHeld Whether somebody has taken hold of it.
 */

const LONGEST_FRAME_MS = 100; // a tab in the background must not skip ahead
const STILL_MS = 60_000; // the time that is shown if the visitor has asked for reduced motion

/**
 * @param {Data} data
 * @returns {Scene}
 */
function sceneOf(data) {
  if (data.scene === "pixels") return new Pixels(data);
  return data.scene === "film" ? new Film(data) : new Gathering(data);
}

class Stage {
  #root = element("div", { class: "scene" });
  #received = "";
  /** @type {Scene | null} */
  #scene = null;
  #elapsed = 0;

  /** @param {HTMLElement} parent */
  constructor(parent) {
    parent.append(this.#root);
  }

  /** @param {Data} data */
  async update(data) {
    const received = JSON.stringify(data);
    if (received === this.#received) return;
    this.#received = received;
    const scene = sceneOf(data);
    await scene.ready;
    if (received !== this.#received) return; // newer data has arrived meanwhile
    this.#scene = scene;
    this.#elapsed = 0;
    this.#root.replaceChildren(scene.root);
    this.#root.dataset.painted = data.scene;
    if (reducesMotion()) scene.draw(STILL_MS);
    else this.#play(scene);
  }

  /** @param {Scene} scene */
  #play(scene) {
    let last = performance.now();
    const tick = (/** @type {number} */ now) => {
      if (scene !== this.#scene || !this.#root.isConnected || scene.isHeld()) return;
      // A scene that is loaded ahead waits for its step.
      if (!isHeld() && this.#root.checkVisibility({ visibilityProperty: true })) {
        this.#elapsed += Math.min(LONGEST_FRAME_MS, now - last);
        scene.draw(this.#elapsed);
      }
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  close() {
    this.#scene = null;
    this.#root.remove();
  }
}

export default widget(Stage);
