// The view of a map in space, with the methods that the view of a flat map has too: zoom, show all, frame.

import { HOME, cubeAround, projection, roundSeat, sameSeat, settle } from "./camera.js";

/**
 * @import { Points } from "../../../shared/scripts/pictures/points.js"
 * @import { Seat } from "./camera.js"
 */

export class SpaceView {
  /** @type {Seat} */
  seat = HOME;
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

  /** The seat for the address; null at home. */
  get seatForLink() {
    const seat = roundSeat(this.seat);
    return sameSeat(seat, HOME) ? null : seat;
  }

  /** A map in space has no part of a plane to show. */
  get target() {
    return null;
  }

  projection(frame = this.frame) {
    return projection(this.seat, this.#cube, frame);
  }

  /** @param {Seat} seat */
  sitAt(seat) {
    this.seat = settle(seat);
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
    const { seat } = this;
    this.sitAt({ turn: seat.turn + turn, tilt: seat.tilt + tilt, zoom: seat.zoom * zoom });
  }

  /** @param {number} factor A factor below 1 shows less of the map, as on flat maps. */
  zoom(factor) {
    this.turnBy(0, 0, 1 / factor);
    this.#zoomed();
  }

  /** Return to the first seat, which shows all points. */
  async moveTo() {
    this.sitAt(HOME);
    this.#zoomed();
  }

  resize() {
    this.#moved();
  }
}
