// <hz-signature>: handwriting by pointer events (mouse, finger, pen with pressure), with undo and clear.
// A photograph of a signature on paper can be taken instead: nobody is kept out by a mouse.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "./icons.js";

const WIDTH = 720;
const HEIGHT = 240;
const LIMIT = 200_000; // characters of data URL the service accepts

class SignaturePad extends HTMLElement {
  #strokes = [];
  #picture = null;
  #canvas = null;

  connectedCallback() {
    if (this.#canvas) return;
    this.#canvas = h("canvas", { width: WIDTH, height: HEIGHT, class: "signature-canvas", role: "img", "aria-label": t("consent.padLabel"), testid: "signature-canvas" });
    const file = h("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, testid: "signature-photo" });
    file.addEventListener("change", () => file.files[0] && this.#takePhoto(file.files[0]));
    this.append(h("div", { class: "signature-box" }, this.#canvas, h("span", { class: "signature-line", "aria-hidden": "true" }, t("consent.signHere"))),
      h("div", { class: "row" },
        h("button", { type: "button", class: "button small", testid: "signature-undo", on: { click: () => { this.#strokes.pop(); this.#redraw(); } } }, t("consent.padUndo")),
        h("button", { type: "button", class: "button small", testid: "signature-clear", on: { click: () => this.clear() } }, icon("trash"), t("consent.padClear")),
        h("button", { type: "button", class: "button small", on: { click: () => file.click() } }, icon("camera"), t("consent.padPhoto")), file));
    this.#listen();
    this.#redraw();
  }

  get isEmpty() { return !this.#picture && this.#strokes.reduce((sum, stroke) => sum + stroke.length, 0) < 5; }

  /** What stands on the pad, to be put on another one. */
  get drawing() { return { strokes: this.#strokes, picture: this.#picture }; }
  set drawing({ strokes, picture }) { this.#strokes = strokes; this.#picture = picture; this.#redraw(); }

  clear() { this.#strokes = []; this.#picture = null; this.#redraw(); }

  /** PNG as data URL, made smaller until it fits the limit. */
  toDataURL() {
    let source = this.#canvas;
    let url = source.toDataURL("image/png");
    while (url.length > LIMIT && source.width > 180) {
      const smaller = h("canvas", { width: Math.round(source.width * 0.7), height: Math.round(source.height * 0.7) });
      smaller.getContext("2d").drawImage(source, 0, 0, smaller.width, smaller.height);
      source = smaller;
      url = source.toDataURL("image/png");
    }
    return url;
  }

  #listen() {
    const canvas = this.#canvas;
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      return { x: (event.clientX - box.left) * (WIDTH / box.width), y: (event.clientY - box.top) * (HEIGHT / box.height), pressure: event.pressure || 0.5 };
    };
    let active = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      active = [point(event)];
      this.#strokes.push(active);
      this.#redraw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!active) return;
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length > 0 ? all : [event]) active.push(point(one));
      this.#redraw();
    });
    const end = () => { if (active) { active = null; this.dispatchEvent(new Event("change", { bubbles: true })); } };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
  }

  #redraw() {
    const pen = this.#canvas.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    if (this.#picture) pen.drawImage(this.#picture, ...fit(this.#picture));
    pen.strokeStyle = "#10242b";
    pen.lineCap = "round";
    pen.lineJoin = "round";
    for (const stroke of this.#strokes) {
      for (let index = 1; index < stroke.length; index += 1) {
        pen.lineWidth = 2 + stroke[index].pressure * 4;
        pen.beginPath();
        pen.moveTo(stroke[index - 1].x, stroke[index - 1].y);
        pen.lineTo(stroke[index].x, stroke[index].y);
        pen.stroke();
      }
    }
  }

  async #takePhoto(file) {
    try { this.#picture = await createImageBitmap(file); } catch { this.#picture = null; }
    this.#strokes = [];
    this.#redraw();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function fit(picture) {
  const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return [(WIDTH - width) / 2, (HEIGHT - height) / 2, width, height];
}

customElements.define("hz-signature", SignaturePad);
