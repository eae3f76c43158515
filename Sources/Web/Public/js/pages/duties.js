// 24-hour upload duties of Jilin (article 22): remaining time, groups delivered, record a trigger, close with reason.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { fullTime, toInstant, toLocal, when } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { ask, askPassword } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { light } from "../ui/light.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const needed = ["conditionSummary", "medicalRecordMaterial", "laboratoryReport"];
const open = (duty) => duty.state === "open" || duty.state === "overdue";

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/case.css");
  const region = loading({
    signal, load: () => get("/upload-duties"),
    render({ items = [] }) {
      if (items.length === 0) return empty({ name: "check", title: t("duty.none"), text: t("duty.noneHelp") });
      const running = items.filter(open).sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
      const closed = items.filter((duty) => !open(duty));
      return [h("ul", { class: "work-list", testid: "duties" }, running.map((duty) => row(duty, refresh))),
        running.length === 0 && notice("ok", h("p", {}, t("duty.allDone"))),
        closed.length > 0 && h("details", {}, h("summary", {}, t("duty.closed", { n: closed.length })), h("ul", { class: "work-list" }, closed.map((duty) => row(duty, refresh))))];
    },
  });
  const refresh = () => region.refresh();
  on("worklist", signal, refresh);
  on("consultation", signal, refresh);
  if (query.has("record")) setTimeout(() => record(refresh), 0);
  return h("div", { class: "stack", testid: "page-duties" },
    pageHead({ title: t("nav.duties"), actions: [hasRole("physician", "invitationCoordinator") && h("button", { type: "button", class: "button main", testid: "duty-record", on: { click: () => record(refresh) } }, icon("plus"), t("duty.record"))] }),
    h("p", { class: "soft" }, t("duty.about")), region.element);
}

function row(duty, refresh) {
  const first = duty.consultations?.[0];
  const id = first?.id ?? first;
  return h("li", { class: `work-row ${duty.state === "overdue" ? "over" : ""}`, testid: "duty", data: { id: duty.id, state: duty.state } },
    open(duty) ? light({ kind: "uploadDue", dueAt: duty.dueAt, openedAt: duty.openedAt, overdue: duty.state === "overdue", cause: t("duty.due", { time: when(duty.dueAt) }) })
      : h("span", { class: `tag ${duty.state === "fulfilled" ? "ok" : "warn"}` }, t(`dutyState.${duty.state}`)),
    h("div", { class: "work-main" }, h("span", { class: "work-question" }, term("trigger", duty.trigger)),
      h("span", { class: "work-meta" }, h("span", {}, icon("person"), duty.patientMasked ?? "—"), h("span", { title: fullTime(duty.openedAt) }, t("duty.opened", { time: when(duty.openedAt) }))),
      (duty.evidence ?? []).map((one) => h("span", { class: "small", testid: "duty-outage" }, `${t("duty.outage")} ${when(one.since)} – ${when(one.until)}：${one.text}`)),
      h("span", { class: "row" }, needed.map((group) => { const at = duty.groups?.[group]?.at; return h("span", { class: `tag ${at ? "ok" : open(duty) ? "warn" : ""}`, title: at ? fullTime(at) : "" }, icon(at ? "check" : "clock"), `${t(`group.${group}`)}${at ? "" : `（${t("duty.missing")}）`}`); }))),
    duty.state !== "closedWithReason" && h("button", { type: "button", class: "button", testid: "duty-evidence", on: { click: () => evidence(duty, refresh) } }, t("duty.evidence")),
    open(duty) ? h("button", { type: "button", class: "button", testid: "duty-close", on: { click: () => close(duty, refresh) } }, t("duty.close")) : h("span"),
    id ? h("a", { class: "button main work-action", href: `/cases/${id}` }, t("duty.toCase")) : h("span"));
}

