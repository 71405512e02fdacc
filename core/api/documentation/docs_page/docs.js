/**
 * Renders the OpenAPI description of this server as a page. It needs no library and no network.
 *
 * @typedef {{type?: string, description?: string, enum?: unknown[], default?: unknown,
 *   items?: Schema, anyOf?: Schema[], properties?: Record<string, Schema>, required?: string[]}} Schema
 * @typedef {{name: string, required: boolean, schema: Schema}} Parameter
 * @typedef {{label: string, source: string}} CodeSample
 * @typedef {{schema: Schema & {$ref?: string}}} Media
 * @typedef {{operationId: string, summary: string, description: string, parameters?: Parameter[],
 *   requestBody?: {description?: string, content: Record<string, Media>},
 *   responses: Record<string, {content: Record<string, Media>}>,
 *   "x-codeSamples": CodeSample[]}} Operation
 * @typedef {{info: {description: string}, paths: Record<string, Record<string, Operation>>,
 *   components: {schemas: Record<string, Schema>}}} OpenApi
 */

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * Text whose `parts` in backquotes are code.
 * @param {string} text
 */
function withCode(text) {
  return text.split("`").map((part, at) => (at % 2 ? element("code", {}, part) : part));
}

/**
 * Paragraphs and lists, the part of Markdown that the description uses.
 * @param {string} text
 */
function markdown(text) {
  return text.split("\n\n").map((block) => {
    if (!block.startsWith("- ")) return element("p", {}, ...withCode(block));
    const items = block.slice(2).split("\n- ");
    return element("ul", {}, ...items.map((item) => element("li", {}, ...withCode(item))));
  });
}

/**
 * Name of a type, such as "integer" or, with the ending "s", "integers".
 * @param {Schema} schema
 * @param {string} [ending]
 * @returns {string}
 */
function typeOf(schema, ending = "") {
  const options = (schema.anyOf ?? [schema]).filter((option) => option.type !== "null");
  const names = options.map(({ type, items }) => {
    if (type === "array" && items) return `list${ending} of ${typeOf(items, "s")}`;
    return type ? type + ending : "any";
  });
  return names.join(" or ");
}

/** @param {Schema} schema */
function meaningOf(schema) {
  const choices = schema.enum ? ` One of ${schema.enum.join(", ")}.` : "";
  return ((schema.description ?? "") + choices).trim();
}

/**
 * The parameters of an operation, from its address, its query and its JSON body.
 * @param {Operation} operation
 * @param {OpenApi} api
 * @returns {Parameter[]}
 */
function parametersOf(operation, api) {
  const reference = operation.requestBody?.content["application/json"]?.schema.$ref;
  const body = reference ? api.components.schemas[reference.split("/").at(-1) ?? ""] : undefined;
  const inBody = Object.entries(body?.properties ?? {}).map(([name, schema]) => ({
    name,
    schema,
    required: body?.required?.includes(name) ?? false,
  }));
  return [...(operation.parameters ?? []), ...inBody];
}

/** @param {Parameter[]} parameters */
function table(parameters) {
  const heads = ["Parameter", "Type", "Default", "Meaning"].map((head) => element("th", {}, head));
  const rows = parameters.map(({ name, required, schema }) =>
    element(
      "tr",
      {},
      element("td", {}, element("code", {}, name)),
      element("td", {}, typeOf(schema)),
      element("td", {}, required ? "required" : JSON.stringify(schema.default ?? null)),
      element("td", {}, ...withCode(meaningOf(schema))),
    ),
  );
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}

/**
 * @param {string} call Such as "POST /api/noise"
 * @param {Operation} operation
 * @param {OpenApi} api
 */
function section(call, operation, api) {
  const medias = Object.keys(operation.responses["200"].content);
  const answers = medias.map((media) => `\`${media}\``).join(", ");
  const limit = operation.requestBody?.description ?? "";
  const parameters = parametersOf(operation, api);
  const samples = operation["x-codeSamples"].flatMap(({ label, source }) => [
    element("h3", {}, label),
    element("pre", {}, source),
  ]);
  return element(
    "section",
    { id: operation.operationId },
    element("h2", {}, operation.summary),
    element("p", { class: "path" }, element("code", {}, call)),
    element("p", {}, operation.description),
    element("p", {}, ...withCode(`Answers: ${answers}. ${limit}`)),
    ...(parameters.length ? [table(parameters)] : []),
    ...samples,
  );
}

/** @param {OpenApi} api */
function render(api) {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      call: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  const contents = operations.map(({ call, operation }) => {
    const link = element("a", { href: `#${operation.operationId}` }, element("code", {}, call));
    return element("li", {}, link, ` ${operation.summary}`);
  });
  return [
    element("ul", {}, ...contents),
    element("h2", {}, "Rules for every call"),
    ...markdown(api.info.description),
    ...operations.map(({ call, operation }) => section(call, operation, api)),
  ];
}

const routes = /** @type {HTMLElement} */ (document.getElementById("routes"));
try {
  const answer = await fetch("openapi.json");
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  routes.append(...render(await answer.json()));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
} catch (error) {
  routes.append(`The description cannot be loaded (${error}). Reload the page to try again.`);
}
