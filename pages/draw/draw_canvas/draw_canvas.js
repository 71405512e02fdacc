// The drawing board: a digit from a hand, a file, the clipboard or a camera, and beside it, while the
// stroke grows, what the models see, how it was prepared, how it is cleaned and what it is read as.

const { Banner, Live, call, element, fetchWhenReady, paintGrey, write } = await import(
  new URL("/assets/client.js", location.origin)
);

const { hasCamera, takePhoto } = await import(new URL("/assets/draw-camera.js", location.origin));
const { Card, Verdict } = await import(new URL("/assets/draw-cards.js", location.origin));
const { Found } = await import(new URL("/assets/draw-found.js", location.origin));
const { NoiseBox } = await import(new URL("/assets/draw-noise.js", location.origin));
const { READ_BY_SERVER, readPicture } = await import(new URL("/assets/draw-picture.js", location.origin));
const { MOST_STOPS, drawnToken, lead, walkLink } = await import(new URL("/assets/walk-token.js", location.origin));
const { SmallMap } = await import(new URL("/assets/draw-map.js", location.origin));

const SIDE = 560; // pixels of the board
const SENT = 140; // pixels of the side that is sent while drawing: seven to each of the 20×20 box
const PIXELS = 28 * 28;
const BRUSH = { low: 10, high: 90, usual: 44 };
const EMPTY = { picture: null, strokes: [] };
const REST_MS = 700;

let kept = [EMPTY]; // survives a visit to another page

class Board {
  constructor(parent) {
    this.history = kept;
    this.version = 0; // of what is on the board; answers about an older one are not painted
    this.chosen = 0; // which of the digits in a picture the steps are about
    this.brush = BRUSH.usual;
    this.erasing = false;
    this.build();
    parent.append(this.root);
    this.live = new Live({
      ask: ({ query, body }, signal) => fetchWhenReady(`/api/prepare?${query}`, { body, signal }),
      show: (answer, question) => this.show(answer, question),
      refused: (sentence) => this.refuse(sentence),
      banner: new Banner(parent),
    });
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    document.addEventListener("paste", (event) => this.paste(event), { signal });
  }

  get scene() {
    return this.history.at(-1);
  }

