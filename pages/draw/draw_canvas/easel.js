// The drawing board itself: pointer, pen and eraser, undo, and the ink to send to the server.

import { context2d } from "../../shared/scripts/pictures/canvas.js";
import { element } from "../../shared/scripts/page/dom.js";
import { BOARD, PenKeys } from "../../shared/scripts/pictures/pen-keys.js";
import { SKY } from "../../shared/scripts/page/palette.js";
import { PenTools } from "./pen-tools.js";
import { inkOf } from "./question.js";
import { addScene, currentScene, hasPast, undoScene } from "./scenes.js";
import { EMPTY, paintLine, paintScene, placeOf } from "./strokes.js";

/**
 * @import { PictureFile } from "./picture-file.js"
 * @import { Place, Scene, Stroke } from "./strokes.js"
 *
 * @typedef {Stroke & {pointer: number, drawnTo: number, frames: boolean}} OpenStroke `drawnTo` is the time of its
 *   newest movement; one that frames draws a box, not ink.
 */

const LABEL =
  "Drawing board: draw a digit with the mouse, a pen or a finger. Or with keys: the arrows move the pen, with Shift " +
  "in small steps, Space puts it down and lifts it, Delete clears the board and Escape leaves it.";
const KEYS = -1; // pointer id of the pen that keys move
const NOBODY = -2; // pointer id of a pen that moves by itself

