// Calls to the server's routes: over the channel when it is open, as requests otherwise.

import { readArrays } from "./arrays.js";
import { Channel } from "./channel.js";
import { Refused, Unreachable } from "./plain-fetch.js";
import { route } from "./route.js";

export { Refused, Unreachable };

/**
 * @import { Answer } from "./channel.js"
 *
 * @typedef {object} Options
 * @property {ArrayBuffer | ArrayBufferView | object} [body] Bytes, or an object that is sent as JSON. Without a body
 *   the call is a GET, with one a POST.
 * @property {string} [accept] Media type of the answer.
 * @property {AbortSignal} [signal]
 * @property {number} [timeout_ms]
 * @property {boolean} [large] Whether the answer may be large, so that it needs a separate request.
 *
 * @typedef {{doing: string, done: number, total: number | null}} Progress Progress of a computation.
 */

const TIMEOUT_MS = 15_000;
const FILE_TIMEOUT_MS = 60_000;
const POLL_MS = 300;
const LARGE = 2 ** 18; // bytes; a larger body is sent as a separate request

const channel = new Channel();

/**
 * Call a route and return its answer.
 *
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Response | Answer>}
 * @throws {Refused} if the server answers with 4xx or 5xx
 * @throws {Unreachable} if there is no answer in time
 */
export async function call(path, options = {}) {
  const { body, accept = "application/json", signal, timeout_ms = TIMEOUT_MS, large = false } = options;
  const timeout = AbortSignal.timeout(timeout_ms);
  const ends = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let response;
  try {
    response = await send(path, body, accept, ends, large);
  } catch (error) {
    throw new Unreachable("The server does not answer.", { cause: error });
  }
  if (response.ok) return response;
  const refusal = await response.json().catch(() => null);
  throw new Refused(response.status, refusal?.error ?? `The server answered ${response.status}.`);
}

/**
 * @param {string} path
 * @param {Options["body"]} body
 * @param {string} accept
 * @param {AbortSignal} signal
 * @param {boolean} large
 */
function send(path, body, accept, signal, large) {
  if (body === undefined) return fetch(route(path), { headers: { Accept: accept }, signal });
  const raw = body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  const type = raw ? "application/octet-stream" : "application/json";
  const payload = raw ? body : JSON.stringify(body);
  const size = typeof payload === "string" ? payload.length : payload.byteLength;
  if (!large && size < LARGE && channel.ready()) return channel.post(path, { body: payload, type, accept, signal });
  return fetch(route(path), {
    method: "POST",
    headers: { Accept: accept, "Content-Type": type },
    body: /** @type {BodyInit} */ (payload),
    signal,
  });
}

/**
 * The arrays and values of a call's raw answer.
 *
 * @param {string} path
 * @param {Options} [options]
 */
export async function fetchArrays(path, options = {}) {
  const answer = await call(path, { accept: "application/octet-stream", ...options });
  return readArrays(await answer.arrayBuffer());
}

/**
 * Repeat a call until the server has finished the computation behind it, which it reports with 202.
 *
 * @param {string} path
 * @param {Options & {progress?: (progress: Progress) => void}} options
 */
async function callUntilDone(path, { progress, ...options }) {
  for (;;) {
    const answer = await call(path, options);
    if (answer.status !== 202) return answer;
    progress?.(await answer.json());
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/**
 * The arrays and values of a call that may take a while. Reports to `progress` until the answer arrives.
 *
 * @param {string} path
 * @param {{body?: Options["body"], signal?: AbortSignal, progress?: (progress: Progress) => void}} [options]
 */
export async function fetchWhenReady(path, options = {}) {
  const answer = await callUntilDone(path, { accept: "application/octet-stream", ...options });
  return readArrays(await answer.arrayBuffer());
}

/**
 * The file that a call returns, with the name that the server gives it. The call may take a while and reports to
 * `progress` until the file arrives.
 *
 * @param {string} path
 * @param {{body?: Options["body"], signal?: AbortSignal, progress?: (progress: Progress) => void}} [options]
 */
export async function fetchFile(path, options = {}) {
  const answer = await callUntilDone(path, { accept: "*/*", timeout_ms: FILE_TIMEOUT_MS, large: true, ...options });
  // A large call never uses the channel, whose answers have no headers.
  const header = answer instanceof Response ? answer.headers.get("Content-Disposition") : null;
  return new File([await answer.blob()], fileName(header ?? ""));
}

/**
 * The name that a server gives to a file in the header Content-Disposition (RFC 6266).
 *
 * @param {string} header
 */
export function fileName(header) {
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(header)?.[1];
  return encoded ? decodeURIComponent(encoded) : (/filename="([^"]+)"/i.exec(header)?.[1] ?? "latent-lab");
}
