// Rules for the scripts that the dashboard runs in the browser, and for their tests. Prettier formats them.

import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import globals from "globals";

const rules = {
  "arrow-body-style": "error",
  "default-param-last": "error",
  eqeqeq: ["error", "always", { null: "ignore" }],
  "max-len": ["error", { code: 120 }],
  "no-console": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implicit-globals": "error",
  "no-implied-eval": "error",
  "no-lonely-if": "error",
  "no-param-reassign": "error",
  "no-shadow": "error",
  "no-throw-literal": "error",
  "no-unneeded-ternary": "error",
  "no-useless-concat": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-destructuring": ["error", { object: true, array: false }],
  "prefer-template": "error",
  // Text from files and answers goes into the page as text, never as markup.
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property })),
  ],
  "sort-imports": ["error", { ignoreDeclarationSort: true }],
};

const OWN = "([\\w-]+/)?[\\w-]+\\.js$";
const SCRIPT = "scripts/[\\w-]+/[\\w-]+\\.js$";

/**
 * @param {string} allowed Addresses of modules, as a regular expression.
 */
const onlyFrom = (allowed) => ({
  "no-restricted-imports": [
    "error",
    { patterns: [{ regex: `^(?!${allowed})`, message: "Import from this folder or from pages/shared/scripts." }] },
  ],
});

export default defineConfig([
  { ignores: [".venv/", ".venv-cluster/", "core/api/static/plotly/", "node_modules/", "test-results/", "var/"] },
  {
    files: ["**/*.js"],
    extends: [js.configs.recommended],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules,
  },
  { files: ["pages/**/*.js", "core/**/*.js"], languageOptions: { globals: globals.browser } },
  // A widget imports from its own folder and from what all share, so that no page needs another page's scripts.
  { files: ["pages/*/*/*.js"], rules: onlyFrom(`\\./${OWN}|\\.\\./\\.\\./shared/${SCRIPT}`) },
  { files: ["pages/*/*/*/*.js"], rules: onlyFrom(`\\.\\.?/${OWN}|\\.\\./\\.\\./\\.\\./shared/${SCRIPT}`) },
  { files: ["pages/shared/widgets/*/*.js"], rules: onlyFrom(`\\./[\\w-]+\\.js$|\\.\\./\\.\\./${SCRIPT}`) },
  { files: ["pages/shared/scripts/*/*.js"], rules: onlyFrom("\\./[\\w-]+\\.js$|\\.\\./[\\w-]+/[\\w-]+\\.js$") },
  { files: ["tests/js/**/*.js"], languageOptions: { globals: globals.node } },
]);
