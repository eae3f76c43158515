// Modal questions on <dialog>: focus is trapped and given back by the browser.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "./icons.js";
import { problemBox } from "./states.js";
import { field } from "./field.js";

/**
 * ask({title, body, confirm, danger, fields, run}) → result of run, or null when dismissed.
 * `fields` are field() objects; `run(values)` may throw a problem, which is shown inside.
 */
export function ask({ title, body, confirm, danger = false, fields = [], run = async (values) => values, testid = "dialog", cancelLabel }) {
  return new Promise((resolve) => {
    const trouble = h("div", { "aria-live": "assertive" });
    const go = h("button", { type: "submit", class: `button main ${danger ? "danger" : ""}`, testid: `${testid}-confirm` }, confirm ?? t("action.confirm"));
    const stop = h("button", { type: "button", class: "button", testid: `${testid}-cancel`, on: { click: () => box.close() } }, cancelLabel ?? t("action.cancel"));
    let answer = null;
    const form = h("form", { novalidate: true, class: "stack" },
      h("h2", { id: `${testid}-title` }, title), body && h("div", { class: "stack-small" }, body), fields.map((one) => one.element), trouble,
      h("div", { class: "row end" }, stop, go));
    const box = h("dialog", { class: "dialog", "aria-labelledby": `${testid}-title`, testid }, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (go.disabled) return;
      fields.forEach((one) => one.setError(null));
      const wrong = fields.filter((one) => !one.check());
      if (wrong.length > 0) { wrong[0].focus(); return; }
      go.disabled = true;
      go.setAttribute("aria-busy", "true");
      try {
        answer = (await run(Object.fromEntries(fields.map((one) => [one.name, one.value()])))) ?? true; // done, with nothing to show
        box.close();
      } catch (problem) {
        fields.forEach((one) => one.take(problem));
        replace(trouble, problemBox(problem, { compact: true }));
      } finally {
        go.disabled = false;
        go.removeAttribute("aria-busy");
      }
    });
    box.addEventListener("close", () => { box.remove(); resolve(answer); });
    document.body.append(box);
    box.showModal();
    if (fields.length > 0) fields[0].focus();
  });
}

/** Step-up: what exactly is signed, then the password once more. */
export const askPassword = ({ title, body, confirm, run, fields = [] }) => ask({
  title, body, confirm, run, testid: "step-up",
  fields: [...fields, field({
    name: "password", label: t("field.passwordAgain"), type: "password", required: true, autocomplete: "current-password", testid: "step-up-password",
    hint: t("field.passwordAgainHint"),
  })],
});

export function sheet({ title, body, testid = "sheet" }) {
  const close = h("button", { type: "button", class: "tool", "aria-label": t("action.close"), on: { click: () => box.close() } }, icon("cross"));
  const box = h("dialog", { class: "dialog", "aria-label": title, testid },
    h("div", { class: "body stack" }, h("div", { class: "row spread" }, h("h2", {}, title), close), body));
  box.addEventListener("click", (event) => { if (event.target === box || event.target.closest("a[href]")) box.close(); });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}
