// 质控巡视: rounds by the policy's interval, the check list, and of each finding the action and the check of its effect.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day } from "../../core/format.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { toast } from "../../ui/toast.js";
import { long, pick, qualityPage } from "../../ui/quality-list.js";

/** The check list: two subjects of each area (product default). */
const list = ["rules", "technicalNorms", "medicalQuality", "equipment"].flatMap((area) => [1, 2].map((number) => ({ area, subject: `inspectionSubject.${area}.${number}` })));
const results = ["satisfactory", "deficient", "notApplicable"];

export default (context) => qualityPage({
  ...context, name: "inspections", path: "/inspections", title: t("quality.inspections"), about: t("inspection.about"), none: t("inspection.none"), create: hasRole("qualityController") ? schedule : undefined,
  row: (one) => ({ title: t("inspection.title", { day: one.inspectedOn ?? one.dueOn }), done: one.state === "closed", facts: [[t("inspection.dueOn"), one.dueOn], [t("inspection.inspectedOn"), one.inspectedOn && `${one.inspectedOn}${one.inspector ? `（${one.inspector}）` : ""}`], [t("inspection.open"), one.state === "scheduled" ? null : String(one.open)]] }),
  extra: (one, refresh) => one.items.length > 0 && h("table", { class: "table stacking", testid: "inspection-items" },
    h("thead", {}, h("tr", {}, ["inspection.area", "inspection.subject", "inspection.result", "inspection.loop"].map((key) => h("th", { scope: "col" }, t(key))))),
    h("tbody", {}, one.items.map((item) => h("tr", {}, h("td", { data: { label: t("inspection.area") } }, t(`inspectionArea.${item.area}`)), h("td", { data: { label: t("inspection.subject") } }, item.subject),
      h("td", { data: { label: t("inspection.result") } }, h("span", { class: `tag ${item.result === "deficient" ? "bad" : item.result === "satisfactory" ? "ok" : ""}` }, t(`inspectionResult.${item.result}`)), item.finding && h("p", { class: "small" }, item.finding)),
      h("td", { data: { label: t("inspection.loop") } }, item.actions.map(step), next(one, item, refresh)))))),
  acts: { record: { title: t("inspection.record"), fields: record, run: hold } },
});

/** One action with everything that became of it, each with its day and person. */
const step = (action) => h("div", { class: "small stack-small" },
  h("p", {}, t("inspection.planned", { what: action.text, who: action.owner ?? "—", day: action.dueOn })),
  action.doneAt && h("p", {}, t("inspection.done", { what: action.doneText, who: action.doneBy ?? "—", day: day(action.doneAt) })),
  action.check && h("p", {}, h("span", { class: `tag ${action.check.effective ? "ok" : "bad"}` }, t(action.check.effective ? "inspection.effective" : "inspection.ineffective")), ` ${t("inspection.checked", { what: action.check.text, who: action.check.by ?? "—", day: day(action.check.at) })}`));

const words = {
  plan: (one) => [long("text", t("inspection.action")), field({ name: "owner", label: t("inspection.owner"), type: "select", required: true, options: one.staff.map((person) => ({ value: person.id, label: person.name })) }), field({ name: "dueOn", label: t("inspection.actionDue"), type: "date", required: true })],
  complete: () => [long("text", t("inspection.doneText"))],
  checkEffect: () => [choices({ name: "effective", label: t("inspection.effect"), required: true, options: ["yes", "no"].map((value) => ({ value, label: t(value === "yes" ? "inspection.effective" : "inspection.ineffective") })) }), long("text", t("inspection.basis"))],
};

function next(one, item, refresh) {
  const act = item.waitsFor;
  if (!act || !(one.actions ?? []).includes(act)) return null;
  return h("button", { type: "button", class: "button small no-print", testid: `inspection-${act}`, on: { click: async () => {
    const done = await ask({ title: t(`inspection.${act}`), confirm: t(`inspection.${act}`), body: h("p", {}, item.finding), testid: "inspection-dialog", fields: words[act](one),
      run: ({ effective, ...values }) => post(`/inspections/${encodeURIComponent(one.id)}/${act === "checkEffect" ? "check" : act}`, { item: item.index, ...values, ...(effective ? { effective: effective === "yes" } : {}) }, { version: one.version }) });
    if (done) { toast(t("quality.done")); refresh(); }
  } } }, t(`inspection.${act}`));
}

function record() {
  return [field({ name: "inspectedOn", label: t("inspection.inspectedOn"), type: "date", required: true, value: day(now()) }),
    ...list.flatMap(({ area, subject }, index) => [pick(`result${index}`, `${t(`inspectionArea.${area}`)} · ${t(subject)}`, "inspectionResult", results, { pointer: `/items/${index}` }), field({ name: `finding${index}`, label: t("inspection.finding"), type: "textarea", rows: 2, max: 1000, pointer: `/items/${index}/finding`, hint: t("inspection.findingHint") })])];
}

const hold = (one, values) => post(`/inspections/${encodeURIComponent(one.id)}/record`, {
  inspectedOn: values.inspectedOn,
  items: list.map(({ area, subject }, index) => ({ area, subject: t(subject), result: values[`result${index}`], ...(values[`finding${index}`] ? { finding: values[`finding${index}`] } : {}) })),
}, { version: one.version });

const schedule = () => ask({ title: t("quality.create.inspections"), confirm: t("quality.create.inspections"), fields: [field({ name: "dueOn", label: t("inspection.dueOn"), type: "date", required: true })], run: (values) => post("/inspections", values) });
