import assert from "node:assert/strict";
import { test } from "node:test";

import {
  HOME,
  cubeAround,
  limitViewpoint,
  projection,
  readViewpoint,
  roundViewpoint,
  viewpointText,
} from "../../../pages/map/latent_map/plot/camera.js";
import { farFirst, paintDiscs } from "../../../pages/map/latent_map/plot/discs.js";

const FRAME = { width: 200, height: 100 };
const CUBE = { middle: [0, 0, 0], half: 1 };
const LEVEL = { turn: 0, tilt: 0, zoom: 1 };

/** @param {number[]} numbers */
const rounded = (numbers) => numbers.map((value) => Math.round(value * 1000) / 1000 + 0);

test("seen from the front and level, right is right and up is up, and near is large", () => {
  const project = projection(LEVEL, CUBE, FRAME);
  assert.deepEqual(rounded(project(0, 0, 0)), [100, 50, 1]);
  assert.deepEqual(rounded(project(1, 0, 0)), [126.5, 50, 1]);
  assert.deepEqual(rounded(project(0, 1, 0)), [100, 23.5, 1]);
  assert.ok(project(0, 0, 1)[2] > 1);
  assert.ok(project(1, 0, -1)[0] < 126.5);
});

test("the whole cube is in the frame from everywhere", () => {
  const ends = [-1, 1];
  const corners = ends.flatMap((x) => ends.flatMap((y) => ends.map((z) => [x, y, z])));
  for (let turn = -180; turn < 180; turn += 5) {
    for (let tilt = -90; tilt <= 90; tilt += 5) {
      const project = projection({ turn, tilt, zoom: 1 }, CUBE, FRAME);
      for (const [x, y, z] of corners) {
        const [left, top] = project(x, y, z);
        assert.ok(left >= 0 && left <= FRAME.width && top >= 0 && top <= FRAME.height, `${turn}, ${tilt}`);
      }
    }
  }
});

test("a quarter turn brings the depth to the side, a tilt of 90 looks from above", () => {
  const [left, top] = rounded(projection({ ...LEVEL, turn: 90 }, CUBE, FRAME)(0, 0, 1));
  assert.deepEqual([left, top], [126.5, 50]);
  const above = projection({ ...LEVEL, tilt: 90 }, CUBE, FRAME);
  assert.deepEqual(rounded(above(0, 0, 1)).slice(0, 2), [100, 76.5]);
  assert.ok(above(0, 1, 0)[2] > 1);
});

test("a viewpoint keeps within its limits and comes back from its text", () => {
  assert.deepEqual(limitViewpoint({ turn: 190, tilt: 100, zoom: 100 }), { turn: -170, tilt: 90, zoom: 12 });
  const viewpoint = roundViewpoint({ turn: -30.2, tilt: 12.7, zoom: 1.23456 });
  assert.deepEqual(viewpoint, { turn: -30, tilt: 12.5, zoom: 1.235 });
  assert.deepEqual(readViewpoint(viewpointText(viewpoint)), viewpoint);
  assert.deepEqual(limitViewpoint(HOME), HOME);
  for (const text of [null, "", "1,2", "a,b,c", "0,0,0"]) assert.equal(readViewpoint(text), null);
});

test("the cube holds all finite points and has one scale for all axes", () => {
  assert.deepEqual(
    cubeAround([
      [0, 4, NaN],
      [1, 2, 9],
      [5, 5, 5],
    ]),
    { middle: [2, 5, 5], half: 4 },
  );
  assert.deepEqual(cubeAround([[NaN], [NaN], [NaN]]), { middle: [0, 0, 0], half: 1 });
});

test("far points come first, whatever their order", () => {
  const near = Float32Array.from([1.2, 0.8, 1, 0.9]);
  assert.deepEqual([...farFirst([0, 1, 2, 3], near).sorted], [1, 3, 2, 0]);
  assert.deepEqual([...farFirst([2, 0], near).sorted], [2, 0]);
  assert.deepEqual([...farFirst([], near).sorted], []);
});

test("a near disc covers a far one, and what is outside of the image is left out", () => {
  const image = { width: 9, height: 9, data: new Uint8ClampedArray(9 * 9 * 4).fill(255) };
  const places = {
    left: Float32Array.from([4, 4, -1]),
    top: Float32Array.from([4, 4, 20]),
    near: Float32Array.from([0.8, 1.2, 1]),
  };
  const { sorted, low, high } = farFirst([0, 1, 2], places.near);
  /** @type {[number, number, number][]} */
  const colours = [
    [255, 0, 0],
    [0, 0, 255],
    [0, 255, 0],
  ];
  paintDiscs(image, sorted, places, {
    of: (index) => ({ colour: colours[index], alpha: 1 }),
    radius: 2,
    ground: [255, 255, 255],
    depth: [low, high],
  });
  const at = 4 * (4 * 9 + 4);
  assert.deepEqual([...image.data.subarray(at, at + 3)], [0, 0, 255]);
  assert.deepEqual([...image.data.subarray(0, 3)], [255, 255, 255]);
});