async function close(duty, refresh) {
  const done = await askPassword({
    title: t("duty.closeTitle"), confirm: t("duty.close"), body: h("p", {}, t("duty.closeEffect")),
    fields: [field({ name: "reason", label: t("field.reason"), type: "select", required: true, testid: "duty-close-reason", options: ["consentRefused", "diagnosisEstablished", "transferredOut", "deceased", "discharged", "requestWithdrawn"].map((value) => ({ value, label: t(`closeReason.${value}`) })) })],
    run: ({ reason, password }) => post(`/upload-duties/${duty.id}/close`, { reason, password }),
  });
  if (done) { toast(t("duty.closedNow")); refresh(); }
}

/** A failure explains a missed limit and does not stop the clock (AMB-09). */
async function evidence(duty, refresh) {
  const since = field({ name: "since", label: t("duty.outageSince"), type: "datetime-local", required: true, testid: "outage-since", pointer: "/since" });
  const until = field({ name: "until", label: t("duty.outageUntil"), type: "datetime-local", required: true, value: toLocal(now()), testid: "outage-until", pointer: "/until" });
  const text = field({ name: "text", label: t("duty.outageText"), type: "textarea", required: true, max: 1000, hint: t("duty.outageHint"), testid: "outage-text" });
  const done = await ask({ title: t("duty.evidence"), confirm: t("duty.evidence"), body: h("p", {}, t("duty.outageEffect")), fields: [since, until, text], testid: "outage-dialog",
    run: (values) => post(`/upload-duties/${duty.id}/evidence`, { since: toInstant(values.since), until: toInstant(values.until), text: values.text }) });
  if (done) refresh();
}

async function record(refresh) {
  let cases = [];
  try { cases = (await get("/consultations?limit=100")).items ?? []; } catch { /* the list stays empty; the dialog says what is missing */ }
  const mine = cases.filter((one) => one.side !== "invited" && !["archived", "cancelled", "terminated"].includes(one.state));
  const consultation = field({ name: "consultationId", label: t("duty.case"), type: "select", required: true, testid: "duty-case", hint: mine.length === 0 ? t("duty.noCase") : t("duty.caseHint"), options: mine.map((one) => ({ value: one.id ?? one.consultationId, label: [one.number ?? t("cases.draft"), one.patientMasked ?? one.patient?.nameMasked, one.question ?? one.invitation?.reason].filter(Boolean).join(" · ") })) });
  const trigger = choices({ name: "trigger", label: t("duty.trigger"), required: true, value: "patientRequest", testid: "duty-trigger", options: ["patientRequest", "expertConsultationUnresolved"].map((value) => ({ value, label: t(`trigger.${value}`), hint: t(`triggerHint.${value}`) })) });
  const at = field({ name: "at", label: t("duty.at"), type: "datetime-local", required: true, value: toLocal(now()), hint: t("duty.atHint"), testid: "duty-at", pointer: "/requestedAt" });
  const requester = field({ name: "requesterName", label: t("duty.requester"), max: 50, testid: "duty-requester" });
  const relation = field({ name: "relation", label: t("duty.relation"), type: "select", empty: false, testid: "duty-relation", options: ["patient", "guardian", "closeRelative"].map((value) => ({ value, label: t(`signer.${value}`) })) });
  const outcome = field({ name: "outcome", label: t("duty.outcome"), type: "select", empty: false, options: ["undiagnosed", "treatmentDifficult", "resolved"].map((value) => ({ value, label: t(`expertOutcome.${value}`) })) });
  const adapt = () => {
    const patient = trigger.value() === "patientRequest";
    requester.element.hidden = relation.element.hidden = !patient;
    outcome.element.hidden = patient;
  };
  trigger.element.addEventListener("change", adapt);
  adapt();
  const done = await ask({
    title: t("duty.record"), confirm: t("duty.record"), testid: "duty-dialog", body: h("p", { class: "small soft" }, t("duty.recordHelp")), fields: [trigger, consultation, at, requester, relation, outcome],
    run: (values) => post("/upload-duties", values.trigger === "patientRequest"
      ? { trigger: values.trigger, consultationId: values.consultationId, requestedAt: toInstant(values.at), requesterName: values.requesterName, relation: values.relation }
      : { trigger: values.trigger, consultationId: values.consultationId, concludedAt: toInstant(values.at), outcome: values.outcome }),
  });
  if (done) { toast(t("duty.recorded")); refresh(); }
}
