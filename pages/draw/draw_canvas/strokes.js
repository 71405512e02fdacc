// The content of the drawing board and its painting: strokes, or a picture with a frame around each digit.

import { BOARD } from "../../shared/scripts/pictures/pen-keys.js";
import { ORANGE } from "../../shared/scripts/page/palette.js";

/**
 * @import { PictureFile } from "./picture-file.js"
 *
 * @typedef {{x: number, y: number, press: number}} Place In pixels of the board; `press` scales the brush.
 * @typedef {{erase: boolean, size: number, points: Place[]}} Stroke
 * @typedef {{picture: PictureFile | null, strokes: Stroke[]}} Scene
 * @typedef {{left: number, top: number, width: number, height: number, factor: number}} Rectangle
 */

/** @type {Scene} */
export const EMPTY = { picture: null, strokes: [] };

/**
 * The rectangle of a picture on the board: centred, and as large as fits.
 *
 * @param {{width: number, height: number}} picture
 * @returns {Rectangle}
 */
export function fitOnBoard(picture) {
  const factor = BOARD / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * factor, picture.height * factor];
  return { left: (BOARD - width) / 2, top: (BOARD - height) / 2, width, height, factor };
}

/**
 * The place of a pointer on the board, and the pressure of a pen.
 *
 * @param {{clientX: number, clientY: number, pointerType: string, pressure: number}} event
 * @param {{left: number, top: number, width: number, height: number}} box The board's box in the window.
 * @returns {Place}
 */
export const placeOf = ({ clientX, clientY, pointerType, pressure }, box) => ({
  x: ((clientX - box.left) / box.width) * BOARD,
  y: ((clientY - box.top) / box.height) * BOARD,
  press: pointerType === "pen" && pressure > 0 ? 0.5 + pressure : 1,
});

/**
 * Paint a stroke's line to one of its points, or a dot for the first one.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 * @param {number} index
 */
export function paintLine(context, stroke, index) {
  const to = stroke.points[index];
  const from = stroke.points[Math.max(0, index - 1)];
  context.strokeStyle = stroke.erase ? "#000" : "#fff";
  context.lineWidth = stroke.size * to.press;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y + (index === 0 ? 0.01 : 0)); // a dot needs a length
  context.stroke();
}

/**
 * Paint the whole board.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {number[][]} boxes Boxes around the digits of the picture: [x0, y0, x1, y1], as shares of the picture.
 * @param {number} chosen Index of the box that stands out.
 */
export function paintScene(context, scene, boxes, chosen) {
  context.fillStyle = "#000";
  context.fillRect(0, 0, BOARD, BOARD);
  const image = scene.picture?.image;
  if (image) {
    const { left, top, width, height, factor } = fitOnBoard(image);
    context.imageSmoothingEnabled = factor < 4;
    context.drawImage(image, left, top, width, height);
    boxes.forEach(([x0, y0, x1, y1], index) => {
      context.lineWidth = index === chosen ? 6 : 3;
      context.strokeStyle = ORANGE;
      const [boxWidth, boxHeight] = [(x1 - x0) * width, (y1 - y0) * height];
      context.strokeRect(left + x0 * width - 4, top + y0 * height - 4, boxWidth + 8, boxHeight + 8);
    });
  }
  for (const stroke of scene.strokes) stroke.points.forEach((_, index) => paintLine(context, stroke, index));
}
