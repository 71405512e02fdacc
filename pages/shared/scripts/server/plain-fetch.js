// Calls to the server's routes without the channel, for lightweight pages and for calls with headers.

import { route } from "./route.js";

const TIMEOUT_MS = 20_000;

/** A call that the server refuses; the message is a sentence for people. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** A call without an answer, or without one in time. */
export class Unreachable extends Error {}

/**
 * Call a route and return its JSON answer.
 *
 * @param {string} path
 * @param {RequestInit} [options]
 * @param {number} [timeoutMs]
 * @returns {Promise<any>}
 * @throws {Refused | Unreachable}
 */
export async function fetchPlain(path, options = {}, timeoutMs = TIMEOUT_MS) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  try {
    const response = await fetch(route(path), { ...options, signal: stop.signal });
    const values = await response.json();
    if (response.ok) return values;
    throw new Refused(response.status, values.error);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Unreachable("The server does not answer.", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
