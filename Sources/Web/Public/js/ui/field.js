// A labelled field whose error stands beside it and is tied to it for screen readers.
import { h, uid } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { icon } from "./icons.js";

const fieldText = (one) => (language() === "en" ? one.messageEn : null) ?? one.message ?? one.code;

/**
 * field({name, label, type, required, hint, options, pointer, rows, max, testid, validate}) →
 * {element, input, name, value(), set(v), check(), take(problem), setError(text|null), note(text), focus()}
 * `pointer` is the JSON pointer of the server's field error; by default "/name".
 */
export function field(options) {
  const { name, label, type = "text", required = false, hint, rows, testid, validate, pointer = `/${name}` } = options;
  const id = uid("f");
  const common = {
    id, name, class: "input", testid: testid ?? `field-${name}`, required, placeholder: options.placeholder, autocomplete: options.autocomplete ?? "off",
    maxlength: options.max, "aria-describedby": `${id}-hint ${id}-error`, inputmode: options.inputmode, min: options.min, step: options.step,
    disabled: options.disabled, list: options.list, spellcheck: "false", autocapitalize: "none",
  };
  let input;
  if (type === "textarea") input = h("textarea", { ...common, rows: rows ?? 4 });
  else if (type === "select") {
    input = h("select", common, options.empty !== false && h("option", { value: "" }, options.empty ?? t("field.choose")),
      (options.options ?? []).map((one) => h("option", { value: one.value, disabled: one.disabled }, one.label)));
  } else input = h("input", { ...common, type });
  if (options.value !== undefined && options.value !== null) input.value = options.value;

  const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const good = h("p", { class: "good", hidden: true, "aria-live": "polite" });
  const element = h("div", { class: "field" },
    h("label", { for: id }, label, required && h("span", { class: "must", "aria-hidden": "true" }, "*")),
    input, good, error, hint && h("p", { class: "hint", id: `${id}-hint` }, hint));

  const self = {
    element, input, name,
    value: () => (type === "password" ? input.value : input.value.trim()),
    set(value) { input.value = value ?? ""; },
    setError(text) {
      error.hidden = !text;
      error.replaceChildren();
      if (text) error.append(icon("warning"), text);
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
    note(text) { good.hidden = !text; good.textContent = text ?? ""; },
    check() {
      const wrong = required && !self.value() ? t("field.required", { label }) : validate?.(self.value()) ?? null;
      self.setError(wrong);
      return !wrong;
    },
    /** Takes its own errors out of a problem; true when there were some. */
    take(problem) {
      const mine = (problem?.errors ?? []).filter((one) => one.pointer === pointer || one.pointer?.startsWith(`${pointer}/`));
      if (mine.length === 0) return false;
      mine.forEach((one) => { one.shown = true; });
      self.setError(mine.map((one) => fieldText(one)).join("；"));
      return true;
    },
    focus: () => input.focus(),
  };
  input.addEventListener("input", () => { if (!error.hidden) self.setError(null); });
  return self;
}

/** Gives each field its errors, focuses the first wrong one. → true when every error found its field. */
export function showFieldErrors(fields, problem) {
  const wrong = fields.filter((one) => one.take(problem));
  wrong[0]?.focus();
  return wrong.length > 0 && (problem.errors ?? []).every((one) => one.shown);
}

/** Radio or checkbox group as cards. options: [{value, label, hint, disabled, content}] */
export function choices({ name, label, options, type = "radio", required = false, testid, value = [], pointer = `/${name}` }) {
  const id = uid("g");
  const chosen = new Set([value].flat());
  const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const inputs = options.map((one) => h("input", { type, name: id, value: one.value, checked: chosen.has(one.value), disabled: one.disabled, testid: `${testid ?? name}-${one.value}` }));
  const element = h("fieldset", { class: "field", testid: testid ?? `field-${name}` },
    h("legend", { class: "label" }, label, required && h("span", { class: "must", "aria-hidden": "true" }, "*")),
    h("div", { class: "pick" }, options.map((one, index) => h("label", {}, inputs[index],
      h("span", { class: "grow" }, h("span", { class: "strong" }, one.label), one.hint && h("span", { class: "hint small soft" }, ` ${one.hint}`), one.content)))),
    error);
  const self = {
    element, name, inputs,
    value() {
      const values = inputs.filter((one) => one.checked).map((one) => one.value);
      return type === "radio" ? values[0] ?? "" : values;
    },
    setError(text) { error.hidden = !text; error.replaceChildren(); if (text) error.append(icon("warning"), text); },
    check() {
      const wrong = required && self.value().length === 0 ? t("field.required", { label }) : null;
      self.setError(wrong);
      return !wrong;
    },
    take(problem) {
      const mine = (problem?.errors ?? []).filter((one) => one.pointer === pointer || one.pointer?.startsWith(`${pointer}/`));
      mine.forEach((one) => { one.shown = true; });
      if (mine.length > 0) self.setError(mine.map((one) => fieldText(one)).join("；"));
      return mine.length > 0;
    },
    focus: () => (inputs.find((one) => one.checked) ?? inputs.find((one) => !one.disabled))?.focus(),
  };
  element.addEventListener("change", () => self.setError(null));
  return self;
}
