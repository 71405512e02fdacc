import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Refused, Unreachable } from "../../../../pages/shared/scripts/server/client.js";
import { Live } from "../../../../pages/shared/scripts/server/live.js";

/**
 * @typedef {object} Call
 * @property {number} question
 * @property {(answer: string) => void} answer
 * @property {(error: Error) => void} fail
 * @property {AbortSignal} signal
 */

/** A `Live` whose calls the test answers, with everything that it does. */
function setUp() {
  /** @type {Call[]} */
  const calls = [];
  /** @type {[number, string][]} */
  const shown = [];
  /** @type {string[]} */
  const refused = [];
  /** @type {string[]} */
  const banner = [];
  const most = { open: 0, seen: 0 };
  /** @type {Live<number, string>} */
  const live = new Live({
    ask: (question, signal) => {
      most.open += 1;
      most.seen = Math.max(most.seen, most.open);
      /** @type {Promise<string>} */
      const answered = new Promise((answer, fail) => calls.push({ question, answer, fail, signal }));
      return answered.finally(() => (most.open -= 1));
    },
    show: (answer, question) => shown.push([question, answer]),
    refused: (sentence) => refused.push(sentence),
    banner: { show: (text) => banner.push(text), hide: () => banner.push("") },
  });
  return { live, calls, shown, refused, banner, most, asked: () => calls.map(({ question }) => question) };
}

/** Let promises settle. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

test("few calls are in progress, and of the questions that wait only the newest is asked", async () => {
  const { live, calls, shown, most, asked } = setUp();

  for (let n = 1; n <= 50; n += 1) live.send(n);
  assert.deepEqual(asked(), [1, 2]);
  calls[0].answer("one");
  await turn();
  assert.deepEqual(asked(), [1, 2, 50]);
  calls[1].answer("two");
  calls[2].answer("fifty");
  await turn();

  assert.deepEqual(asked(), [1, 2, 50]);
  assert.deepEqual(shown, [
    [1, "one"],
    [2, "two"],
    [50, "fifty"],
  ]);
  assert.equal(most.seen, 2);
  assert.equal(live.busy, false);
});

test("an answer older than the one on the screen is dropped", async () => {
  const { live, calls, shown } = setUp();
  live.send(1);
  live.send(2);

  calls[1].answer("new");
  await turn();
  calls[0].answer("old");
  await turn();

  assert.deepEqual(shown, [[2, "new"]]);
});

test("a refusal is shown until a newer question is answered", async () => {
  const { live, calls, refused, banner } = setUp();

  live.send(1);
  calls[0].fail(new Refused(422, "Too much."));
  await turn();
  assert.deepEqual(refused, ["Too much."]);
  live.send(2);
  calls[1].answer("fine");
  await turn();

  assert.deepEqual(refused, ["Too much.", ""]);
  assert.deepEqual(banner, []);
});

test("a late refusal of an older question is not shown", async () => {
  const { live, calls, refused } = setUp();
  live.send(1);
  live.send(2);

  calls[1].answer("new");
  await turn();
  calls[0].fail(new Refused(422, "Too much."));
  await turn();

  assert.deepEqual(refused, [""]);
});

for (const [name, error, sentence] of /** @type {const} */ ([
  ["unreachable", new Unreachable("The server does not answer."), /does not answer.+Trying again/],
  ["overloaded", new Refused(503, "Overloaded."), /^Overloaded\.$/],
])) {
  test(`a server that is ${name} gets the newest question again, with longer and longer pauses`, async () => {
    const { live, calls, shown, banner, most, asked } = setUp();
    live.send(1);
    calls[0].fail(error);
    await turn();
    live.send(2);
    live.send(3);

    assert.match(banner[0], sentence);
    mock.timers.tick(499);
    assert.deepEqual(asked(), [1]);
    mock.timers.tick(1);
    assert.deepEqual(asked(), [1, 3]);
    calls[1].fail(error);
    await turn();
    mock.timers.tick(999);
    assert.deepEqual(asked(), [1, 3]);
    mock.timers.tick(1);
    calls[2].answer("back");
    await turn();

    assert.deepEqual(asked(), [1, 3, 3]);
    assert.equal(banner.at(-1), "");
    assert.deepEqual(shown, [[3, "back"]]);
    assert.equal(most.seen, 1);
  });
}

test("after it is closed, nothing is painted and nothing is asked", async () => {
  const { live, calls, shown, asked } = setUp();
  live.send(1);
  live.send(2);
  live.send(3);

  live.close();
  calls[0].answer("late");
  calls[1].fail(new Unreachable("gone"));
  await turn();
  live.send(4);
  mock.timers.tick(10_000);

  assert.equal(calls[1].signal.aborted, true);
  assert.deepEqual(asked(), [1, 2]);
  assert.deepEqual(shown, []);
});

test("a mistake in a script is reported and not repeated", async () => {
  const { live, calls, refused, banner, asked } = setUp();
  const report = mock.fn();
  Object.assign(globalThis, { reportError: report });

  live.send(1);
  calls[0].fail(new TypeError("undefined is not a function"));
  await turn();
  mock.timers.tick(10_000);

  assert.equal(report.mock.callCount(), 1);
  assert.deepEqual([asked(), refused, banner], [[1], [], []]);
});
