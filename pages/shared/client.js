// What every live component needs to talk to the server: the newest request wins, few are under
// way at a time, answers that come too late are dropped, and a server that is gone is said so.
//
// A component loads it with
//     const { Live, fetchArrays } = await import(new URL("/assets/client.js", location.origin));
// and Python puts the versioned address in place of that path.

const BASE = new URL("../", import.meta.url);
const TIMEOUT_MS = 15000;
const FILE_MS = 60000; // for files, which may be large
const POLL_MS = 300;
const RETRY_MS = [500, 1000, 2000, 4000];
const REOPEN_MS = 3000;
const NEVER_OPEN_MS = 60000; // until a channel that could not be opened is tried again
const LARGE = 2 ** 18; // bytes; a body of more goes as a request of its own

/** An answer that refuses the call; its message is one sentence for people. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Nobody answered, or not in time. */
export class Unreachable extends Error {}

/** The absolute address of a route such as "/api/denoise". */
export const route = (path) => new URL(path.replace(/^\//, ""), BASE);

/** What came for a call: the part of a Response that is used here. */
class Answer {
  constructor(status, type, bytes) {
    Object.assign(this, { status, type, bytes, ok: status >= 200 && status < 300 });
  }

  arrayBuffer = async () => this.bytes;
  blob = async () => new Blob([this.bytes], { type: this.type });
  json = async () => JSON.parse(new TextDecoder().decode(this.bytes));
}

/**
 * A WebSocket to the routes that are called with a body: a browser does much less for a message
 * than for a request. Opened by the first call; where it is not open, calls are requests.
 */
class Channel {
  #socket = null;
  #waiting = new Map();
  #last = 0;
  #soonest = 0; // when it may be opened again

  /** Whether calls can be sent now; if not, it begins to open, or does so later. */
  ready() {
    if (!this.#socket && performance.now() >= this.#soonest) this.#connect();
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #connect() {
    const address = route("/api/channel");
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.#socket = new WebSocket(address));
    socket.binaryType = "arraybuffer";
    let pause = NEVER_OPEN_MS;
    socket.addEventListener("open", () => (pause = REOPEN_MS));
    socket.addEventListener("message", ({ data }) => {
      const end = 4 + new DataView(data).getUint32(0, true);
      const { id, status, type } = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, end - 4)));
      this.#waiting.get(id)?.resolve(new Answer(status, type, data.slice(end)));
    });
    socket.addEventListener("close", () => {
      this.#socket = null;
      this.#soonest = performance.now() + pause;
      for (const { reject } of this.#waiting.values()) reject(new Error("The channel was closed."));
    });
  }

  /** The response to a POST of these bytes. */
  async post(path, { body, type, accept, signal }) {
    const id = (this.#last += 1);
    const encoder = new TextEncoder();
    const header = encoder.encode(JSON.stringify({ id, path, type, accept }));
    const bytes = typeof body === "string" ? encoder.encode(body) : new Uint8Array(body.buffer ?? body, body.byteOffset ?? 0, body.byteLength);
    const message = new Uint8Array(4 + header.length + bytes.length);
    new DataView(message.buffer).setUint32(0, header.length, true);
    message.set(header, 4);
    message.set(bytes, 4 + header.length);
    try {
      return await new Promise((resolve, reject) => {
        signal.throwIfAborted();
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        this.#waiting.set(id, { resolve, reject });
        this.#socket.send(message);
      });
    } finally {
      this.#waiting.delete(id);
    }
  }
}

const channel = new Channel();

/** The response to a call. Throws Refused for 4xx and 5xx, Unreachable where nobody answers. */
export async function call(path, { body, accept = "application/json", signal, timeout_ms = TIMEOUT_MS } = {}) {
  const timeout = AbortSignal.timeout(timeout_ms);
  const raw = body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  const type = raw ? "application/octet-stream" : "application/json";
  const sent = body === undefined || raw ? body : JSON.stringify(body);
  const ends = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let response;
  try {
    if (sent !== undefined && (sent.byteLength ?? sent.length) < LARGE && channel.ready()) {
      response = await channel.post(path, { body: sent, type, accept, signal: ends });
    } else {
      response = await fetch(route(path), {
        method: sent === undefined ? "GET" : "POST",
        headers: { Accept: accept, ...(sent === undefined ? {} : { "Content-Type": type }) },
        body: sent,
        signal: ends,
      });
    }
  } catch (error) {
    throw new Unreachable("The server does not answer.", { cause: error });
  }
  if (response.ok) return response;
  const said = await response.json().catch(() => null);
  throw new Refused(response.status, said?.error ?? `The server answered ${response.status}.`);
}

/** The JSON answer of a call. */
export const fetchJson = async (path, options = {}) => (await call(path, options)).json();

/** The bytes of a call's answer. */
export const fetchBytes = async (path, options = {}) =>
  (await call(path, { accept: "application/octet-stream", ...options })).arrayBuffer();

/** The arrays and values of a call's raw answer: see `readArrays`. */
export const fetchArrays = async (path, options = {}) => readArrays(await fetchBytes(path, options));

/**
 * The raw answer of a call that may take a while, as `readArrays` gives it, or as a Blob where
 * `raw` is set: asks again as long as the server says 202, and tells `progress` how far it is.
 */
export async function fetchWhenReady(path, { body, signal, progress = () => {}, raw = false } = {}) {
  for (;;) {
    const response = await call(path, { body, signal, accept: raw ? "*/*" : "application/octet-stream", timeout_ms: raw ? FILE_MS : TIMEOUT_MS });
    if (response.status !== 202) return raw ? response.blob() : readArrays(await response.arrayBuffer());
    progress(await response.json());
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

const KINDS = {
  F32: Float32Array,
  F64: Float64Array,
  U8: Uint8Array,
  U16: Uint16Array,
  U32: Uint32Array,
  I32: Int32Array,
  I64: BigInt64Array,
};

/**
 * Reads the safetensors layout: {arrays: {name: {shape, data}}, values: {...}}.
 * Each `data` is a typed array, flat, over the answer's own bytes.
 */
export function readArrays(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const arrays = {};
  const { __metadata__: metadata, ...tensors } = header;
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(tensors)) {
    const Kind = KINDS[dtype];
    const first = 8 + length + start;
    const data =
      first % Kind.BYTES_PER_ELEMENT === 0
        ? new Kind(buffer, first, (end - start) / Kind.BYTES_PER_ELEMENT)
        : new Kind(buffer.slice(first, 8 + length + end));
    arrays[name] = { shape, data };
  }
  return { arrays, values: JSON.parse(metadata?.values ?? "{}") };
}

/**
 * Follows a hand: `send(question)` as often as it moves. `ask(question, signal)` fetches the
 * answer and `show(answer, question)` paints it, only ever forwards in time.
 *
 * At most `limit` calls are under way; while they are, only the newest question waits. `refused`
 * gets the sentence of a call that was refused, and "" once calls succeed again. `banner` is told
 * when nobody answers; the newest question is then asked again until somebody does.
 */
export class Live {
  constructor({ ask, show, refused = () => {}, banner = null, limit = 2 }) {
    Object.assign(this, { ask, show, refused, banner, limit });
    this.asked = 0;
    this.shown = 0;
    this.underWay = 0;
    this.failures = 0;
    this.waiting = null;
    this.stopped = new AbortController();
    this.timer = null;
  }

  /** Ask this question as soon as there is room for it, unless a newer one comes first. */
  send(question) {
    this.waiting = { question, number: ++this.asked };
    this.#next();
  }

  /** Whether an answer is still to come. */
  get busy() {
    return this.underWay > 0 || this.waiting !== null;
  }

  /** Drop everything; a component calls this when it goes away. */
  close() {
    this.stopped.abort();
    clearTimeout(this.timer);
    this.waiting = null;
    this.banner?.hide();
  }

  #next() {
    const room = this.failures > 0 ? 1 : this.limit;
    if (!this.waiting || this.timer || this.underWay >= room || this.stopped.signal.aborted) return;
    const { question, number } = this.waiting;
    this.waiting = null;
    this.underWay += 1;
    this.#answer(question, number).finally(() => {
      this.underWay -= 1;
      this.#next();
    });
  }

  async #answer(question, number) {
    let answer;
    try {
      answer = await this.ask(question, this.stopped.signal);
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      this.#failed(error, question, number);
      return;
    }
    if (this.stopped.signal.aborted) return;
    this.#reached();
    if (number <= this.shown) return;
    this.shown = number;
    this.refused("");
    this.show(answer, question);
  }

  #failed(error, question, number) {
    if (!(error instanceof Refused || error instanceof Unreachable)) {
      reportError(error); // a mistake of ours, which asking again would only repeat
      return;
    }
    if (error instanceof Refused && error.status < 500) {
      this.#reached();
      if (number > this.shown) this.refused(error.message);
      return;
    }
    const pause = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.banner?.show(
      error instanceof Refused
        ? error.message
        : `${error.message} Trying again; nothing you set is lost.`,
    );
    if (!this.waiting && number > this.shown) this.waiting = { question, number };
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.#next();
    }, pause);
  }

  #reached() {
    if (this.failures === 0) return;
    this.failures = 0;
    clearTimeout(this.timer);
    this.timer = null;
    this.banner?.hide();
  }
}

