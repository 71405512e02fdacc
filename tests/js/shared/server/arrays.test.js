import assert from "node:assert/strict";
import { test } from "node:test";

import { readArrays } from "../../../../pages/shared/scripts/server/arrays.js";

/**
 * An answer in the safetensors layout.
 *
 * @param {object} header
 * @param {ArrayBufferLike} numbers
 */
function packed(header, numbers) {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + numbers.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(new Uint8Array(numbers), 8 + head.length);
  return bytes.buffer;
}

test("an answer has its arrays with shape and type, and its values", () => {
  const numbers = new Float32Array([1.5, -2, 3, 4]);
  const header = {
    places: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    __metadata__: { values: '{"count":2,"names":["a"]}' },
  };

  const { arrays, values } = readArrays(packed(header, numbers.buffer));

  assert.deepEqual(arrays.places, { shape: [2, 2], data: numbers });
  assert.deepEqual(values, { count: 2, names: ["a"] });
});

for (const [dtype, data] of Object.entries({
  F32: new Float32Array([0.5, -1]),
  F64: new Float64Array([0.1, 2e300]),
  U8: new Uint8Array([0, 255]),
  U16: new Uint16Array([0, 65535]),
  U32: new Uint32Array([0, 4294967295]),
  I32: new Int32Array([-1, 7]),
})) {
  test(`numbers of type ${dtype} are read, aligned or not`, () => {
    for (const pad of ["", "x", "xx", "xxx"]) {
      const header = { a: { dtype, shape: [2], data_offsets: [0, data.byteLength] }, __metadata__: { pad } };
      assert.deepEqual(readArrays(packed(header, data.buffer)).arrays.a.data, data);
    }
  });
}

test("an answer without metadata has no values", () => {
  assert.deepEqual(readArrays(packed({}, new ArrayBuffer(0))), { arrays: {}, values: {} });
});

test("a type that no page reads is an error that names the array", () => {
  const header = { row: { dtype: "I64", shape: [1], data_offsets: [0, 8] } };
  assert.throws(() => readArrays(packed(header, new ArrayBuffer(8))), /"row" has the type I64/);
});