  build() {
    this.canvas = element("canvas", { width: SIDE, height: SIDE, class: "screen board", tabindex: 0, role: "img", "aria-label": "Drawing board: draw a digit with the mouse, a pen or a finger. Without them, use an example digit or choose a picture." });
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    this.context.lineCap = this.context.lineJoin = "round";
    this.sent = new OffscreenCanvas(SENT, SENT).getContext("2d", { willReadFrequently: true });
    this.hint = element("p", { class: "hint", "aria-hidden": "true" }, "Draw a digit here");
    const button = (text, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, text);
    this.pen = button("Pen", () => this.erase(false), { "aria-pressed": "true" });
    this.eraser = button("Eraser", () => this.erase(true), { "aria-pressed": "false" });
    this.undoing = button("Undo", () => this.undo());
    this.clearing = button("Clear", () => this.clear());
    const brush = element("input", { type: "range", id: "brush", min: BRUSH.low, max: BRUSH.high, value: BRUSH.usual, oninput: () => (this.brush = brush.valueAsNumber) });
    this.file = element("input", { type: "file", accept: [...READ_BY_SERVER, ".heic", ".heif"].join(","), hidden: true, onchange: () => this.take(this.file) });
    this.camera = element("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, onchange: () => this.take(this.camera) });
    this.example = button("Example digit", () => this.useExample(), { title: "A digit of the test set, chosen by chance" });
    const onTouchScreen = matchMedia("(pointer: coarse)").matches;
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.verdict = new Verdict();
    this.found = new Found((index) => {
      this.chosen = index;
      this.changed();
    });
    this.cards = element("div", { class: "cards" });
    this.noise = new NoiseBox(() => this.changed());
    this.walk = walkLink();
    this.map = new SmallMap(() => this.changed());
    this.steps = element("ol", { class: "steps" });
    this.said = element("p", { class: "unseen", "aria-live": "polite" });
    this.easel = element("div", { class: "easel" }, this.canvas, this.hint);
    this.root = element(
      "div",
      { class: "draw" },
      element(
        "section",
        { class: "left", "aria-label": "Your digit" },
        element("div", { class: "tools" }, this.pen, this.eraser, this.undoing, this.clearing, element("span", { class: "brush" }, element("label", { for: "brush" }, "Brush"), brush)),
        this.easel,
        element("div", { class: "tools" }, button("Choose a picture", () => this.file.click()), onTouchScreen || hasCamera() ? button("Take a photo", () => (onTouchScreen ? this.camera.click() : this.photograph())) : "", this.example),
        element("small", {}, "You can also paste a picture or drop one on the board: a drawing, a scan or a photo of digits on paper."),
        this.file,
        this.camera,
      ),
      element("section", { class: "right", "aria-label": "What the models make of it" }, this.problem, this.notice, this.verdict.root, this.found.root, this.cards, this.noise.root, this.walk),
      this.map.root,
      element("section", { class: "below", "aria-label": "Preparation" }, element("h3", {}, "How your digit becomes what the models see"), this.steps),
      this.said,
    );
    this.listen();
  }

  listen() {
    const canvas = this.canvas;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    // Browsers keep movements back for the next frame, except the raw ones, which not all have.
    for (const name of ["pointerrawupdate", "pointermove"]) canvas.addEventListener(name, (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.up(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    this.root.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "z") {
        event.preventDefault();
        this.undo();
      } else if (event.target === canvas && (event.key === "Delete" || event.key === "Backspace")) this.clear();
    });
    const dragged = (event) => event.dataTransfer?.types.includes("Files");
    for (const name of ["dragenter", "dragover"]) {
      this.root.addEventListener(name, (event) => {
        if (!dragged(event)) return;
        event.preventDefault();
        this.easel.classList.add("target");
      });
    }
    this.root.addEventListener("dragleave", (event) => {
      if (!this.root.contains(event.relatedTarget)) this.easel.classList.remove("target");
    });
    this.root.addEventListener("drop", (event) => {
      this.easel.classList.remove("target");
      if (!dragged(event)) return;
      event.preventDefault();
      const files = event.dataTransfer.files;
      this.load(files[0], files.length > 1 ? `Only the first of the ${files.length} files is read.` : "");
    });
  }

  /** Take what Python says: who cleans, who reads, where examples come from. */
  update(data) {
    if (JSON.stringify(data) === JSON.stringify(this.data)) return;
    this.data = data;
    this.example.hidden = !data.example;
    this.noise.offer(data.noises, data.models.length > 0);
    this.map.update(data.map);
    this.buildCards();
    this.redraw();
    this.changed();
  }

  buildCards() {
    this.seen = new Card("What the models see", "28×28 pixels");
    this.noisy = new Card("With noise", "what the autoencoders get");
    this.noisy.root.hidden = true;
    this.cleaned = this.data.models.map(({ name, title }) => new Card("Cleaned", `by ${name}`, title));
    this.cards.replaceChildren(...[this.seen, this.noisy, ...this.cleaned].map((card) => card.root));
    this.countCards();
  }

  /** The style sheet lays them out by their number. */
  countCards() {
    this.cards.dataset.count = this.cards.querySelectorAll(":scope > :not([hidden])").length;
  }

  // --- the hand ---

  erase(on) {
    this.erasing = on;
    this.pen.setAttribute("aria-pressed", String(!on));
    this.eraser.setAttribute("aria-pressed", String(on));
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const press = event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1;
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE, press };
  }

  down(event) {
    if (!event.isPrimary || event.button !== 0 || this.stroke) return;
    if (this.erasing && this.scene.strokes.length === 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.hint.hidden = true;
    this.stroke = { erase: this.erasing, size: this.brush, points: [this.place(event)], pointer: event.pointerId, drawnTo: event.timeStamp };
    if (this.scene.picture) this.redraw(EMPTY);
    this.line(this.stroke, 0);
    this.changedSoon();
  }

  move(event) {
    if (this.stroke?.pointer !== event.pointerId) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const points = (coalesced.length ? coalesced : [event]).filter(({ timeStamp }) => timeStamp > this.stroke.drawnTo);
    if (points.length === 0) return; // drawn when they came raw
    for (const point of points) {
      this.stroke.points.push(this.place(point));
      this.line(this.stroke, this.stroke.points.length - 1);
    }
    this.stroke.drawnTo = event.timeStamp;
    this.changedSoon(event.timeStamp);
  }

  up(event) {
    if (this.stroke?.pointer !== event.pointerId) return;
    const stroke = this.stroke;
    this.stroke = null;
    this.push({ picture: null, strokes: [...this.scene.strokes, stroke] });
    this.changed();
  }

  line(stroke, index) {
    const { context } = this;
    const to = stroke.points[index];
    const from = stroke.points[Math.max(0, index - 1)];
    context.strokeStyle = stroke.erase ? "#000" : "#fff";
    context.lineWidth = stroke.size * to.press;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y + (index === 0 ? 0.01 : 0)); // a dot needs a length
    context.stroke();
  }

