// The view of a map in space, with the methods that the view of a flat map has too: zoom, show all, frame.

import { HOME, cubeAround, limitViewpoint, projection, roundViewpoint, sameViewpoint } from "./camera.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Viewpoint } from "./camera.js"
 */

export class SpaceView {
  /** @type {Viewpoint} */
  viewpoint = HOME;
  ready = false;
  #cube;
  #place;
  #moved;
  #zoomed;

  /**
   * @param {HTMLElement} place
   * @param {Points} points
   * @param {() => void} moved Called after each movement.
   * @param {() => void} zoomed Called after a completed movement.
   */
  constructor(place, points, moved, zoomed) {
    this.#zoomed = zoomed;
    this.#place = place;
    this.#moved = moved;
    this.#cube = cubeAround([points.x, points.y, points.z]);
  }

  get cube() {
    return this.#cube;
  }

  get frame() {
    return { left: 0, top: 0, width: this.#place.clientWidth, height: this.#place.clientHeight };
  }

  /** The viewpoint for the address; null at home. */
  get viewpointForLink() {
    const viewpoint = roundViewpoint(this.viewpoint);
    return sameViewpoint(viewpoint, HOME) ? null : viewpoint;
  }

  /** A map in space has no part of a plane to show. */
  get target() {
    return null;
  }

  projection(frame = this.frame) {
    return projection(this.viewpoint, this.#cube, frame);
  }

  /** @param {Viewpoint} viewpoint */
  viewFrom(viewpoint) {
    this.viewpoint = limitViewpoint(viewpoint);
    this.#moved();
  }

  /**
   * Turn by degrees and zoom by a factor.
   *
   * @param {number} turn
   * @param {number} tilt
   * @param {number} [zoom]
   */
  turnBy(turn, tilt, zoom = 1) {
    const { viewpoint } = this;
    this.viewFrom({ turn: viewpoint.turn + turn, tilt: viewpoint.tilt + tilt, zoom: viewpoint.zoom * zoom });
  }

  /** @param {number} factor A factor below 1 shows less of the map, as on flat maps. */
  zoom(factor) {
    this.turnBy(0, 0, 1 / factor);
    this.#zoomed();
  }

  /** Return to the first viewpoint, which shows all points. */
  async moveTo() {
    this.viewFrom(HOME);
    this.#zoomed();
  }

  resize() {
    this.#moved();
  }
}
