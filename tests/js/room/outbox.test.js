import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Outbox, newId } from "../../../pages/room/phone/outbox.js";
import { pack, unpack } from "../../../pages/shared/scripts/pictures/base64.js";
import { Refused, Unreachable } from "../../../pages/shared/scripts/server/plain-fetch.js";

/** A store as a browser has it. */
class Store {
  /** @type {Map<string, string>} */
  kept = new Map();
  getItem = (/** @type {string} */ key) => this.kept.get(key) ?? null;
  setItem = (/** @type {string} */ key, /** @type {string} */ value) => void this.kept.set(key, value);
  removeItem = (/** @type {string} */ key) => void this.kept.delete(key);
}

const settled = () => new Promise((done) => setImmediate(done));
const drawing = () => ({ id: newId(), meant: 7, ink: Uint8Array.of(0, 255, 3) });

/**
 * An outbox whose calls have these outcomes, one after the other: an answer or an error.
 *
 * @param {unknown[]} outcomes
 * @param {any} [store]
 */
function outbox(outcomes, store = new Store()) {
  /** @type {any[]} */
  const log = [];
  const box = new Outbox({
    send: async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    store,
    key: "waiting",
    events: {
      landed: (answer) => log.push(["landed", answer]),
      refused: (error) => log.push(["refused", error.status]),
      waiting: (state, count) => log.push([state, count]),
    },
  });
  return { box, log, store };
}

test("drawings are sent in their order", async () => {
  const { box, log, store } = outbox(["one", "two"]);
  box.add(drawing());
  box.add(drawing());
  await settled();

  assert.deepEqual(
    log.filter(([event]) => event === "landed"),
    [
      ["landed", "one"],
      ["landed", "two"],
    ],
  );
  assert.equal(box.size, 0);
  assert.equal(store.kept.size, 0);
});

for (const [name, error, state] of /** @type {const} */ ([
  ["no network", new Unreachable("no"), "offline"],
  ["a pause", new Refused(423, "paused"), "paused"],
  ["a busy server", new Refused(503, "busy"), "busy"],
  ["too fast a hand", new Refused(429, "fast"), "busy"],
]))
  test(`after ${name} a drawing is sent again by itself`, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { box, log } = outbox([error, "landed at last"]);
    box.add(drawing());
    await settled();
    assert.deepEqual(log.at(-1), [state, 1]);

    mock.timers.tick(1000);
    await settled();
    mock.timers.reset();

    assert.deepEqual(log.at(-1), ["landed", "landed at last"]);
    assert.equal(box.size, 0);
  });

test("a drawing that is refused for good is not sent again", async () => {
  const { box, log } = outbox([new Refused(409, "full"), "next"]);
  box.add(drawing());
  box.add(drawing());
  await settled();

  assert.deepEqual(
    log.filter(([event]) => event !== "sending"),
    [
      ["refused", 409],
      ["landed", "next"],
    ],
  );
});

test("drawings that wait outlive the page, byte by byte", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const first = outbox([new Unreachable("no")]);
  const waiting = drawing();
  first.box.add(waiting);
  await settled();
  mock.timers.reset();
  /** @type {any[]} */
  const calls = [];
  const again = new Outbox({
    send: async (one) => calls.push(one),
    store: first.store,
    key: "waiting",
    events: { landed: () => {}, refused: () => {}, waiting: () => {} },
  });
  assert.equal(again.size, 1);
  again.flush();
  await settled();

  assert.deepEqual(calls, [waiting]);
});

test("a store that is broken or blocked loses nothing of this page", async () => {
  const broken = new Store();
  broken.kept.set("waiting", "{not json");
  broken.setItem = () => {
    throw new Error("full");
  };
  const { box, log } = outbox(["one"], broken);
  assert.equal(box.size, 0);
  box.add(drawing());
  await settled();

  assert.deepEqual(log.at(-1), ["landed", "one"]);
});

test("ids are hexadecimal and differ", () => {
  const ids = Array.from({ length: 50 }, newId);

  assert.equal(new Set(ids).size, 50);
  assert.ok(ids.every((id) => /^[0-9a-f]{32}$/.test(id)));
});

test("bytes come back from text", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

  assert.deepEqual(unpack(pack(bytes)), bytes);
});
