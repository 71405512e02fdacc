// Addresses of the server's routes, whatever the base path of the dashboard.

// This file is <base>/assets/<version>/shared/scripts/server/route.js.
const BASE = new URL("../../../../../", import.meta.url);

/**
 * The absolute address of a route such as "/api/denoise".
 *
 * @param {string} path
 */
export const route = (path) => new URL(path.replace(/^\//, ""), BASE);
