// Bytes as text and back.

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
