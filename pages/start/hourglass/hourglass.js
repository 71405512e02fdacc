// The hourglass: a digit on the left, the numbers that the network keeps in the middle, the digit
// drawn from them on the right. It moves by itself until a hand takes one of the numbers.

const { Banner, Live, element, fetchArrays, paintDigit, write } = await import(
  new URL("/assets/client.js", location.origin)
);

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const REST_MS = 1400; // on each digit
const MOVE_MS = 1600; // from a digit to the next
const RESUME_MS = 12000; // after the last touch
const STEP = 0.1; // of a bar's half height, per press of an arrow key

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** The grey pictures, SIDE pixels high each, of a tall PNG. */
async function picturesOf(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const colours = context.getImageData(0, 0, image.width, image.height).data;
  return Uint8Array.from({ length: colours.length / 4 }, (_, pixel) => colours[4 * pixel]);
}

/** Where the film is after `ms`: the digit before, and how far on to the next, from 0 to 1. */
export function placeAt(ms, count) {
  const turn = REST_MS + MOVE_MS;
  const at = Math.floor(ms / turn) % count;
  const moved = Math.max(0, (ms % turn) - REST_MS) / MOVE_MS;
  return { at, share: moved * moved * (3 - 2 * moved) };
}

class Bars {
  /** The numbers as bars about a middle line; `taken` is called when a hand changes one. */
  constructor(count, limit, taken) {
    this.limit = limit;
    this.taken = taken;
    this.values = new Float32Array(count);
    this.bars = Array.from(this.values, (_, index) =>
      element("div", {
        class: "bar",
        role: "slider",
        tabindex: index === 0 ? 0 : -1,
        "aria-label": `Number ${index + 1} of ${count}`,
        "aria-orientation": "vertical",
        "aria-valuemin": -limit.toFixed(1),
        "aria-valuemax": limit.toFixed(1),
        onkeydown: (event) => this.#key(event, index),
      }),
    );
    this.root = element("div", { class: "neck", style: `--count: ${count}` }, ...this.bars);
    this.root.addEventListener("pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      this.#drag(event);
    });
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) this.#drag(event);
    });
  }

  show(values) {
    this.values.set(values);
    this.values.forEach((value, index) => {
      const share = Math.max(-1, Math.min(1, value / this.limit));
      this.bars[index].style.setProperty("--value", share.toFixed(3));
    });
  }

  /** For people who listen: only when the numbers rest, or every frame would be announced. */
  announce() {
    this.values.forEach((value, index) => this.bars[index].setAttribute("aria-valuenow", value.toFixed(1)));
  }

  #drag(event) {
    const box = this.root.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * this.bars.length);
    if (index < 0 || index >= this.bars.length) return;
    const share = 1 - (2 * (event.clientY - box.top)) / box.height;
    this.#set(index, share * this.limit);
  }

  #key(event, index) {
    const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const up = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (along) {
      const next = (index + along + this.bars.length) % this.bars.length;
      this.bars[index].tabIndex = -1;
      this.bars[next].tabIndex = 0;
      this.bars[next].focus();
    } else if (up) this.#set(index, this.values[index] + up * STEP * this.limit);
    else return;
    event.preventDefault();
  }

  #set(index, value) {
    const values = this.values.slice();
    values[index] = Math.max(-this.limit, Math.min(this.limit, value));
    this.show(values);
    this.announce();
    this.taken(values);
  }
}

class Hourglass {
  constructor(parent) {
    this.input = element("canvas", { class: "screen", width: SIDE, height: SIDE, role: "img", "aria-label": "A handwritten digit" });
    this.output = element("canvas", { class: "screen", width: SIDE, height: SIDE, role: "img", "aria-label": "The digit drawn from the numbers" });
    this.neck = element("div", { class: "middle" });
    this.count = element("strong", {});
    this.under = element("span", {}, "try them: drag a bar");
    this.play = element("button", { type: "button", class: "play", onclick: () => this.toggle() });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.glass = element(
      "div",
      { class: "glass" },
      element("figure", {}, this.input, element("figcaption", {}, element("strong", {}, "784 pixels"), element("span", {}, "somebody wrote this"))),
      element("div", { class: "funnel", "aria-hidden": "true" }),
      element("figure", { class: "kept" }, this.neck, element("figcaption", {}, this.count, this.under)),
      element("div", { class: "funnel out", "aria-hidden": "true" }),
      element("figure", {}, this.output, element("figcaption", {}, element("strong", {}, "784 pixels again"), element("span", {}, "drawn from the numbers alone"))),
      this.play,
    );
    this.doors = element("nav", { class: "doors", "aria-label": "Where to go from here" });
    this.root = element("div", { class: "start" }, this.problem, this.glass, this.doors);
    parent.append(this.root);
    this.live = new Live({
      ask: ({ model, values }, signal) => fetchArrays("/api/decode", { body: { model, latents: [values] }, signal }),
      show: ({ arrays }) => this.paint(arrays.images.data),
      refused: (sentence) => {
        this.problem.hidden = !sentence;
        this.problem.textContent = sentence;
      },
      banner: new Banner(this.root),
    });
    this.elapsed = 0;
    this.frame = (now) => this.tick(now);
  }

