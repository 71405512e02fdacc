// The noise dial: while a hand moves it, the noisy digit, the cleaned ones and the classifier's
// verdicts follow, without a rerun. Once it rests, the settings go back to Python.

const { Banner, Live, element, fetchArrays, paintDigit, percent } = await import(
  new URL("/assets/client.js", location.origin)
);

const REST_MS = 400;
const PIXELS = 28 * 28;
const LARGEST_SEED = 2 ** 31 - 1;

const places = (step) => (String(step).split(".")[1] ?? "").length;

/** The page's text that says how a reading compares with the truth; colour alone never says it. */
const mark = (right) => (right ? "✓" : "✗");

class Card {
  /** One picture with its figures below it; `model` is set for a cleaned one. */
  constructor(title, detail) {
    this.canvas = element("canvas", { width: 28, height: 28, class: "screen", role: "img", "aria-label": title });
    this.error = element("dd", {}, "–");
    this.psnr = element("dd", {}, "–");
    this.digit = element("strong", {}, "–");
    this.sure = element("span", { class: "sure" });
    const reading = element("span", {}, this.digit, " ", this.sure);
    this.verdict = element("p", { class: "verdict" }, "reads as ", reading);
    this.bars = Array.from({ length: 10 }, () => element("i", {}));
    this.columns = this.bars.map((bar, index) =>
      element("span", {}, element("b", {}, bar), element("small", {}, String(index))),
    );
    this.chart = element("div", { class: "bars", role: "img" }, ...this.columns);
    this.title = title;
    this.figures = element(
      "dl",
      {},
      element("div", {}, element("dt", {}, "squared error"), this.error),
      element("div", {}, element("dt", {}, "PSNR"), this.psnr),
    );
    this.root = element(
      "figure",
      {},
      element("figcaption", {}, element("span", { class: "title" }, title), element("small", { title: detail }, detail)),
      this.canvas,
      this.figures,
      this.verdict,
      this.chart,
    );
  }

  paint(pixels, offset, error, psnr) {
    paintDigit(this.canvas, pixels, offset);
    this.error.textContent = error === null ? "0" : error.toFixed(1);
    this.psnr.textContent = psnr === null || !Number.isFinite(psnr) ? "∞" : `${psnr.toFixed(1)} dB`;
  }

  read(probabilities, truth, names) {
    this.verdict.hidden = this.chart.hidden = !probabilities;
    if (!probabilities) return "";
    let best = 0;
    probabilities.forEach((share, index) => {
      if (share > probabilities[best]) best = index;
      this.bars[index].style.transform = `scaleY(${share})`;
    });
    this.columns.forEach((column, index) => {
      column.className = (index === best ? "best " : "") + (index === truth ? "truth" : "");
    });
    const right = best === truth;
    this.digit.textContent = `${names[best]} ${mark(right)}`;
    this.sure.textContent = percent(probabilities[best]);
    this.root.classList.toggle("wrong", !right);
    const said = `reads as ${names[best]}, ${percent(probabilities[best])} sure, ${right ? "right" : "wrong"}`;
    this.canvas.setAttribute("aria-label", `${this.title} digit; the classifier ${said}`);
    this.chart.setAttribute("aria-label", `Probability of each class for the ${this.title.toLowerCase()} digit: ${said}`);
    return said;
  }
}

class Dial {
  constructor(parent) {
    this.root = element("div", { class: "dial" });
    this.controls = element("div", { class: "controls" });
    this.problem = element("p", { class: "problem", role: "alert", hidden: true });
    this.cards = element("div", { class: "cards" });
    this.said = element("p", { class: "unseen", "aria-live": "polite" });
    this.root.append(this.controls, this.problem, this.cards, this.said);
    parent.append(this.root);
    this.live = new Live({
      ask: (question, signal) =>
        fetchArrays("/api/denoise", { body: question.body, signal }).then((answer) => {
          question.arrived = performance.now();
          return answer;
        }),
      show: (answer, question) => this.show(answer, question),
      refused: (sentence) => {
        this.problem.hidden = !sentence;
        this.problem.textContent = sentence;
      },
      banner: new Banner(this.root),
    });
  }

  /** Take what Python says; what the hand has set since then stays. */
  update(data, report) {
    this.report = report;
    const kindChanged = data.kind.name !== this.data?.kind.name;
    const cardsChanged = JSON.stringify(data.models) !== JSON.stringify(this.data?.models);
    const changed = JSON.stringify(data) !== JSON.stringify(this.data);
    this.data = data;
    if (kindChanged) {
      this.values = Object.fromEntries(data.kind.fields.map((field) => [field.name, field.value]));
      this.seed ??= data.seed;
      this.buildControls();
    }
    if (cardsChanged) this.buildCards();
    if (changed) this.ask(null);
  }

