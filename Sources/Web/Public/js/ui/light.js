// <hz-light>: remaining time as colour + icon + words + number + cause. Never colour alone.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { lightFor } from "../core/clock.js";
import { duration, fullTime } from "../core/format.js";
import { icon } from "./icons.js";

const marks = { ok: "check", soon: "hourglass", over: "warning", wait: "clock" };

class Light extends HTMLElement {
  set due(value) { this.#due = value; if (this.isConnected) this.#draw(); }
  #due = null;
  #timer = 0;

  connectedCallback() { this.#draw(); }
  disconnectedCallback() { clearTimeout(this.#timer); }

  #draw() {
    clearTimeout(this.#timer);
    const due = this.#due;
    if (!due) { this.replaceChildren(); return; }
    const { level, left, share } = lightFor(due);
    this.setAttribute("level", level);
    this.dataset.testid = "light";
    this.title = `${term("due", due.kind, "")} ${fullTime(due.dueAt)}`;
    replace(this, h("span", { class: "lamp" }, icon(marks[level])),
      h("span", { class: "words" }, wording(due.kind, level, left, share),
        h("span", { class: "cause" }, due.cause ?? term("due", due.kind, ""))));
    this.#timer = setTimeout(() => this.#draw(), Math.abs(left) < 5 * 60_000 ? 1000 : 15_000);
  }
}

function wording(kind, level, left, share) {
  const time = duration(left);
  if (kind === "sessionStart") {
    if (left > 0) return t("light.starts", { time });
    return t(level === "over" ? "light.startPast" : "light.startNow", { time });
  }
  if (level === "over") return t("light.over", { time });
  if (level === "soon") return t("light.soon", { time });
  return t(share > 0.5 ? "light.ample" : "light.inTime", { time });
}

customElements.define("hz-light", Light);

export function light(due) {
  const element = document.createElement("hz-light");
  element.due = due;
  return element;
}
