// Conversion of bytes to text and back.

/**
 * Bytes as text in base64.
 *
 * @param {Uint8Array} bytes
 */
export const pack = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/**
 * The bytes of a text in base64.
 *
 * @param {string} text
 */
export const unpack = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/**
 * Bytes as text that an address can hold: base64url without padding.
 *
 * @param {Uint8Array} bytes
 */
export const packForAddress = (bytes) => pack(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/**
 * The bytes of a text in base64url, or null if it is invalid.
 *
 * @param {string} text
 */
export function unpackFromAddress(text) {
  try {
    return unpack(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return null;
  }
}
