// Questions about one thing of the equipment register: its entry, its plan, a work that was done, its end.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { day } from "../core/format.js";
import { ask } from "./dialog.js";
import { choices, field } from "./field.js";
import { sendFile } from "./visit-talk.js";

export const categories = ["instrument", "device", "facility", "informationSystem"];
export const works = ["inspection", "maintenance", "renovation", "upgrade"];
export const workName = (work) => t(`assetWork.${work}`);

async function entry(one = {}) {
  const staff = (await get("/assets/staff")).items;
  const known = staff.some((person) => person.id === one.keeper);
  const options = staff.map((person) => ({ value: person.id, label: person.name }));
  if (one.keeper && !known) options.unshift({ value: one.keeper, label: one.keeperName });
  return [
    field({ name: "category", label: t("assets.category"), type: "select", required: true, value: one.category, options: categories.map((value) => ({ value, label: t(`assetCategory.${value}`) })) }),
    field({ name: "name", label: t("assets.name"), required: true, max: 100, value: one.name }),
    field({ name: "maker", label: t("assets.maker"), max: 100, value: one.maker }), field({ name: "model", label: t("assets.model"), max: 100, value: one.model }), field({ name: "serial", label: t("assets.serial"), max: 100, value: one.serial }),
    field({ name: "place", label: t("assets.place"), required: true, max: 100, value: one.place, hint: t("assets.placeHint") }),
    choices({ name: "forConsultation", label: t("assets.forConsultation"), required: true, testid: "for-consultation", value: one.id ? String(one.forConsultation) : [], options: [{ value: "true", label: t("assets.forConsultationYes") }, { value: "false", label: t("assets.forConsultationNo") }] }),
    field({ name: "keeper", label: t("assets.keeper"), type: "select", required: true, value: one.keeper, hint: t("assets.keeperHint"), options }),
    field({ name: "inServiceSince", label: t("assets.since"), type: "date", required: true, value: one.inServiceSince ?? day(now()) }),
  ];
}

/** Empty answers are left out: nothing was said. */
const told = (values) => Object.fromEntries(Object.entries({ ...values, forConsultation: values.forConsultation === "true" }).filter(([, value]) => value !== ""));

export const askEntry = async () => ask({ title: t("assets.register"), confirm: t("assets.register"), testid: "asset-dialog", fields: await entry(), run: (values) => post("/assets", { ...told(values), plan: [] }) });

export const askAmendment = async (one) => ask({ title: t("assets.act.amend"), confirm: t("assets.act.amend"), testid: "asset-dialog", fields: await entry(one), run: (values) => send(one, "edit", told(values)) });

export function askPlan(one) {
  const lines = works.map((work) => {
    const old = one.plan.find((planned) => planned.work === work);
    const first = field({ name: `first-${work}`, label: t("assets.first", { work: workName(work) }), type: "date", value: old?.firstDueOn ?? "", validate: (value) => (months.value() && !value ? t("field.required", { label: t("assets.first", { work: workName(work) }) }) : null) });
    const months = field({ name: `months-${work}`, label: t("assets.months", { work: workName(work) }), type: "number", min: 1, value: old?.everyMonths ?? "" });
    return { work, months, first };
  });
  return ask({
    title: t("assets.act.plan"), confirm: t("assets.act.plan"), testid: "asset-plan-dialog", body: h("p", { class: "small soft" }, t("assets.planHelp")), fields: lines.flatMap((line) => [line.months, line.first]),
    run: () => send(one, "plan", { plan: lines.filter((line) => line.months.value()).map((line) => ({ work: line.work, everyMonths: Number(line.months.value()), firstDueOn: line.first.value() })) }),
  });
}

export function askWork(one) {
  const due = one.plan.find((planned) => planned.overdue) ?? one.plan[0];
  const file = field({ name: "file", label: t("assets.document"), type: "file" });
  return ask({
    title: t("assets.act.record"), confirm: t("assets.act.record"), testid: "asset-work-dialog",
    fields: [
      field({ name: "work", label: t("assets.work"), type: "select", required: true, value: due?.work, options: works.map((value) => ({ value, label: workName(value) })) }),
      field({ name: "doneOn", label: t("assets.doneOn"), type: "date", required: true, value: day(now()) }), field({ name: "by", label: t("assets.by"), required: true, max: 100 }),
      choices({ name: "passed", label: t("assets.result"), required: true, testid: "work-passed", options: [{ value: "true", label: t("assets.passed") }, { value: "false", label: t("assets.failed") }] }),
      field({ name: "note", label: t("assets.note"), type: "textarea", rows: 2, max: 1000, hint: t("assets.noteHint") }), file,
    ],
    run: async ({ file: _, passed, note, ...values }) => send(one, "works", { ...values, passed: passed === "true", ...(note ? { note } : {}), ...(file.input.files[0] ? await sendFile(`/assets/${one.id}/files`, file.input.files[0]) : {}) }),
  });
}

export const askEnd = (one, act, path) => ask({
  title: t(`assets.act.${act}`), confirm: t(`assets.act.${act}`), danger: act === "retire", testid: "asset-end-dialog", body: h("p", {}, t(`assets.${act}Effect`)),
  fields: [field({ name: "reason", label: t("assets.reason"), type: "textarea", rows: 2, required: true, max: 1000 })], run: (values) => send(one, path, values),
});

const send = (one, act, body) => post(`/assets/${encodeURIComponent(one.id)}/${act}`, body, { version: one.version });
