import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import {
  Refused,
  Unreachable,
  call,
  fetchFile,
  fetchWhenReady,
  fileName,
} from "../../../../pages/shared/scripts/server/client.js";

/** @type {{url: string, options: RequestInit}[]} */
let requests = [];
/** @type {(() => Response)[]} */
let answers = [];

beforeEach(() => {
  requests = [];
  answers = [];
  // A channel that never opens, so that all calls are requests.
  globalThis.WebSocket = /** @type {any} */ (
    class extends EventTarget {
      static OPEN = 1;
    }
  );
  globalThis.fetch = async (url, options = {}) => {
    requests.push({ url: String(url), options });
    const answer = answers.shift();
    if (!answer) throw new TypeError("Failed to fetch");
    return answer();
  };
});

afterEach(() => mock.timers.reset());

const json = (/** @type {unknown} */ body, status = 200) => Response.json(body, { status });

test("a call without a body is a GET, with one a POST of JSON or of bytes", async () => {
  answers = [() => json(1), () => json(2), () => json(3)];

  assert.equal(await (await call("/api/one")).json(), 1);
  assert.equal(await (await call("/api/two", { body: { row: 3 } })).json(), 2);
  assert.equal(await (await call("/api/three", { body: new Uint8Array([1, 2]) })).json(), 3);

  const [one, two, three] = requests.map(({ options }) => options);
  assert.equal(one.method, undefined);
  assert.deepEqual([two.method, two.body], ["POST", '{"row":3}']);
  assert.deepEqual(three.body, new Uint8Array([1, 2]));
  assert.equal(/** @type {any} */ (two.headers)["Content-Type"], "application/json");
  assert.equal(/** @type {any} */ (three.headers)["Content-Type"], "application/octet-stream");
  assert.ok(requests[0].url.endsWith("/api/one"));
});

test("a refusal has its status and the server's sentence, or one of ours", async () => {
  answers = [() => json({ error: "No such row." }, 404), () => new Response("<html>", { status: 502 })];

  const first = await call("/api/one").catch((error) => error);
  const second = await call("/api/one").catch((error) => error);

  assert.ok(first instanceof Refused && second instanceof Refused);
  assert.deepEqual([first.status, first.message], [404, "No such row."]);
  assert.deepEqual([second.status, second.message], [502, "The server answered 502."]);
});

test("a server that does not answer is unreachable, with the cause", async () => {
  const error = await call("/api/one").catch((failure) => failure);

  assert.ok(error instanceof Unreachable);
  assert.match(String(error.cause), /Failed to fetch/);
});

test("an unfinished computation is asked for again, and its progress reported", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const waiting = { doing: "Encoding", done: 1, total: 2 };
  const empty = new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 123, 125]); // no arrays, no values
  answers = [() => json(waiting, 202), () => json({ ...waiting, done: 2 }, 202), () => new Response(empty)];
  /** @type {number[]} */
  const heard = [];

  const result = fetchWhenReady("/api/slow", { progress: ({ done }) => heard.push(done) });
  while (requests.length < 3) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(300);
  }

  assert.deepEqual(await result, { arrays: {}, values: {} });
  assert.deepEqual(heard, [1, 2]);
});

test("a file comes as it is, under the name that the server gives", async () => {
  const headers = { "Content-Type": "text/csv", "Content-Disposition": 'attachment; filename="mnist-test.csv"' };
  answers = [() => new Response("a,b\n1,2\n", { headers })];

  const file = await fetchFile("/api/table");

  assert.equal(await file.text(), "a,b\n1,2\n");
  assert.equal(file.name, "mnist-test.csv");
  assert.equal(/** @type {any} */ (requests[0].options.headers).Accept, "*/*");
});

test("a name outside ASCII is decoded, and a file without a name has one", () => {
  assert.equal(fileName("attachment; filename*=utf-8''caf%C3%A9.csv"), "café.csv");
  assert.equal(fileName("attachment"), "latent-lab");
});