export class Easel {
  #canvas = element("canvas", {
    width: BOARD,
    height: BOARD,
    class: "screen board",
    tabindex: 0,
    role: "application",
    "aria-roledescription": "drawing board",
    "aria-label": LABEL,
  });
  #context = context2d(this.#canvas, { willReadFrequently: true });

  /** The drawing as the server wants it, uint8 per pixel. */
  ink = inkOf(this.#canvas);

  #hint = element("p", { class: "hint", "aria-hidden": "true" }, "Draw a digit here");
  #tools = new PenTools(
    () => this.undo(),
    () => this.clear(),
  );
  /** @type {OpenStroke | null} */
  #stroke = null;
  #events;

  /** Whether the pointer draws boxes on a picture. */
  framing = false;
  /** Index of the digit in a picture that the rest of the page shows. */
  choice = 0;

  /**
   * @param {object} events
   * @param {(movedAt: number | null) => void} events.draw Called while a stroke grows, with the time of the movement.
   * @param {() => void} events.change Called when the board has changed.
   * @param {() => void} events.remove Called when the chosen box should be removed.
   * @param {(digit: number) => void} events.name Called with the digit that was typed for the chosen box.
   * @param {(from: Place, to: Place) => void} events.frame Called when a box was drawn, or the same place pressed.
   */
  constructor(events) {
    this.#events = events;
    this.#context.lineCap = this.#context.lineJoin = "round";
    const keys = new PenKeys(this.#canvas, {
      start: (place, time) => this.#start({ ...place, press: 1 }, KEYS, time),
      move: (place, time) => this.#extend([{ ...place, press: 1 }], time),
      end: () => this.#finish(),
    });
    this.root = element("div", { class: "easel" }, this.#canvas, this.#hint, ...keys.elements);
    this.tools = this.#tools.root;
    this.#listen();
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    // Browsers delay movements until the next frame, except raw ones, which not all browsers report.
    canvas.addEventListener("pointerrawupdate", (event) => this.#move(/** @type {PointerEvent} */ (event)));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", (event) => this.#up(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("keydown", ({ key }) => {
      if (this.framing && this.scene.picture && /^\d$/.test(key)) this.#events.name(Number(key));
      if (key !== "Delete" && key !== "Backspace") return;
      if (this.framing && this.scene.picture) this.#events.remove();
      else this.clear();
    });
  }

  /** The content of the board without an unfinished stroke. */
  get scene() {
    return currentScene();
  }

  /** Whether a stroke is being drawn. */
  get drawing() {
    return this.#stroke !== null;
  }

  /** @param {PointerEvent} event */
  #place(event) {
    return placeOf(event, this.#canvas.getBoundingClientRect());
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!event.isPrimary || event.button !== 0) return;
    if (this.#start(this.#place(event), event.pointerId, event.timeStamp))
      this.#canvas.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const stroke = this.#stroke;
    if (stroke?.pointer !== event.pointerId) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const movements = (coalesced.length ? coalesced : [event]).filter(({ timeStamp }) => timeStamp > stroke.drawnTo);
    if (movements.length === 0) return; // drawn when they came raw
    this.#extend(
      movements.map((movement) => this.#place(movement)),
      event.timeStamp,
    );
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (this.#stroke?.pointer === event.pointerId) this.#finish();
  }

  /**
   * Begin a stroke; returns false if another one is unfinished, or if there is nothing to erase.
   *
   * @param {Place} place
   * @param {number} pointer
   * @param {number} time
   */
  #start(place, pointer, time) {
    const frames = this.framing && this.scene.picture !== null;
    if (this.#stroke || (!frames && this.#tools.erasing && this.scene.strokes.length === 0)) return false;
    this.#hint.hidden = true;
    this.#stroke = {
      erase: this.#tools.erasing,
      size: this.#tools.size,
      points: [place],
      pointer,
      drawnTo: time,
      frames,
    };
    if (frames) return true;
    if (this.scene.picture) this.#paint(EMPTY);
    paintLine(this.#context, this.#stroke, 0);
    this.#events.draw(null);
    return true;
  }

  /**
   * @param {Place[]} places
   * @param {number} time Time of the last place.
   */
  #extend(places, time) {
    const stroke = this.#stroke;
    if (!stroke) return;
    if (stroke.frames) {
      stroke.points = [stroke.points[0], /** @type {Place} */ (places.at(-1))];
      stroke.drawnTo = time;
      this.#paintBand(stroke.points);
      return;
    }
    for (const place of places) {
      stroke.points.push(place);
      paintLine(this.#context, stroke, stroke.points.length - 1);
    }
    stroke.drawnTo = time;
    this.#events.draw(time);
  }

  /**
   * A pen that moves by itself. Its stroke never ends, so it is never in a scene or in the address.
   *
   * @type {import("./demonstration.js").Pen}
   */
  pen = {
    start: (place, time) => this.#start(place, NOBODY, time),
    move: (places, time) => this.#extend(places, time),
    cancel: () => {
      if (this.#stroke?.pointer !== NOBODY) return;
      this.#stroke = null;
      this.paint();
      this.#events.change();
    },
  };

  #finish() {
    const stroke = this.#stroke;
    if (!stroke) return;
    this.#stroke = null;
    if (stroke.frames) {
      this.paint();
      this.#events.frame(stroke.points[0], /** @type {Place} */ (stroke.points.at(-1)));
      return;
    }
    this.#push({ picture: null, strokes: [...this.scene.strokes, stroke] });
    this.#events.change();
  }

  /** @param {Place[]} corners */
  #paintBand([from, to]) {
    this.paint();
    this.#context.lineWidth = 4;
    this.#context.strokeStyle = SKY;
    this.#context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y);
  }

  /** @param {Scene} scene */
  #push(scene) {
    addScene(scene);
    this.choice = 0;
    this.#updateTools();
  }

  /**
   * Put a picture in place of what is on the board.
   *
   * @param {PictureFile} picture
   * @param {number} [choice] Index of the digit that the rest of the page shows.
   */
  put(picture, choice = 0) {
    this.#push({ picture, strokes: [] });
    this.choice = choice;
    this.paint();
    this.#events.change();
  }

  /**
   * Put strokes in place of what is on the board.
   *
   * @param {Stroke[]} strokes
   */
  draw(strokes) {
    this.#push({ picture: null, strokes });
    this.paint();
    this.#events.change();
  }

  /** Whether anything has ever been on the board. */
  get used() {
    return hasPast();
  }

  undo() {
    if (this.#stroke || !undoScene()) return;
    this.choice = 0;
    this.paint();
    this.#events.change();
  }

  /**
   * Put back what was on the board before a picture; returns false if something else has replaced the picture.
   *
   * @param {PictureFile} picture
   */
  takeBack(picture) {
    if (this.scene.picture !== picture || this.#stroke) return false;
    this.undo();
    return true;
  }

  clear() {
    if (this.scene === EMPTY || this.#stroke) return;
    this.#push(EMPTY);
    this.paint();
    this.#events.change();
  }

  #updateTools() {
    const blank = this.scene.picture === null && this.scene.strokes.length === 0;
    this.#tools.enable(hasPast(), !blank);
    this.#tools.showPens(!this.scene.picture?.image);
    this.#hint.hidden = !blank || this.drawing;
  }

  /**
   * Choose the digit of a picture that the rest of the page shows.
   *
   * @param {number} index
   */
  choose(index) {
    this.choice = index;
    this.paint(); // at once: the answer may take a while
    this.#events.change();
  }

  /** Repaint the board, with boxes around the digits of a picture if it has several or boxes are drawn. */
  paint() {
    const { picture } = this.scene;
    const boxes = picture?.boxes?.map(({ box }) => box) ?? picture?.found ?? [];
    this.#paint(this.scene, this.framing || boxes.length > 1 ? boxes : []);
  }

  /**
   * @param {Scene} scene
   * @param {number[][]} [boxes] Boxes around the digits of a picture: [x0, y0, x1, y1], as shares of the picture.
   */
  #paint(scene, boxes = []) {
    paintScene(this.#context, scene, boxes, this.choice);
    this.#updateTools();
  }
}
