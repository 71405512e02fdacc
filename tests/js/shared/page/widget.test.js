import assert from "node:assert/strict";
import { test } from "node:test";

import { widget } from "../../../../pages/shared/scripts/page/widget.js";

/** @type {string[]} */
const log = [];

class Recorder {
  static count = 0;
  number = (Recorder.count += 1);

  /** @param {HTMLElement} parent */
  constructor(parent) {
    log.push(`new ${this.number} in ${parent}`);
  }

  /**
   * @param {unknown} data
   * @param {(name: string, value: unknown) => void} setStateValue
   */
  update(data, setStateValue) {
    log.push(`${this.number} gets ${data}`);
    setStateValue("seen", data);
  }

  close() {
    log.push(`close ${this.number}`);
  }
}

test("each place on the page has one widget, until it is closed", () => {
  const mount = widget(Recorder);
  const [left, right] = ["left", "right"].map((name) => /** @type {any} */ ({ toString: () => name }));
  /** @type {unknown[]} */
  const seen = [];
  const setStateValue = (/** @type {string} */ _, /** @type {unknown} */ value) => seen.push(value);
  const callbacks = { setStateValue, setTriggerValue: () => {} };

  const close = mount({ parentElement: left, data: "a", ...callbacks });
  mount({ parentElement: right, data: "b", ...callbacks });
  mount({ parentElement: left, data: "c", ...callbacks });
  close();
  mount({ parentElement: left, data: "d", ...callbacks });

  assert.deepEqual(log, [
    "new 1 in left",
    "1 gets a",
    "new 2 in right",
    "2 gets b",
    "1 gets c",
    "close 1",
    "new 3 in left",
    "3 gets d",
  ]);
  assert.deepEqual(seen, ["a", "b", "c", "d"]);
});
