// Named arrays in the safetensors layout, in which the server sends raw answers.

/**
 * @typedef {Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | Int32Array} Numbers
 * @typedef {{shape: number[], data: Numbers}} NamedArray `data` is flat, in row-major order.
 * @typedef {{arrays: Record<string, NamedArray>, values: any}} Arrays `values` is any JSON.
 */

const TYPES = {
  F32: Float32Array,
  F64: Float64Array,
  U8: Uint8Array,
  U16: Uint16Array,
  U32: Uint32Array,
  I32: Int32Array,
};

/**
 * Read an answer in the safetensors layout: eight bytes with the header's length, a JSON header,
 * the numbers, all little-endian. The values are in the header's metadata.
 *
 * Each array is a view of the answer's own bytes, or a copy if its bytes are not aligned.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Arrays}
 */
export function readArrays(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const { __metadata__: metadata, ...tensors } = header;
  /** @type {Record<string, NamedArray>} */
  const arrays = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    const { dtype, shape, data_offsets: offsets } = tensor;
    const Type = TYPES[/** @type {keyof typeof TYPES} */ (dtype)];
    if (!Type) throw new TypeError(`The array "${name}" has the type ${dtype}, which this page cannot read.`);
    const [start, end] = [8 + length + offsets[0], 8 + length + offsets[1]];
    const aligned = start % Type.BYTES_PER_ELEMENT === 0;
    const data = aligned
      ? new Type(buffer, start, (end - start) / Type.BYTES_PER_ELEMENT)
      : new Type(buffer.slice(start, end));
    arrays[name] = { shape, data };
  }
  return { arrays, values: JSON.parse(metadata?.values ?? "{}") };
}
