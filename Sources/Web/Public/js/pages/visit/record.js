// The medical record of a visit with the template of SC 22: what is mandatory is marked, the rest stands below.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { fullTime, shortHash } from "../../core/format.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { act, assisted, send } from "./tools.js";
import { assistanceField } from "./talk.js";

const short = new Set(["maritalStatus", "contact", "priorInstitution", "priorDiagnosis", "ethnicity", "occupation", "address", "emergencyContact"]);

export function record(tools) {
  const { one, may } = tools;
  const written = one.record?.fields ?? {};
  const missing = one.recordFields.filter((item) => item.required && !written[item.field]);
  return h("section", { class: "card stack", testid: "visit-medical-record" }, h("h2", {}, t("visits.medicalRecord")),
    one.record ? h("dl", { class: "facts" }, one.recordFields.filter((item) => written[item.field]).flatMap((item) => [h("dt", {}, t(`recordField.${item.field}`)), h("dd", { class: "pre" }, written[item.field])])) : h("p", { class: "soft" }, t("visits.noRecord")),
    ["draft", "open"].includes(one.state) && missing.length > 0 && h("p", { class: "small", testid: "record-missing" }, t("visits.recordMissing", { fields: missing.map((item) => t(`recordField.${item.field}`)).join("、") })),
    assisted(tools, one.record?.assistance, { part: "record" }),
    one.recordSigned && h("p", { class: "small soft", testid: "record-signed" }, t("visits.recordSigned", { time: fullTime(one.recordSigned.at), who: one.physician.name }), " ", h("span", { title: one.recordSigned.hash }, shortHash(one.recordSigned.hash))),
    may("writeRecord") && h("div", {}, act(tools, "visit-write-record", t("visits.do.record"), () => write(tools))));
}

function write(tools) {
  const { one } = tools;
  const evidence = one.evidence[0];
  // What the evidence says already need not be typed again.
  const known = { priorInstitution: evidence?.institutionName, priorDiagnosis: evidence?.diagnoses.join("、"), ...one.record?.fields };
  const fields = one.recordFields.map((item) => field({ name: item.field, pointer: `/fields/${item.field}`, label: `${t(`recordField.${item.field}`)}${item.required ? " *" : ""}`, type: short.has(item.field) ? "text" : "textarea", rows: 2, max: 2000, value: known[item.field] ?? "", testid: `record-${item.field}` }));
  return ask({ title: t("visits.do.record"), confirm: t("visits.save"), testid: "record-dialog", body: h("p", { class: "small soft" }, t("visits.recordHelp")), fields: [...fields, assistanceField()],
    run: ({ assistance, ...values }) => send(tools, "record", { fields: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")), ...(assistance ? { assistance } : {}) }) });
}
