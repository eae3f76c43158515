// One referral for either side: what is asked, the patient's consent, the record that travels, and the answer.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { download, get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { day, when } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { icon } from "../ui/icons.js";
import { asProblem, loading, notice, problemTitle } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { askSignature } from "./diagnosis/consent.js";
import { editReferral } from "./referral-form.js";

export default async function page({ params, signal }) {
  style("/css/work.css");
  style("/css/case.css");
  const region = loading({ signal, load: () => get(`/referrals/${params.id}`), render: (one) => view(one, () => region.refresh()) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-referral" }, pageHead({ title: t("nav.referrals"), crumbs: [{ href: "/referrals", text: t("nav.referrals") }] }), region.element);
}

function view(one, refresh) {
  const send = (act, body) => post(`/referrals/${one.id}/${act}`, body, { version: one.version });
  const done = async (wanted) => { if (await wanted) { toast(t("money.done")); refresh(); } };
  return h("div", { class: "stack" },
    h("section", { class: "card stack-small", testid: "referral-card", data: { state: one.state } },
      h("div", { class: "row spread" }, h("h2", {}, `${t(`referral.${one.direction}`)} · ${one.patient?.name ?? "*"}`), h("span", { class: "tag" }, t(`referral.state.${one.state}`))),
      h("p", {}, t("referral.line", { from: one.from.name, to: one.to?.name ?? t("referral.noTarget") })),
      one.visitId && one.state === "draft" && notice("warn", h("p", {}, t("referral.fromVisit"))),
      one.consultationNumber && h("p", { class: "small" }, t("referral.case"), " ", h("a", { href: `/cases/${one.consultationId}` }, one.consultationNumber)),
      h("h3", {}, t("referral.reason")), h("p", { class: "pre" }, one.reason || "—"), h("h3", {}, t("referral.summary")), h("p", { class: "pre" }, one.summary || "—"),
      one.state === "draft" && notice(one.consented ? "ok" : "info", h("p", {}, t(one.consented ? "referral.consentYes" : "referral.consentNo"))),
      one.state === "sent" && h("p", { class: one.overdue ? "strong" : "soft" }, icon("clock"), " ", one.overdue ? t("referral.overdue") : t("referral.answerBy", { time: when(one.answerDueAt) })),
      one.answer && notice("ok", h("p", {}, t("referral.expected", one.answer), one.answer.note && ` · ${one.answer.note}`)),
      one.endReason && notice("warn", h("p", {}, one.endReason)), one.arrivedAt && h("p", {}, t("referral.arrivedAt", { time: when(one.arrivedAt) })),
      h("div", { class: "row" }, one.actions.map((action) => button(one, action, send, done)))),
    h("section", { class: "card stack-small", testid: "referral-documents" }, h("h2", {}, t("referral.package")), h("p", { class: "small soft" }, t("referral.packageHelp")),
      h("ul", { class: "stack-small" }, one.documents.map((file) => h("li", {}, h("button", { type: "button", class: "button small", testid: "referral-document", on: { click: () => fetched(one, file) } }, icon("download"), file.name), " ", h("span", { class: "small soft number" }, `${file.size} B`))))));
}

async function fetched(one, file) {
  try { await download(`/referrals/${one.id}/documents/${file.number}`, file.name); } catch (error) { toast(problemTitle(asProblem(error)), { level: "bad" }); }
}

function button(one, action, send, done) {
  const label = t(`referral.do.${action}`);
  const danger = action === "withdraw" || action === "decline";
  const reason = () => ask({ title: label, confirm: label, danger: true, testid: "referral-dialog", fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 })], run: (values) => send(action, values) });
  const run = {
    edit: () => editReferral(one, send),
    signConsent: () => askSignature({ patient: one.patient, consent: { serviceDescription: `${one.reason}\n\n${t("referral.consentText", { to: one.to?.name ?? "" })}` } }, (values) => send("consent", values), t("referral.consentTitle")),
    send: () => ask({ title: label, confirm: label, testid: "referral-dialog", body: h("p", {}, t("referral.sendEffect")), run: () => send("send", {}) }),
    accept: () => ask({ title: label, confirm: label, testid: "referral-dialog", fields: [field({ name: "expectedOn", label: t("referral.expectedOn"), type: "date", required: true, value: day(now()) }), field({ name: "note", label: t("referral.note"), type: "textarea", rows: 2, max: 2000 })], run: (values) => send("accept", values) }),
    confirmArrival: () => ask({ title: label, confirm: label, testid: "referral-dialog", run: () => send("arrival", {}) }),
  };
  const usable = action !== "signConsent" || (one.to && one.reason && one.summary);
  return h("button", { type: "button", class: `button ${danger ? "" : "main"}`, disabled: !usable, testid: `referral-${action}`, on: { click: () => done((run[action] ?? reason)()) } }, label);
}
