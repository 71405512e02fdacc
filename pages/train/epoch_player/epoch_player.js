// The epoch player: how the latent map and ten digits change while a model trains.

const { Banner, Live, element, fetchArrays, paintDigit } = await import(
  new URL("/assets/client.js", location.origin)
);

const FRAME_MS = 350;
const SIDE = 28 * 28;

class Player {
  constructor(parent) {
    this.frames = [];
    this.place = 0;
    this.following = true;
    this.timer = null;
    this.map = element("canvas", { class: "map", role: "img" });
    this.legend = element("ul", { class: "legend" });
    this.digits = element("div", { class: "digits" });
    this.label = element("output", { "aria-live": "off" });
    this.slider = element("input", {
      type: "range",
      min: 0,
      max: 0,
      step: 1,
      "aria-label": "Epoch",
      oninput: () => {
        this.pause();
        this.go(Number(this.slider.value));
      },
    });
    this.button = element("button", { type: "button", onclick: () => this.toggle() }, "▶ Play");
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.root = element(
      "div",
      { class: "player" },
      this.problem,
      element("div", { class: "bar" }, this.button, this.slider, this.label),
      element(
        "div",
        { class: "both" },
        element("figure", {}, this.map, this.legend),
        this.digits,
      ),
    );
    parent.append(this.root);
    this.live = new Live({
      limit: 1,
      ask: (after, signal) =>
        fetchArrays(`/api/job-snapshots?job=${encodeURIComponent(this.data.job)}&after=${after}`, {
          signal,
        }),
      show: (answer) => this.take(answer),
      refused: (sentence) => {
        this.problem.hidden = !sentence;
        this.problem.textContent = sentence;
      },
      banner: new Banner(this.root),
    });
    this.watcher = new ResizeObserver(() => this.paint());
    this.watcher.observe(this.map);
  }

  update(data) {
    if (data.job !== this.data?.job) {
      this.pause();
      this.frames = [];
      this.place = 0;
      this.following = true;
      this.shared = null;
      this.data = data;
      this.root.hidden = true;
    }
    this.data = data;
    if (data.epochs > this.last) this.live.send(this.last);
    else this.paint();
  }

  /** The number of the newest epoch that has arrived. */
  get last() {
    return this.frames.at(-1)?.epoch ?? 0;
  }

  take({ arrays, values }) {
    if (!this.shared) {
      this.shared = arrays;
      this.build();
    }
    const fresh = [...arrays.epochs.data].filter((epoch) => epoch > this.last);
    const skipped = arrays.epochs.data.length - fresh.length;
    const count = arrays.map_labels.data.length * 2;
    const size = arrays.output ? arrays.output.data.length / arrays.epochs.data.length : 0;
    fresh.forEach((epoch, index) => {
      const at = index + skipped;
      this.frames.push({
        epoch,
        points: arrays.points.data.subarray(at * count, (at + 1) * count),
        output: arrays.output.data.subarray(at * size, (at + 1) * size),
      });
    });
    if (this.frames.length === 0) return;
    this.root.hidden = false;
    this.slider.max = this.frames.length - 1;
    this.button.disabled = this.frames.length < 2;
    this.findRange();
    this.go(this.following && !this.timer ? this.frames.length - 1 : this.place);
    if (values.more) this.live.send(this.last);
  }

  /** One scale for all epochs: points move, axes stay; the outermost hundredth may leave. */
  findRange() {
    const newest = this.frames.at(-1).points;
    for (const axis of [0, 1]) {
      const values = newest.filter((_, index) => index % 2 === axis).sort();
      const edge = Math.floor(values.length / 100);
      const [low, high] = [values[edge], values[values.length - 1 - edge]];
      const margin = (high - low) * 0.08 || 1;
      this[axis === 0 ? "across" : "down"] = [low - margin, high + margin];
    }
  }

