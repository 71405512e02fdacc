// Conversion of a drawing on a small board to an image of the page's data set.

import { fetchWhenReady } from "../server/client.js";
import { SENT } from "./board.js";
import { HEIGHT, PIXELS, WIDTH } from "./canvas.js";
import { isPrepared, reduce } from "./reduce.js";

/**
 * The image of a drawn digit: prepared like MNIST's digits, or only made smaller.
 *
 * @param {Uint8Array} ink `SENT` × `SENT` bytes.
 * @param {AbortSignal} [signal]
 * @returns {Promise<Uint8Array>}
 * @throws {Error} with a sentence if there are several digits
 */
export async function imageOf(ink, signal) {
  if (!isPrepared()) return reduce(ink, SENT, WIDTH, HEIGHT);
  const path = `/api/prepare?width=${SENT}&verdicts=false`;
  const { arrays, values } = await fetchWhenReady(path, { body: ink, signal });
  if (values.count > 1) throw new Error(`There are ${values.count} digits on the board: draw one, in one piece.`);
  return Uint8Array.from(arrays.images.data.subarray(0, PIXELS));
}