/** A strip at the top of `parent` that says what is wrong with the connection while it is. */
export class Banner {
  constructor(parent) {
    this.parent = parent;
    this.element = null;
  }

  show(text) {
    if (!this.element) {
      this.element = document.createElement("div");
      this.element.setAttribute("role", "alert");
      this.element.style.cssText =
        "background:#d55e00;color:#fff;padding:.5rem .75rem;border-radius:.5rem;margin:0 0 .75rem;" +
        "font:inherit;font-weight:600";
      this.parent.prepend(this.element);
    }
    if (this.element.textContent !== text) this.element.textContent = text;
  }

  hide() {
    this.element?.remove();
    this.element = null;
  }
}

/**
 * Paints grey pixels onto a canvas, one canvas pixel each: floats in [0, 1] or bytes, `width` in a
 * row, taken from `values` at `offset`. CSS makes them large.
 */
export function paintGrey(canvas, values, offset, width, height) {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const factor = values instanceof Uint8Array ? 1 : 255;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const grey = Math.round(values[offset + pixel] * factor);
    image.data[4 * pixel] = grey;
    image.data[4 * pixel + 1] = grey;
    image.data[4 * pixel + 2] = grey;
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** `paintGrey` for a square, such as a digit. */
export const paintDigit = (canvas, values, offset = 0, side = 28) => paintGrey(canvas, values, offset, side, side);

/** A share as people read it; nearly all of it is not called all of it. */
export const percent = (share) => `${share > 0.995 && share < 0.9995 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;

/** Writes a text where it is another one: even the same text again makes the browser lay out anew. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** An element with attributes and children; text goes in as text, so nothing in it is markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
