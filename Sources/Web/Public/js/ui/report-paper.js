// 诊疗意见报告 as it is read and printed: one section per question, signatures, hash, liability, addenda.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { invitedNames } from "./case-head.js";
import { entityLines } from "./legal-entity.js";
import { fullTime, shortHash, patientName } from "../core/format.js";

export function reportPaper(one, report = one.report) {
  return h("article", { class: "report-paper stack", testid: "report-paper" },
    h("h2", {}, t("report.paperTitle")),
    h("p", { class: "row spread small" }, h("span", {}, `${t("cases.number")}：${one.number ?? "—"}`), h("span", {}, `${t("request.patient")}：${patientName(one.patient)}`)),
    h("p", { class: "small soft" }, `${one.invitingInstitution?.name ?? ""} → ${invitedNames(one) ?? ""}`),
    (report.sections ?? []).map((section, index) => h("section", { class: "opinion" }, h("h3", {}, `${index + 1}. ${section.question}`), h("p", { class: "pre" }, section.answer || t("report.unanswered")))),
    (one.opinions ?? []).length > 0 && one.report?.state === "signed" && one.opinions.map((opinion) => h("section", { class: "opinion" }, h("h3", {}, opinion.institution.name), opinion.sections.map((section, index) => [h("p", { class: "strong" }, `${index + 1}. ${section.question}`), h("p", { class: "pre" }, section.answer)]), opinion.signatures.map((who) => h("p", { class: "small" }, `${who.name} · ${term("title", who.title)} · ${fullTime(who.signedAt)}`)))),
    one.summary && one.report?.state === "signed" && h("section", { class: "opinion" }, h("h3", {}, t("team.summary")), h("p", { class: "pre" }, one.summary.text)),
    (report.signatures ?? []).length > 0 && h("section", {}, h("h3", {}, t("report.signatures")), report.signatures.map((one_) => h("p", { testid: "report-signature" }, `${one_.name} · ${term("title", one_.title)} · ${fullTime(one_.signedAt)}`, h("span", { class: "small soft number", title: one_.hash }, ` ${shortHash(one_.hash)}`)))),
    report.hash && h("p", { class: "small soft number", title: report.hash }, `${t("report.hash")} ${shortHash(report.hash)} · ${t("report.issuedAt")} ${fullTime(report.issuedAt)}`),
    h("p", { class: "small soft" }, term("liability", report.liability ?? "inviting")),
    entityLines(report.entities),
    (report.addenda ?? []).map((note) => h("section", { class: "opinion" }, h("h3", {}, t("report.addendum")), h("p", { class: "pre" }, note.text), h("p", { class: "small soft" }, `${note.name ?? note.by?.name ?? ""} · ${fullTime(note.signedAt ?? note.at)}`))));
}
