// 药品不良反应/事件报告表: the fields of the form, what they say together, and the form as it is read (SC 27).
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { field } from "./field.js";
import { long, pick, short } from "./quality-list.js";

const outcomes = ["recovered", "improving", "notRecovered", "sequelae", "death", "unknown"];
const courses = ["yes", "no", "notDone", "unknown"];
const associations = ["certain", "probable", "possible", "unlikely", "unassessable"];
const place = "/drugReaction";

/** One suspected drug and one that was taken beside it; more go through the API. */
const drug = (index, suspected) => {
  const at = `${place}/drugs/${index}`;
  const text = (name, required = false) => short(`drug${index}-${name}`, `${t(suspected ? "drug.suspected" : "drug.beside")} · ${t(`drug.${name}`)}`, { required, pointer: `${at}/${name}` });
  const day = (name) => field({ name: `drug${index}-${name}`, label: `${t(suspected ? "drug.suspected" : "drug.beside")} · ${t(`drug.${name}`)}`, type: "date", pointer: `${at}/${name}` });
  return { suspected, fields: { name: text("name", suspected), approvalNumber: text("approvalNumber"), manufacturer: text("manufacturer"), batch: text("batch"), dosage: text("dosage"), startedOn: day("startedOn"), stoppedOn: day("stoppedOn"), indication: text("indication") } };
};

/** → {fields, value(), show(isShown)}: hidden fields are neither asked nor sent. */
export function drugReactionFields() {
  const parts = {
    reaction: short("reaction", t("drug.reaction"), { pointer: `${place}/reaction`, max: 500 }),
    sex: field({ name: "sex", label: t("drug.sex"), type: "select", options: ["female", "male"].map((value) => ({ value, label: t(`sex.${value}`) })) }),
    ageYears: field({ name: "ageYears", label: t("drug.age"), type: "number", min: 0, pointer: `${place}/ageYears` }),
    underlyingDisease: long("underlyingDisease", t("drug.disease"), { required: false, rows: 2, max: 500, pointer: `${place}/underlyingDisease` }),
    outcome: pick("outcome", t("drug.outcome"), "drugOutcome", outcomes), receded: pick("receded", t("drug.receded"), "drugReceded", courses), recurred: pick("recurred", t("drug.recurred"), "drugRecurred", courses),
    association: pick("association", t("drug.association"), "drugAssociation", associations), isNew: pick("isNew", t("drug.isNew"), "drugNew", ["no", "yes"]),
  };
  const drugs = [drug(0, true), drug(1, false)];
  const fields = [...Object.values(parts), ...drugs.flatMap((one) => Object.values(one.fields))];
  let shown = true;
  for (const one of fields) {
    const check = one.check;
    one.check = () => !shown || check();
  }
  return {
    fields,
    show(isShown) { shown = isShown; fields.forEach((one) => { one.element.hidden = !isShown; }); },
    value() {
      const filled = (entries) => Object.fromEntries(entries.map(([name, one]) => [name, one.value()]).filter(([, value]) => value));
      const { ageYears, isNew, ...rest } = filled(Object.entries(parts));
      const taken = drugs.map((one) => ({ suspected: one.suspected, ...filled(Object.entries(one.fields)) })).filter((one) => one.name);
      return { ...rest, isNew: isNew === "yes", ...(ageYears ? { ageYears: Number(ageYears) } : {}), drugs: taken };
    },
    names: fields.map((one) => one.name),
  };
}

/** The form as quality control and pharmacists read and print it. */
export function drugReactionForm(form) {
  const rows = [[t("drug.reaction"), form.reaction], [t("drug.patient"), [form.sex && t(`sex.${form.sex}`), form.ageYears !== undefined && t("drug.years", { years: form.ageYears })].filter(Boolean).join(" · ")], [t("drug.disease"), form.underlyingDisease],
    [t("drug.outcome"), t(`drugOutcome.${form.outcome}`)], [t("drug.receded"), t(`drugReceded.${form.receded}`)], [t("drug.recurred"), t(`drugRecurred.${form.recurred}`)], [t("drug.association"), t(`drugAssociation.${form.association}`)], [t("drug.isNew"), t(form.isNew ? "drugNew.yes" : "drugNew.no")]];
  const columns = ["name", "approvalNumber", "manufacturer", "batch", "dosage", "startedOn", "stoppedOn", "indication"];
  return h("div", { class: "stack", testid: "drug-reaction" }, h("h3", {}, t("drug.form")),
    h("dl", { class: "facts" }, rows.filter(([, value]) => value).flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
    h("table", { class: "table stacking" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ""), columns.map((name) => h("th", { scope: "col" }, t(`drug.${name}`))))),
      h("tbody", {}, form.drugs.map((one) => h("tr", {}, h("td", {}, t(one.suspected ? "drug.suspected" : "drug.beside")), columns.map((name) => h("td", { data: { label: t(`drug.${name}`) } }, one[name] ?? "—")))))));
}
