// Calls that follow a pointer: the newest question wins and late answers are dropped.

import { Refused, Unreachable } from "./client.js";

const RETRY_MS = [500, 1000, 2000, 4000];

/** @typedef {{show: (text: string) => void, hide: () => void}} Notice */

/**
 * Calls that follow a pointer. At most `limit` are in progress; meanwhile only the newest question waits.
 *
 * If the server cannot be reached or fails, the banner reports that, and the newest question is repeated until it is
 * answered.
 *
 * @template Question
 * @template Result
 */
export class Live {
  #lastNumber = 0;
  #shownNumber = 0;
  #inProgress = 0;
  #failures = 0;
  /** @type {{question: Question, number: number} | null} */
  #newest = null;
  #stop = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | null} */
  #retry = null;
  #ask;
  #show;
  #refused;
  #banner;
  #limit;

  /**
   * @param {object} options
   * @param {(question: Question, signal: AbortSignal) => Promise<Result>} options.ask Fetches the answer.
   * @param {(answer: Result, question: Question) => void} options.show Paints an answer, only ever a newer one.
   * @param {(sentence: string, question: Question) => void} [options.refused] Receives the sentence of a refused call,
   *   and "" once calls succeed again.
   * @param {Notice | null} [options.banner] Reports that the server does not answer.
   * @param {number} [options.limit] Calls in progress at once.
   */
  constructor({ ask, show, refused = () => {}, banner = null, limit = 2 }) {
    this.#ask = ask;
    this.#show = show;
    this.#refused = refused;
    this.#banner = banner;
    this.#limit = limit;
  }

  /**
   * Ask this question as soon as a call may start, unless a newer one comes first.
   *
   * @param {Question} question
   */
  send(question) {
    this.#newest = { question, number: (this.#lastNumber += 1) };
    this.#next();
  }

  /** Whether an answer is still to come. */
  get busy() {
    return this.#inProgress > 0 || this.#newest !== null;
  }

  /** Drop all questions and abort all calls. */
  close() {
    this.#stop.abort();
    this.#endPause();
    this.#newest = null;
    this.#banner?.hide();
  }

  #next() {
    const limit = this.#failures > 0 ? 1 : this.#limit;
    if (!this.#newest || this.#retry || this.#inProgress >= limit || this.#stop.signal.aborted) return;
    const { question, number } = this.#newest;
    this.#newest = null;
    this.#inProgress += 1;
    this.#answer(question, number).finally(() => {
      this.#inProgress -= 1;
      this.#next();
    });
  }

  /**
   * @param {Question} question
   * @param {number} number
   */
  async #answer(question, number) {
    let answer;
    try {
      answer = await this.#ask(question, this.#stop.signal);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#fail(error, question, number);
      return;
    }
    if (this.#stop.signal.aborted) return;
    this.#recover();
    if (number <= this.#shownNumber) return;
    this.#shownNumber = number;
    this.#refused("", question);
    this.#show(answer, question);
  }

  /**
   * @param {unknown} error
   * @param {Question} question
   * @param {number} number
   */
  #fail(error, question, number) {
    if (!(error instanceof Refused || error instanceof Unreachable)) {
      reportError(error); // a bug in a script, which another call would repeat
      return;
    }
    if (error instanceof Refused && error.status < 500) {
      this.#recover();
      if (number > this.#shownNumber) this.#refused(error.message, question);
      return;
    }
    const pause = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    const unreachable = error instanceof Unreachable;
    this.#banner?.show(unreachable ? `${error.message} Trying again; your settings are kept.` : error.message);
    if (!this.#newest && number > this.#shownNumber) this.#newest = { question, number };
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      this.#next();
    }, pause);
  }

  #recover() {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#endPause();
    this.#banner?.hide();
  }

  #endPause() {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }
}
