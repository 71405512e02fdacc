// Addresses of the server's routes, whatever path the dashboard is mounted below.

// This file is <base>/assets/<version>/shared/scripts/server/route.js.
const BASE = new URL("../../../../../", import.meta.url);

/**
 * The absolute address of a route such as "/api/denoise".
 *
 * @param {string} path
 */
export const route = (path) => new URL(path.replace(/^\//, ""), BASE);
