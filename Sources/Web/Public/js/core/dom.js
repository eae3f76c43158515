// Building elements without innerHTML: text can never become markup, and the strict CSP is never tested.

const SVG = "http://www.w3.org/2000/svg";

/** h("p", {class: "soft", testid: "x", on: {click}}, "text", child, [children], null) */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) if (listener) element.addEventListener(event, listener);
    } else if (name === "class") element.className = value;
    else if (name === "testid") element.dataset.testid = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (["value", "checked", "disabled", "selected", "muted", "autoplay", "playsInline", "srcObject", "indeterminate"].includes(name)) {
      element[name] = value;
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

export function replace(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

let serial = 0;
export const uid = (prefix = "u") => `${prefix}-${++serial}`;

export function debounce(action, milliseconds) {
  let timer = 0;
  const run = (...args) => { clearTimeout(timer); timer = setTimeout(() => action(...args), milliseconds); };
  run.cancel = () => clearTimeout(timer);
  return run;
}

export const delay = (milliseconds, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** Runs `tick` now and every `milliseconds` until the signal aborts. */
export function every(milliseconds, signal, tick) {
  tick();
  const timer = setInterval(tick, milliseconds);
  signal?.addEventListener("abort", () => clearInterval(timer), { once: true });
}