  async update(data, trigger) {
    this.trigger = trigger;
    const text = JSON.stringify(data);
    if (text === this.text) return;
    this.text = text;
    this.data = data;
    this.doors.replaceChildren(...data.doors.map((door) => this.door(door)));
    this.glass.hidden = !data.loop;
    if (!data.loop) return;
    const { latents, steps, digits, frames } = data.loop;
    const size = latents[0].length;
    const limit = Math.max(1, ...latents.flat().map(Math.abs)) * 1.1;
    this.bars = new Bars(size, limit, (values) => this.take(values));
    this.neck.replaceChildren(this.bars.root);
    write(this.count, size === 1 ? "1 number" : `${size} numbers`);
    [this.digits, this.frames] = await Promise.all([picturesOf(digits), picturesOf(frames)]);
    this.steps = steps;
    this.run(!still.matches);
    this.draw();
  }

  door({ path, title, text, picture }) {
    const open = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.trigger("door", path);
    };
    return element(
      "a",
      { href: path, onclick: open },
      element("img", { src: picture, alt: "" }),
      element("span", {}, element("strong", {}, title), element("span", {}, text)),
    );
  }

  /** Let it move by itself, or hold it. */
  run(moving) {
    this.moving = moving;
    clearTimeout(this.resuming);
    write(this.play, moving ? "❚❚" : "▶");
    this.play.setAttribute("aria-label", moving ? "Hold the picture" : "Let it move");
    this.last = null;
    if (moving) requestAnimationFrame(this.frame);
    else this.bars?.announce();
  }

  toggle() {
    this.run(!this.moving);
    if (this.moving) this.draw();
  }

  tick(now) {
    if (!this.moving || !this.root.isConnected) return;
    if (this.last !== null) this.elapsed += Math.min(100, now - this.last);
    this.last = now;
    this.draw();
    requestAnimationFrame(this.frame);
  }

  draw() {
    const { latents } = this.data.loop;
    const { at, share } = placeAt(this.elapsed, latents.length);
    const next = (at + 1) % latents.length;
    this.bars.show(latents[at].map((value, index) => value + share * (latents[next][index] - value)));
    const exact = (at + share) * this.steps;
    const frame = Math.floor(exact) % (latents.length * this.steps);
    const following = (frame + 1) % (latents.length * this.steps);
    paintDigit(this.output, mixed(this.frames, frame, following, exact - Math.floor(exact)));
    paintDigit(this.input, mixed(this.digits, at, next, share));
    this.root.dataset.painted = Number(this.root.dataset.painted ?? 0) + 1;
  }

  /** A hand took a number: the film waits, and the network draws what the numbers say now. */
  take(values) {
    this.run(false);
    this.live.send({ model: this.data.model, values: Array.from(values) });
    if (!still.matches) this.resuming = setTimeout(() => this.run(true), RESUME_MS);
  }

  paint(pixels) {
    paintDigit(this.output, pixels);
    this.root.dataset.decoded = Number(this.root.dataset.decoded ?? 0) + 1;
  }

  close() {
    this.run(false);
    this.live.close();
    this.root.remove();
  }
}

/** Two pictures of a tall one mixed: `share` of the second, as bytes. */
export function mixed(pictures, first, second, share) {
  const result = new Uint8Array(PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    result[pixel] = (1 - share) * pictures[first * PIXELS + pixel] + share * pictures[second * PIXELS + pixel];
  }
  return result;
}

const views = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, new Hourglass(parentElement));
  const view = views.get(parentElement);
  view.update(data, setTriggerValue);
  return () => {
    view.close();
    views.delete(parentElement);
  };
}
