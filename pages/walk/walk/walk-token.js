// The short texts that name the digits of a walk, see core/latent/stops.py, and links to a walk.

import { element, route, write } from "./client.js";

export const MOST_STOPS = 8;

/** What a token says in words. */
export function tokenWords(token, classes) {
  const [kind, rest] = [token.split("-")[0], token.slice(token.indexOf("-") + 1)];
  if (kind === "row") return `row ${rest}`;
  if (kind === "class") return `mean of all ${classes[rest] ?? rest}s`;
  if (kind === "drawn") return "drawn by hand";
  return "mean of all digits";
}

/** The token of 28×28 bytes at `first`: 16 greys, two pixels in a byte, base64url. */
export function drawnToken(pixels, first = 0) {
  const level = (at) => Math.round(pixels[first + at] / 17);
  const packed = Array.from({ length: 392 }, (_, at) => String.fromCharCode((level(2 * at) << 4) | level(2 * at + 1)));
  return `drawn-${btoa(packed.join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** The 28×28 bytes of a drawn token, or null. */
export function drawnPixels(token) {
  try {
    const packed = atob(token.slice(6).replaceAll("-", "+").replaceAll("_", "/"));
    if (packed.length !== 392) return null;
    return Uint8Array.from({ length: 784 }, (_, at) => 17 * ((packed.charCodeAt(at >> 1) >> (at % 2 ? 0 : 4)) & 15));
  } catch {
    return null;
  }
}

/** A link to a walk, which opens beside this page so that nothing here is lost; see `lead`. */
export const walkLink = (attributes = {}) =>
  element("a", { class: "button", target: "_blank", rel: "noopener", title: "Opens the Walk page in a new tab", hidden: true, ...attributes });

/**
 * Lets a link lead to a walk through these digits; to a single one Walk adds another. `model` is the
 * autoencoder to walk in, or null for the usual one. Without digits there is no link.
 */
export function lead(link, words, tokens, model = null) {
  link.hidden = tokens.length === 0;
  write(link, `${words} ↗`);
  const query = new URLSearchParams({ view: "between", ...(model ? { model, beside: "none" } : {}), stops: tokens.join(",") });
  link.href = route(`/walk?${query}`);
}
