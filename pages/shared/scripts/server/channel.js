// One WebSocket for pointer-driven calls, because a message costs the browser much less than a request.

import { route } from "./route.js";

const REOPEN_MS = 3000; // pause after an open channel has closed
const NEVER_OPEN_MS = 60_000; // pause after a channel that could not be opened

/** Answer to a call over the channel: the part of a Response that the client uses. */
export class Answer {
  /**
   * @param {number} status
   * @param {string} type
   * @param {ArrayBuffer} bytes
   */
  constructor(status, type, bytes) {
    this.status = status;
    this.type = type;
    this.bytes = bytes;
    this.ok = status >= 200 && status < 300;
  }

  arrayBuffer = async () => this.bytes;
  blob = async () => new Blob([this.bytes], { type: this.type });
  json = async () => JSON.parse(new TextDecoder().decode(this.bytes));
}

/**
 * The bytes of a body that is text, a buffer or a view of one.
 *
 * @param {string | ArrayBuffer | ArrayBufferView} body
 */
function bytesOf(body) {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
}

/**
 * A message is four bytes with the length of its header (little-endian), a JSON header, and a body.
 *
 * @param {object} header
 * @param {string | ArrayBuffer | ArrayBufferView} body
 */
export function packMessage(header, body) {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = bytesOf(body);
  const message = new Uint8Array(4 + head.length + bytes.length);
  new DataView(message.buffer).setUint32(0, head.length, true);
  message.set(head, 4);
  message.set(bytes, 4 + head.length);
  return message;
}

/**
 * The header and the body of a message.
 *
 * @param {ArrayBuffer} message
 */
export function unpackMessage(message) {
  const end = 4 + new DataView(message).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, end - 4)));
  return { header, body: message.slice(end) };
}

/** Opened by the first call. While it is not open, the client sends its calls as requests. */
export class Channel {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<number, {resolve: (answer: Answer) => void, reject: (error: Error) => void}>} */
  #pending = new Map();
  #lastId = 0;
  #earliestOpening = 0; // on the clock of performance.now()

  /** Whether a call can be sent now. Starts to open a closed channel, at most once per pause. */
  ready() {
    if (!this.#socket && performance.now() >= this.#earliestOpening) this.#open();
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #open() {
    const address = route("/api/channel");
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.#socket = new WebSocket(address));
    socket.binaryType = "arraybuffer";
    let pause = NEVER_OPEN_MS;
    socket.addEventListener("open", () => (pause = REOPEN_MS));
    socket.addEventListener("message", ({ data }) => {
      const { header, body } = unpackMessage(data);
      this.#pending.get(header.id)?.resolve(new Answer(header.status, header.type, body));
    });
    socket.addEventListener("close", () => {
      this.#socket = null;
      this.#earliestOpening = performance.now() + pause;
      for (const { reject } of this.#pending.values()) reject(new Error("The channel was closed."));
    });
  }

  /**
   * POST a body to a route. Call it only if the channel is ready.
   *
   * @param {string} path
   * @param {{body: string | ArrayBuffer | ArrayBufferView, type: string, accept: string, signal: AbortSignal}} call
   * @returns {Promise<Answer>}
   */
  async post(path, { body, type, accept, signal }) {
    const id = (this.#lastId += 1);
    const message = packMessage({ id, path, type, accept }, body);
    try {
      return await new Promise((resolve, reject) => {
        signal.throwIfAborted();
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        this.#pending.set(id, { resolve, reject });
        this.#socket?.send(message);
      });
    } finally {
      this.#pending.delete(id);
    }
  }
}