  buildControls() {
    this.controls.replaceChildren(
      ...this.data.kind.fields.map((field, index) => this.slider(field, index)),
      this.seedBox(),
    );
  }

  slider(field, index) {
    const id = `dial-${field.name}`;
    const shown = element("output", { for: id });
    const input = element("input", {
      id,
      type: "range",
      min: field.low,
      max: field.high,
      step: field.step / (field.step < 1 ? 5 : 1),
      value: this.values[field.name],
      "aria-describedby": `${id}-help`,
    });
    const write = () => {
      const span = field.high - field.low;
      input.style.setProperty("--share", span ? (input.valueAsNumber - field.low) / span : 0);
      shown.textContent = input.valueAsNumber.toFixed(places(field.step));
    };
    write();
    input.addEventListener("input", (event) => {
      this.values[field.name] = input.valueAsNumber;
      write();
      this.ask(event.timeStamp);
    });
    input.addEventListener("change", () => this.rest());
    const help = element("small", { id: `${id}-help`, class: "help" }, field.help);
    return element(
      "div",
      { class: index === 0 ? "slider main" : "slider" },
      element("label", { for: id }, field.label),
      shown,
      input,
      help,
    );
  }

  seedBox() {
    const input = element("input", { id: "dial-seed", type: "number", min: 0, max: LARGEST_SEED, step: 1, value: this.seed, inputmode: "numeric" });
    input.addEventListener("input", (event) => {
      const seed = input.valueAsNumber;
      input.setCustomValidity(Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED ? "" : "A whole number from 0");
      if (!input.checkValidity()) return;
      this.seed = seed;
      this.ask(event.timeStamp);
      this.rest();
    });
    const roll = element(
      "button",
      {
        type: "button",
        title: "The same amount of noise, falling differently",
        onclick: (event) => {
          this.seed = Math.floor(Math.random() * 10000);
          input.value = this.seed;
          this.ask(event.timeStamp);
          this.rest();
        },
      },
      "⚄ New noise",
    );
    return element("div", { class: "seed" }, element("label", { for: "dial-seed" }, "Seed of the noise"), input, roll);
  }

  buildCards() {
    const made = [new Card("Original", "as it was written"), new Card("Noisy", "what the autoencoder gets")];
    for (const model of this.data.models) made.push(new Card("Cleaned", model.title));
    this.shownCards = made;
    this.cards.style.setProperty("--count", made.length);
    this.cards.dataset.count = made.length;
    this.cards.replaceChildren(...made.map((card) => card.root));
  }

  ask(movedAt) {
    const { dataset, row, models, classifier, kind } = this.data;
    const body = {
      dataset,
      rows: [row],
      models: models.map((model) => model.name),
      noise: { kind: kind.name, ...this.limited() },
      seed: this.seed,
      ...(classifier ? { classifier: classifier.name } : {}),
    };
    this.live.send({ body, movedAt, truth: this.data.label, names: this.data.classes, cards: this.shownCards });
  }

  /** The settings, where two of them must not add up to more than a whole. */
  limited() {
    const values = { ...this.values };
    if ("zeros" in values && "ones" in values) values.ones = Math.min(values.ones, 1 - values.zeros);
    return values;
  }

  show({ arrays }, question) {
    const { cards, truth, names } = question;
    if (cards !== this.shownCards) return;
    const pixels = [arrays.clean.data, arrays.noisy.data];
    const said = cards.map((card, index) => {
      const cleaned = index >= 2;
      card.paint(
        cleaned ? arrays.cleaned.data : pixels[index],
        cleaned ? (index - 2) * PIXELS : 0,
        index === 0 ? null : arrays.squared_errors.data[index - 1],
        index === 0 ? null : arrays.psnr.data[index - 1],
      );
      const read = arrays.probabilities?.data.slice(10 * index, 10 * index + 10);
      return `${card.title}: ${card.read(read, truth, names)}.`;
    });
    this.summary = said.join(" ");
    this.root.dataset.shown = JSON.stringify({ ...question.body.noise, seed: question.body.seed });
    this.root.dataset.painted = Number(this.root.dataset.painted ?? 0) + 1;
    this.root.dispatchEvent(new CustomEvent("painted", { detail: question }));
  }

  /** Tell Python, and people who listen rather than look, once the hand has come to rest. */
  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.said.textContent = this.summary ?? "";
      this.report("noise", { kind: this.data.kind.name, values: this.limited(), seed: this.seed });
    }, REST_MS);
  }

  close() {
    clearTimeout(this.timer);
    this.live.close();
    this.root.remove();
  }
}

const dials = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  if (!dials.has(parentElement)) dials.set(parentElement, new Dial(parentElement));
  const dial = dials.get(parentElement);
  dial.update(data, setStateValue);
  return () => {
    dial.close();
    dials.delete(parentElement);
  };
}
