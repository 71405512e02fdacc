import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Channel, packMessage, unpackMessage } from "../../../../pages/shared/scripts/server/channel.js";

/** A socket that the test opens, closes and answers. */
class FakeSocket extends EventTarget {
  static OPEN = 1;
  /** @type {FakeSocket[]} */
  static all = [];
  /** @type {Uint8Array[]} */
  sent = [];
  readyState = 0;

  constructor() {
    super();
    FakeSocket.all.push(this);
  }

  /** @param {Uint8Array} message */
  send(message) {
    this.sent.push(message);
  }

  open() {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  close() {
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }

  /** @param {object} header */
  answer(header) {
    const data = packMessage(header, "[1, 2]").buffer;
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}

const CALL = { body: "{}", type: "application/json", accept: "application/json", signal: new AbortController().signal };

beforeEach(() => {
  FakeSocket.all = [];
  globalThis.WebSocket = /** @type {any} */ (FakeSocket);
});

/** A channel that is open, with its socket. */
function opened() {
  const channel = new Channel();
  channel.ready();
  const [socket] = FakeSocket.all;
  socket.open();
  return { channel, socket };
}

test("a message is unpacked as it was packed", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const view = bytes.subarray(1);
  for (const [body, expected] of /** @type {const} */ ([
    ["ä", new TextEncoder().encode("ä")],
    [bytes.buffer, bytes],
    [view, view],
  ])) {
    const { header, body: unpacked } = unpackMessage(packMessage({ id: 7, path: "/a" }, body).buffer);
    assert.deepEqual(header, { id: 7, path: "/a" });
    assert.deepEqual(new Uint8Array(unpacked), new Uint8Array(expected));
  }
});

test("the first call opens the channel, and only once", () => {
  const channel = new Channel();

  assert.equal(channel.ready(), false);
  assert.equal(channel.ready(), false);
  FakeSocket.all[0].open();

  assert.equal(channel.ready(), true);
  assert.equal(FakeSocket.all.length, 1);
});

test("answers find their calls in any order", async () => {
  const { channel, socket } = opened();
  const first = channel.post("/one", CALL);
  const second = channel.post("/two", CALL);
  const [one, two] = socket.sent.map((message) => unpackMessage(/** @type {ArrayBuffer} */ (message.buffer)).header);

  socket.answer({ id: two.id, status: 422, type: "application/json" });
  socket.answer({ id: one.id, status: 200, type: "application/json" });

  assert.deepEqual([one.path, two.path], ["/one", "/two"]);
  assert.equal((await first).ok, true);
  assert.equal((await second).ok, false);
  assert.deepEqual(await (await first).json(), [1, 2]);
});

test("a call that is aborted fails with the reason, and its late answer is ignored", async () => {
  const { channel, socket } = opened();
  const stop = new AbortController();
  const call = channel.post("/one", { ...CALL, signal: stop.signal });

  stop.abort(new Error("enough"));

  await assert.rejects(call, /enough/);
  socket.answer({ id: 1, status: 200, type: "application/json" });
  await assert.rejects(channel.post("/one", { ...CALL, signal: stop.signal }), /enough/);
});

test("a channel that closes fails its calls and opens again after a pause", async () => {
  const now = mock.method(performance, "now", () => 1000);
  const { channel, socket } = opened();
  const call = channel.post("/one", CALL);

  socket.close();

  await assert.rejects(call, /closed/);
  assert.equal(channel.ready(), false);
  assert.equal(FakeSocket.all.length, 1);
  now.mock.mockImplementation(() => 5000);
  channel.ready();
  assert.equal(FakeSocket.all.length, 2);
  now.mock.restore();
});

test("a channel that cannot be opened is left alone for longer", () => {
  const now = mock.method(performance, "now", () => 1000);
  const channel = new Channel();
  channel.ready();
  FakeSocket.all[0].close();

  now.mock.mockImplementation(() => 31_000);
  channel.ready();
  assert.equal(FakeSocket.all.length, 1);
  now.mock.mockImplementation(() => 62_000);
  channel.ready();
  assert.equal(FakeSocket.all.length, 2);
  now.mock.restore();
});