  push(scene) {
    this.history = kept = [...this.history.slice(-200), scene];
    this.chosen = 0;
    this.redrawTools();
  }

  undo() {
    if (this.history.length < 2 || this.stroke) return;
    this.history = kept = this.history.slice(0, -1);
    this.chosen = 0;
    this.redraw();
    this.changed();
  }

  clear() {
    if (this.scene === EMPTY || this.stroke) return;
    this.push(EMPTY);
    this.redraw();
    this.changed();
  }

  redrawTools() {
    this.undoing.disabled = this.history.length < 2;
    this.clearing.disabled = this.scene.picture === null && this.scene.strokes.length === 0;
    this.hint.hidden = !this.clearing.disabled || Boolean(this.stroke);
  }

  redraw(scene = this.scene, boxes = []) {
    const { context } = this;
    context.fillStyle = "#000";
    context.fillRect(0, 0, SIDE, SIDE);
    const image = scene.picture?.image;
    if (image) {
      const factor = SIDE / Math.max(image.width, image.height);
      const [width, height] = [image.width * factor, image.height * factor];
      const [left, top] = [(SIDE - width) / 2, (SIDE - height) / 2];
      context.imageSmoothingEnabled = factor < 4;
      context.drawImage(image, left, top, width, height);
      boxes.forEach(([x0, y0, x1, y1], index) => {
        context.lineWidth = index === this.chosen ? 6 : 3;
        context.strokeStyle = "#e69f00";
        context.strokeRect(left + x0 * width - 4, top + y0 * height - 4, (x1 - x0) * width + 8, (y1 - y0) * height + 8);
      });
    }
    for (const stroke of scene.strokes) stroke.points.forEach((_, index) => this.line(stroke, index));
    this.redrawTools();
  }

  // --- pictures ---

  take(input) {
    const file = input.files[0];
    input.value = ""; // so that the same file can be chosen again
    if (file) this.load(file);
  }

  async photograph() {
    const photo = await takePhoto(this.root);
    if (photo) await this.load(photo);
  }

  paste(event) {
    const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    this.load(file);
  }

  async useExample() {
    const { dataset, rows } = this.data.example;
    const row = rows[Math.floor(Math.random() * rows.length)];
    try {
      const response = await call(`/api/digits/${dataset}/${row}`, { accept: "image/png" });
      await this.load(await response.blob(), `Row ${row} of the test digits.`);
    } catch (error) {
      this.refuse(error.status ? error.message : "The server does not answer; try again in a moment.");
    }
  }

  /** Put a picture file on the board, made smaller here where the server would not take it. */
  async load(blob, note = "") {
    const number = (this.loading = (this.loading ?? 0) + 1);
    let picture;
    try {
      picture = await readPicture(blob, note);
    } catch (error) {
      this.refuse(error.message);
      return;
    }
    if (number !== this.loading || this.stroke) return; // something newer is on the board
    this.push({ picture, strokes: [] });
    this.redraw();
    this.changed();
  }

  // --- the answer ---