  build() {
    this.legend.replaceChildren(
      ...this.data.classes.map((name, index) =>
        element("li", { style: `--colour: ${this.data.colours[index]}` }, name),
      ),
    );
    const reconstructs = this.data.task === "reconstruct";
    const same = String(this.shared.digits.data) === String(this.shared.noisy.data);
    const rows = ["Original", ...(same ? [] : ["Noisy"]), ...(reconstructs ? ["Rebuilt"] : [])];
    this.outputs = [];
    const columns = [...this.shared.digit_labels.data].map((label, index) => {
      const name = this.data.classes[label];
      const canvases = rows.map((row) => {
        const canvas = element("canvas", { class: "screen", role: "img", "aria-label": `${row} ${name}` });
        if (row !== "Rebuilt") {
          const from = row === "Noisy" ? this.shared.noisy : this.shared.digits;
          paintDigit(canvas, from.data, index * SIDE);
        }
        return canvas;
      });
      const said = element("small", {});
      this.outputs.push({ canvas: reconstructs ? canvases.at(-1) : null, said, label });
      return element("div", {}, ...canvases, ...(reconstructs ? [] : [said]));
    });
    const heads = element("div", { class: "heads" }, ...rows.map((row) => element("span", {}, row)));
    if (!reconstructs) heads.append(element("small", {}, "Reads as"));
    const again = heads.cloneNode(true); // five digits a line
    this.digits.replaceChildren(heads, ...columns.slice(0, 5), again, ...columns.slice(5));
  }

  go(place) {
    this.place = Math.max(0, Math.min(place, this.frames.length - 1));
    this.following = this.place === this.frames.length - 1;
    this.slider.value = this.place;
    const frame = this.frames[this.place];
    const text = `Epoch ${frame.epoch} of ${this.last}`;
    this.label.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    this.outputs.forEach(({ canvas, said, label }, index) => {
      if (canvas) {
        paintDigit(canvas, frame.output, index * SIDE);
        return;
      }
      const shares = frame.output.subarray(index * 10, index * 10 + 10);
      const best = shares.indexOf(Math.max(...shares));
      said.textContent = `${this.data.classes[best]} ${best === label ? "✓" : "✗"} ${Math.round(100 * shares[best])} %`;
    });
    this.paint();
  }

  paint() {
    const frame = this.frames[this.place];
    const width = this.map.clientWidth;
    if (!frame || !width) return;
    const height = this.map.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    this.map.width = width * ratio;
    this.map.height = height * ratio;
    const context = this.map.getContext("2d");
    context.scale(ratio, ratio);
    context.globalAlpha = 0.75;
    const [left, right] = this.across;
    const [bottom, top] = this.down;
    const labels = this.shared.map_labels.data;
    const radius = width < 420 ? 1.6 : 2.2;
    for (let index = 0; index < labels.length; index += 1) {
      const x = ((frame.points[2 * index] - left) / (right - left)) * width;
      const y = height - ((frame.points[2 * index + 1] - bottom) / (top - bottom)) * height;
      context.fillStyle = this.data.colours[labels[index]];
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    }
    this.map.setAttribute(
      "aria-label",
      `Latent map after epoch ${frame.epoch}: ${labels.length} test digits, coloured by class`,
    );
  }

  toggle() {
    if (this.timer) {
      this.pause();
      return;
    }
    if (this.place === this.frames.length - 1) this.go(0);
    this.button.textContent = "⏸ Pause";
    this.timer = setInterval(() => {
      if (this.place === this.frames.length - 1) this.pause();
      else this.go(this.place + 1);
    }, FRAME_MS);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.button.textContent = "▶ Play";
  }

  close() {
    this.pause();
    this.watcher.disconnect();
    this.live.close();
  }
}

const players = new WeakMap();

export default function ({ parentElement, data }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  player.update(data);
  return () => {
    player.close();
    player.root.remove();
    players.delete(parentElement);
  };
}
