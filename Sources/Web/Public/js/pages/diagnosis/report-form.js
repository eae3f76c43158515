// The report as it is written beside the data: kept on this device with every keystroke, signed with the password.
import { h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { dropDraft, readDraft, writeDraft } from "../../core/draft-store.js";
import { askPassword } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { icon } from "../../ui/icons.js";
import { notice } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";

export function reportForm(order, { read, refresh }) {
  const scope = `diagnosis.${order.id}`;
  const known = readDraft(scope) ?? {};
  const findings = field({ name: "findings", label: t("diagnosis.findings"), type: "textarea", rows: 6, required: true, max: 10_000, value: known.findings, testid: "diagnosis-findings" });
  const conclusion = field({ name: "conclusion", label: t("diagnosis.conclusion"), type: "textarea", rows: 3, required: true, max: 10_000, value: known.conclusion, testid: "diagnosis-conclusion" });
  const trouble = h("div", { "aria-live": "assertive" });
  const names = () => order.items.filter((item) => read.has(item.id)).map((item) => item.name);
  const form = h("form", { class: "card stack", novalidate: true, testid: "diagnosis-report-form" }, h("h2", {}, t("diagnosis.write")), findings.element, conclusion.element,
    h("p", { class: "small soft" }, t("diagnosis.readHelp")), trouble,
    h("div", { class: "row end" }, h("button", { type: "submit", class: "button main", testid: "diagnosis-signReport" }, icon("pen"), t("diagnosis.do.signReport"))));
  form.addEventListener("input", () => writeDraft(scope, { findings: findings.value(), conclusion: conclusion.value() }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = [findings, conclusion].filter((one) => !one.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    if (read.size === 0) { replace(trouble, notice("bad", h("p", {}, t("diagnosis.tickFirst")))); return; }
    replace(trouble);
    const done = await askPassword({
      title: t("diagnosis.do.signReport"), confirm: t("diagnosis.do.signReport"),
      body: h("div", { class: "stack-small" }, h("p", {}, t("diagnosis.signHelp", { n: read.size })), h("ul", { class: "small" }, names().map((name) => h("li", {}, name)))),
      run: ({ password }) => post(`/diagnosis-orders/${order.id}/report`, { findings: findings.value(), conclusion: conclusion.value(), items: [...read].filter((id) => order.items.some((item) => item.id === id)), password }, { version: order.version }),
    });
    if (done) { dropDraft(scope); toast(t("diagnosis.done")); refresh(); }
  });
  return form;
}