  /** Ask about the board at once, and not more often than the screen shows another frame. */
  changedSoon(movedAt = null) {
    this.movedAt ??= movedAt;
    if (this.frame) {
      this.again = true;
      return;
    }
    this.changed();
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      if (this.again) this.changedSoon();
    });
  }

  changed() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.again = false;
    this.version += 1;
    const { picture } = this.scene;
    const asFile = picture !== null && !this.stroke;
    const body = asFile ? picture.body : this.ink();
    this.empty = !asFile && body.every((ink) => ink === 0);
    if (this.empty) {
      this.blank();
      return;
    }
    const query = new URLSearchParams({ digit: this.chosen });
    const { models, classifier } = this.data;
    if (models.length) query.set("models", models.map(({ name }) => name).join(","));
    if (classifier) query.set("classifier", classifier);
    Object.entries({ ...this.noise.asked, ...this.map.asked }).forEach(([name, value]) => query.set(name, value));
    if (!asFile) query.set("width", SENT);
    this.live.send({ query, body, version: this.version, picture: asFile ? picture : null, movedAt: this.movedAt });
    this.movedAt = null;
  }

  /** The drawing as the server wants it: one byte of ink for each of 140×140 pixels. */
  ink() {
    this.sent.imageSmoothingQuality = "high";
    this.sent.drawImage(this.canvas, 0, 0, SENT, SENT);
    const { data } = this.sent.getImageData(0, 0, SENT, SENT);
    const ink = new Uint8Array(SENT * SENT);
    for (let pixel = 0; pixel < ink.length; pixel += 1) ink[pixel] = data[4 * pixel];
    return ink;
  }

  blank() {
    this.refuse("");
    this.notice.hidden = this.found.root.hidden = true;
    this.summary = this.verdict.paint(null, this.data.classifier);
    this.walk.hidden = true;
    [this.seen, this.noisy, ...this.cleaned].forEach((card) => card.clear());
    this.map.clear();
    this.steps.replaceChildren(element("li", { class: "none" }, "Nothing on the board yet."));
  }

  refuse(sentence) {
    if (sentence) this.blank();
    write(this.problem, sentence);
    this.problem.hidden = !sentence;
  }

  show({ arrays, values }, question) {
    // The board may have been cleared, or the models changed, while the answer was on its way.
    if (this.empty || values.models.join() !== this.data.models.map(({ name }) => name).join()) return;
    const { count, digit } = values;
    const shares = (stage, index = digit) => {
      const first = 10 * (stage * count + index);
      return arrays.probabilities?.data.slice(first, first + 10);
    };
    write(this.notice, [question.picture?.note, ...values.notices].filter(Boolean).join(" "));
    this.notice.hidden = !this.notice.textContent;
    this.summary = this.verdict.paint(shares(0), this.data.classifier);
    this.seen.paint(arrays.images.data, digit * PIXELS, null);
    this.noisy.root.hidden = !question.query.has("noise");
    this.countCards();
    this.noisy.paint(arrays.noisy.data, digit * PIXELS, shares(1));
    this.cleaned.forEach((card, index) => card.paint(arrays.cleaned.data, (index * count + digit) * PIXELS, shares(2 + index)));
    this.showSteps(values.steps, arrays);
    const readings = Array.from({ length: count }, (_, index) => {
      const read = shares(0, index);
      return read ? String(read.indexOf(Math.max(...read))) : "";
    });
    this.found.show(arrays, readings, digit, this.data.models[0]?.name);
    this.showWalk(arrays.images.data, count);
    if (this.map.asked && question.query.get("map") === this.map.asked.map) this.map.show(arrays, digit, !question.picture);
    if (question.picture && question.version === this.version) this.showBoxes(question.picture, arrays.boxes.data, count);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.said.textContent = this.summary), REST_MS);
    this.root.dataset.painted = Number(this.root.dataset.painted ?? 0) + 1;
    this.root.dispatchEvent(new CustomEvent("painted", { detail: question }));
  }

  showSteps(steps, arrays) {
    while (this.steps.children.length > steps.length) this.steps.lastChild.remove();
    steps.forEach((step, index) => {
      let item = this.steps.children[index];
      if (!item?.querySelector("canvas")) {
        const made = element("li", {}, element("canvas", { role: "img" }), element("span", {}));
        item ? item.replaceWith(made) : this.steps.append(made);
        item = made;
      }
      const canvas = item.querySelector("canvas");
      const { shape: [height, width], data } = arrays[step.png];
      paintGrey(canvas, data, 0, width, height);
      canvas.setAttribute("aria-label", step.caption);
      canvas.className = Math.max(step.width, step.height) < 64 ? "few" : "";
      write(item.lastChild, step.caption);
    });
  }

  /** A link to a walk that goes through the digits on the board. */
  showWalk(pixels, count) {
    const tokens = Array.from({ length: Math.min(count, MOST_STOPS) }, (_, index) => drawnToken(pixels, index * PIXELS));
    const words = count === 1 ? "Walk from this digit to another" : `Walk through ${count > MOST_STOPS ? `the first ${MOST_STOPS} of ` : ""}these digits`;
    lead(this.walk, words, this.data.models.length ? tokens : []);
  }

  async showBoxes(picture, flat, count) {
    // A file that the server can read and this browser cannot: the first step shows it.
    picture.image ??= await createImageBitmap(this.steps.querySelector("canvas"));
    if (this.scene.picture !== picture || this.stroke) return;
    const boxes = count < 2 ? [] : Array.from({ length: count }, (_, index) => flat.slice(4 * index, 4 * index + 4));
    this.redraw(this.scene, boxes);
  }

  close() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.listeners.abort();
    this.map.close();
    this.live.close();
    this.root.remove();
  }
}

const boards = new WeakMap();

export default function ({ parentElement, data }) {
  if (!boards.has(parentElement)) boards.set(parentElement, new Board(parentElement));
  boards.get(parentElement).update(data);
  return () => {
    boards.get(parentElement)?.close();
    boards.delete(parentElement);
  };
}
