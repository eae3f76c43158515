// 病历完整性: what each record has and lacks, without anything of the patient; identifiable content only for a purpose.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { fullTime } from "../../core/format.js";
import { currentAccount, hasRole } from "../../core/session.js";
import { ask, sheet } from "../../ui/dialog.js";
import { pageHead } from "../../ui/frame.js";
import { more } from "../../ui/more.js";
import { empty, loading } from "../../ui/states.js";
import { icon } from "../../ui/icons.js";
import { deliveryTag } from "../../ui/case-exchange.js";
import { style } from "../../ui/style.js";
import { atPlace, pick, placeFilter, qualityTabs, short } from "../../ui/quality-list.js";

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const path = atPlace("/quality/cases", query.get("institution"));
  const region = loading({ signal, load: () => get(path), render: list });
  function list({ items = [], next }) {
    if (items.length === 0) return empty({ name: "check", title: t("quality.none") });
    const rows = h("ul", { class: "work-list", testid: "quality-cases" }, items.map(row));
    return h("div", { class: "stack" }, rows, more({ path, next, list: rows, row }));
  }
  return h("div", { class: "stack", testid: "page-quality-cases" }, pageHead({ title: t("quality.cases") }), qualityTabs("cases"), placeFilter("cases", query), h("p", { class: "soft" }, t("completeness.about")), region.element);
}

function row(one) {
  const isParty = currentAccount()?.institution?.name === one.inviting || currentAccount()?.institution?.name === one.invited;
  return h("li", { class: "card stack", testid: "quality-case", data: { id: one.consultationId } },
    h("div", { class: "row spread" }, h("h2", { class: "number" }, one.number), h("span", { class: `tag ${one.missing.length === 0 ? "ok" : "warn"}` }, icon(one.missing.length === 0 ? "check" : "warning"), one.missing.length === 0 ? t("completeness.whole") : t("completeness.count", { n: one.missing.length }))),
    h("p", { class: "work-meta" }, h("span", {}, one.stateDisplay), h("span", {}, one.serviceKindDisplay), h("span", {}, [one.inviting, one.invited].filter(Boolean).join(" → ")), one.endedAt && h("span", {}, fullTime(one.endedAt)), one.legalHold && h("span", { class: "tag warn" }, t("dispute.held")), one.recordDelivery && deliveryTag(one.recordDelivery)),
    one.missing.length > 0 && h("p", { class: "strong" }, `${t("completeness.lacks")}${one.missing.join("、")}`),
    one.violations.length > 0 && h("p", { class: "small" }, `${t("nav.violations")}：${one.violations.join("、")}`),
    h("details", {}, h("summary", {}, t("completeness.all")), h("ul", { class: "plain" }, one.lines.map((line) => h("li", {}, icon(line.standing === "present" ? "check" : line.standing === "missing" ? "cross" : "clock"), ` ${line.display} `, h("span", { class: "small soft" }, t(`completeness.${line.standing}`)))))),
    h("div", { class: "row no-print" }, isParty && h("a", { class: "button", href: `/cases/${one.consultationId}` }, t("action.open")),
      hasRole("qualityController", "healthAuthority") && h("button", { type: "button", class: "button", testid: "quality-identify", on: { click: () => identify(one) } }, t("completeness.identify"))));
}

async function identify(one) {
  const found = await ask({
    title: t("completeness.identify"), confirm: t("completeness.identify"), testid: "identify-dialog", body: h("p", {}, t("completeness.identifyEffect")),
    fields: [pick("purpose", t("completeness.purpose"), "casePurpose", ["recordSample", "adverseEvent", "complaint", "medicalDispute"]), short("reference", t("completeness.reference"), { max: 128, hint: t("completeness.referenceHint") })],
    run: (values) => post(`/quality/cases/${one.consultationId}/identified`, values),
  });
  if (!found) return;
  const part = (key, text) => text && [h("dt", {}, t(key)), h("dd", {}, text)];
  sheet({ title: one.number, testid: "identified", body: h("dl", { class: "facts" }, part("completeness.patient", found.patientName), part("completeness.reason", found.invitationReason), part("completeness.summary", found.caseSummary), part("completeness.note", found.note), found.report.map((item) => [h("dt", {}, item.question), h("dd", {}, item.answer)]), part("completeness.decision", found.decision)) });
}
