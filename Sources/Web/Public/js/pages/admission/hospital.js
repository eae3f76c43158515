// 互联网医院: kind, name, licence, departments, verification, partner, and the task to apply again.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day } from "../../core/format.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { admissionTabs } from "../../ui/admission-tabs.js";
import { long, pick, qualityPage, short } from "../../ui/quality-list.js";
import { notice } from "../../ui/states.js";
import { officeChosen, officeField, officeOpen } from "../../ui/licensing-office.js";

const date = (name, label, options = {}) => field({ name, label, type: "date", required: true, ...options });
const optional = (name, label, options = {}) => field({ name, label, max: 100, ...options });

const detailFields = (one = {}) => [
  pick("kind", t("hospital.kind"), "hospital.kinds", ["secondName", "joint", "standalone"], { value: one.kind ?? "secondName" }),
  short("name", t("hospital.name"), { value: one.name, hint: t("hospital.nameHint") }), short("licenceNumber", t("hospital.licence"), { value: one.licenceNumber }), short("authority", t("hospital.authority"), { value: one.authority }),
  date("issuedOn", t("hospital.issuedOn"), { value: one.issuedOn }),
  optional("partnerName", t("hospital.partner"), { value: one.partner?.name, pointer: "/partner/name", hint: t("hospital.partnerHint") }), date("partnerEnds", t("hospital.partnerEnds"), { required: false, value: one.partner?.agreementEndsOn, pointer: "/partner/agreementEndsOn" }),
];

const details = ({ partnerName, partnerEnds, ...rest }) => (partnerName || partnerEnds ? { ...rest, partner: { name: partnerName, agreementEndsOn: partnerEnds } } : rest);
const reason = () => [long("reason", t("field.reason"))];

export default (context) => qualityPage({
  ...context, name: "hospital", path: "/internet-hospitals", tabs: admissionTabs, title: t("nav.admission"), about: t("hospital.about"), none: t("hospital.none"), create: hasRole("institutionAdmin") ? prepare : undefined,
  row: (one) => ({ title: one.name, done: one.state === "active", facts: [
    [t("hospital.kind"), t(`hospital.kinds.${one.kind}`)], [t("hospital.licence"), [`${one.licenceNumber}（${one.authority}，${one.issuedOn}） `, one.authorityId ? officeChosen() : officeOpen()]],
    [t("hospital.departments"), one.departments.map((item) => item.name).join("、") || t("hospital.noDepartments")],
    [t("hospital.verifiedOn"), one.verificationDue ? t("hospital.verifiedUntil", { day: one.verifiedOn, due: one.verificationDue }) : t("hospital.verifiedWith", { day: one.verifiedOn })],
    [t("hospital.partner"), one.partner && `${one.partner.name}（${t("hospital.until", { day: one.partner.agreementEndsOn })}）`], [t("hospital.closed"), one.closedBecause]] }),
  extra: (one) => [
    one.nameWarnings.length > 0 && notice("warn", h("ul", {}, one.nameWarnings.map((item) => h("li", {}, t(`hospital.warning.${item.code}`))))),
    one.reapplication && notice(one.reapplication.overdue ? "bad" : "warn", h("p", { class: "strong" }, t("hospital.reapplyTask")), h("p", {}, t("hospital.reapplyWhy", { why: one.reapplication.reason, day: one.reapplication.endedOn })),
      h("p", {}, one.reapplication.dueOn ? t(one.reapplication.binding ? "hospital.reapplyDue" : "hospital.reapplyDraft", { day: one.reapplication.dueOn }) : t("hospital.reapplyNoDay"))),
  ],
  acts: {
    edit: { title: t("hospital.edit"), path: "edit", fields: detailFields, body: details },
    admitDepartment: { title: t("hospital.admitDepartment"), path: "departments", effect: t("hospital.staffing"), fields: (one) => [field({ name: "departmentCode", label: t("hospital.department"), type: "select", required: true, options: one.candidates.map((item) => ({ value: item.code, label: item.name })) })] },
    activate: { title: t("hospital.activate"), path: "activate", effect: t("hospital.activateEffect"), body: () => ({}) },
    recordVerification: { title: t("hospital.verify"), path: "verify", fields: () => [date("verifiedOn", t("hospital.verifiedOn"), { value: day(now()) })] },
    chooseOffice: { title: t("licensing.choose"), path: "licensing-office", fields: (one) => [officeField(one.institutionId, one.authorityId, { required: true })] },
    partnerChanged: { title: t("hospital.partnerChanged"), path: "partner-changed", effect: t("hospital.partnerEffect"), fields: () => [...reason(), date("endedOn", t("hospital.endedOn"), { value: day(now()) })] },
    reapply: { title: t("hospital.reapply"), path: "reapply", fields: detailFields, body: details },
    close: { title: t("hospital.close"), path: "close", fields: reason },
  },
});

const prepare = () => ask({ title: t("quality.create.hospital"), confirm: t("quality.create.hospital"), testid: "hospital-create-dialog", fields: detailFields(), run: (values) => post("/internet-hospitals", details(values)) });
