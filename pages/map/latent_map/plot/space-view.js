// The view of a map in space, with the parts that flat maps have too: zoom, all points, the frame.

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
   * @param {() => void} zoomed Called after one that is complete.
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

  /** The seat as an address has it; null at home. */
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

  /** @param {number} factor Below 1 shows less of the map, as on flat maps. */
  zoom(factor) {
    this.turnBy(0, 0, 1 / factor);
    this.#zoomed();
  }

  /** Show all points from the first seat. */
  async moveTo() {
    this.sitAt(HOME);
    this.#zoomed();
  }

  resize() {
    this.#moved();
  }
}
