// What the drawing board shows of a digit: a picture with its reading, and the classifier's verdict.

import { element, paintDigit, percent, write } from "./client.js";

/** A prepared, noisy or cleaned digit with what it is read as. */
export class Card {
  constructor(title, detail, more = detail) {
    this.title = title;
    this.canvas = element("canvas", { width: 28, height: 28, class: "screen", role: "img", "aria-label": title });
    this.reading = element("p", { class: "reading" });
    this.root = element(
      "figure",
      {},
      element("figcaption", {}, element("strong", {}, title), element("small", { title: more }, detail)),
      this.canvas,
      this.reading,
    );
  }

  paint(pixels, offset, shares) {
    paintDigit(this.canvas, pixels, offset);
    const best = shares ? shares.indexOf(Math.max(...shares)) : -1;
    const said = shares ? `reads as ${best}, ${percent(shares[best])}` : "";
    write(this.reading, said);
    this.canvas.setAttribute("aria-label", shares ? `${this.title}: ${said}` : this.title);
  }

  clear() {
    this.canvas.getContext("2d").clearRect(0, 0, 28, 28);
    this.reading.textContent = "";
    this.canvas.setAttribute("aria-label", `${this.title}: empty`);
  }
}

/** What the classifier takes the digit for, with its ten probabilities. */
export class Verdict {
  constructor() {
    this.digit = element("strong", { class: "digit" }, "–");
    this.sure = element("span", {});
    this.bars = Array.from({ length: 10 }, () => element("i", {}));
    this.columns = this.bars.map((bar, index) => element("span", {}, element("b", {}, bar), element("small", {}, String(index))));
    this.chart = element("div", { class: "bars", role: "img", "aria-label": "Probability of each digit" }, ...this.columns);
    this.root = element("div", { class: "verdict" }, element("p", {}, this.digit, this.sure), this.chart);
  }

  paint(shares, classifier) {
    this.chart.hidden = !classifier;
    const best = shares ? shares.indexOf(Math.max(...shares)) : -1;
    this.columns.forEach((column, index) => {
      column.className = index === best ? "best" : "";
      this.bars[index].style.transform = `scaleY(${shares ? shares[index] : 0})`;
    });
    write(this.digit, shares ? String(best) : "–");
    if (shares) write(this.sure, `The classifier reads a ${best} and is ${percent(shares[best])} sure.`);
    else write(this.sure, classifier ? "Draw a digit, and a classifier says which one it sees." : "There is no classifier yet, so nobody says which digit this is.");
    this.chart.setAttribute("aria-label", shares ? `Probability of each digit: ${[...shares].map((share, index) => `${index}: ${percent(share)}`).join(", ")}` : "Probability of each digit: nothing drawn yet");
    return this.sure.textContent;
  }
}
