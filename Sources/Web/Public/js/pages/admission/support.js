// 第三方合作协议: what a company does for the service, its clauses, and the signed original's digest.
import { h } from "../../core/dom.js";
import { t, term } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { sha256 } from "../../core/hash.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { admissionTabs } from "../../ui/admission-tabs.js";
import { long, qualityPage, short } from "../../ui/quality-list.js";
import { entityText } from "../../ui/legal-entity.js";

const clauses = ["medicalService", "informationSecurity", "privacyProtection", "medicalRiskAndLiability", "dataUse"];

const termFields = (one = {}) => [
  short("partner", t("support.partner"), { value: one.partner }), short("creditCode", t("support.creditCode"), { value: one.creditCode, max: 18 }), long("service", t("support.service"), { value: one.service, rows: 2 }),
  field({ name: "validFrom", label: t("support.from"), type: "date", required: true, value: one.validFrom }), field({ name: "validTo", label: t("support.to"), type: "date", required: true, value: one.validTo }),
  ...clauses.map((name) => field({ name, label: term("clause", name), type: "textarea", rows: 2, max: 10_000, value: one.clauses?.[name], pointer: `/clauses/${name}` })),
];

const terms = (values) => {
  const written = clauses.filter((name) => values[name]).map((name) => [name, values[name]]);
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !clauses.includes(name)));
  return { ...rest, clauses: Object.fromEntries(written) };
};

function original() {
  const self = field({ name: "document", label: t("support.document"), type: "file", required: true, hint: t("support.documentHint") });
  let digest = "";
  self.input.addEventListener("change", async () => { const file = self.input.files[0]; digest = file ? (await sha256(file))?.hex ?? "" : ""; self.note(digest && `SHA-256 ${digest.slice(0, 16)}…`); });
  self.value = () => digest;
  return self;
}

export default (context) => qualityPage({
  ...context, name: "support", path: "/support-agreements", tabs: admissionTabs, title: t("nav.admission"), about: t("support.about"), none: t("support.none"), create: hasRole("institutionAdmin") ? draft : undefined,
  row: (one) => ({ title: one.partner, done: one.state === "inForce", facts: [[t("support.creditCode"), one.creditCode], [t("support.service"), one.service], [t("support.valid"), `${one.validFrom} — ${one.validTo}`], [t("support.document"), one.document && h("code", { class: "small" }, one.document)], [t("legal.entity"), one.entity && entityText(one.entity)], [t("field.reason"), one.endedBecause]] }),
  extra: (one) => h("details", {}, h("summary", {}, t("agreement.clauses")), h("dl", { class: "facts" }, clauses.filter((name) => one.clauses[name]).flatMap((name) => [h("dt", {}, term("clause", name)), h("dd", {}, one.clauses[name])]))),
  acts: {
    edit: { title: t("support.edit"), path: "edit", fields: termFields, body: terms },
    conclude: { title: t("support.conclude"), path: "conclude", effect: t("support.concludeEffect"), fields: () => [original()] },
    end: { title: t("support.end"), path: "end", fields: () => [long("reason", t("field.reason"))] },
  },
});

const draft = () => ask({ title: t("quality.create.support"), confirm: t("quality.create.support"), testid: "support-create-dialog", fields: termFields(), run: (values) => post("/support-agreements", terms(values)) });
