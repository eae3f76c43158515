// One remote diagnosis, for both sides: the request, the data, consent and fee, who reads it, the report.
import { h } from "../../core/dom.js";
import { language, t, term } from "../../core/i18n.js";
import { get, post, put } from "../../core/api.js";
import { on } from "../../core/events.js";
import { fullTime, money, shortHash, when, yuan } from "../../core/format.js";
import { ask, askPassword } from "../../ui/dialog.js";
import { entityLines } from "../../ui/legal-entity.js";
import { choices, field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { loading, notice } from "../../ui/states.js";
import { fenOf } from "../../ui/money.js";
import { icon } from "../../ui/icons.js";
import { style } from "../../ui/style.js";
import { toast } from "../../ui/toast.js";
import { kindText } from "../../ui/order-row.js";
import { patientCard } from "../request/patient.js";
import { askSignature } from "./consent.js";
import { requestForm } from "./form.js";
import { itemList } from "./items.js";
import { reportForm } from "./report-form.js";

export default async function page({ params, signal }) {
  style("/css/work.css");
  style("/css/case.css");
  const read = new Set();
  let typed = false; // what is being written is not drawn over
  const region = loading({
    signal,
    async load() {
      const order = await get(`/diagnosis-orders/${params.id}`);
      const offers = order.actions.includes("edit") ? (await get("/diagnosis-offers")).items : [];
      return { order, offers, timeline: (await get(`/diagnosis-orders/${params.id}/timeline`)).items };
    },
    render: (loaded) => view(loaded, read, () => { typed = false; region.refresh(); }),
  });
  on("worklist", signal, () => !typed && region.refresh());
  return h("div", { class: "stack", testid: "page-diagnosis-order", on: { input: () => { typed = true; } } }, region.element);
}

function view({ order, offers, timeline }, read, refresh) {
  const may = (name) => order.actions.includes(name);
  return h("div", { class: "stack", data: { state: order.state }, testid: "diagnosis-order" },
    pageHead({ title: order.examination || kindText(order), crumbs: [{ href: "/diagnosis", text: t("nav.diagnosis") }, { text: order.number }], actions: buttons(order, offers, refresh) }),
    h("div", { class: "row" }, h("span", { class: "tag brand", testid: "diagnosis-state" }, term("diagnosisState", order.state, order.stateDisplay)), h("span", { class: "tag" }, kindText(order)),
      order.acceptedByArrangement && h("span", { class: "tag ok", testid: "by-arrangement" }, t("diagnosis.byArrangement")),
      order.greenChannel && h("span", { class: "tag ok", testid: "green-channel" }, `${t("diagnosis.greenChannel")} · ${t(`greenChannel.${order.greenChannel}`)}`),
      order.limits.map((limit) => h("span", { class: limit.overdue ? "tag bad" : "tag", title: fullTime(limit.dueAt) }, icon("clock"), `${term("limit", limit.kind, limit.display)} ${when(limit.dueAt)}`))),
    order.ending && notice(order.state === "closed" ? "ok" : "warn", h("p", {}, order.ending.note || t("diagnosis.closedPlain")), h("p", { class: "small soft" }, fullTime(order.ending.at))),
    order.returns.filter((one) => !one.answeredAt).map((one) => notice("warn", h("p", { class: "strong" }, t("diagnosis.returnedBy", { name: one.by })), h("p", {}, one.reason))),
    h("div", { class: "columns wide" },
      h("section", { class: "card stack" }, h("h2", {}, t("diagnosis.request")), patientCard(order.patient, order.priority), request(order)),
      h("section", { class: "card stack" }, h("h2", {}, t("diagnosis.course")), course(order))),
    itemList(order, { read, refresh }),
    may("edit") && h("details", { open: !order.examinedAt }, h("summary", {}, t("diagnosis.edit")), requestForm({ offers, known: order, label: t("diagnosis.saveChanges"), save: async (values) => { await put(`/diagnosis-orders/${order.id}/request`, values, { version: order.version }); toast(t("diagnosis.done")); refresh(); } })),
    may("signReport") && reportForm(order, { read, refresh }),
    order.report && report(order),
    h("details", {}, h("summary", {}, t("diagnosis.trace", { n: timeline.length })), h("ol", { class: "stack-small", testid: "diagnosis-timeline" }, timeline.map((one) => h("li", { class: "row spread small" }, h("span", {}, term("diagnosisAct", one.kind)), h("span", { class: "soft" }, `${one.actor} · ${one.institution} · ${fullTime(one.at)}`))))));
}

const facts = (rows) => h("dl", { class: "facts" }, rows.filter(([, value]) => value !== undefined && value !== null && value !== "").flatMap(([label, value]) => [h("dt", {}, label), h("dd", { class: "pre" }, value)]));

const request = (order) => facts([
  [t("side.inviting"), order.invitingInstitution?.name], [t("side.invited"), order.invitedInstitution?.name], [t("diagnosis.examinedAt"), order.examinedAt && fullTime(order.examinedAt)],
  [t("diagnosis.summary"), order.clinicalSummary], [t("diagnosis.question"), order.question],
]);

const course = (order) => facts([
  [t("diagnosis.consent"), order.consent ? `${term("consentState", order.consent.state)} · ${money(order.consent.feeFen)}` : t("consentState.none")],
  [t("diagnosis.fee"), order.charge && `${money(order.charge.feeFen)}（${t("diagnosis.shares", { inviting: money(order.charge.invitingShareFen), invited: money(order.charge.invitedShareFen) })}）`],
  [t("diagnosis.turnaround"), order.terms && t("diagnosis.minutes", { n: order.terms.turnaroundMinutes, at: when(order.terms.dueAt) })],
  [t("diagnosis.reader"), order.assignment ? order.assignment.reader ? `${order.assignment.reader.name} ${order.assignment.reader.title}` : t("diagnosis.nobody") : null],
  [t("diagnosis.passedOver"), order.assignment?.passedOver?.join("、")],
  [t("diagnosis.onDuty"), order.onDuty.map((one) => one.name).join("、")],
]);

function report(order) {
  const one = order.report;
  const names = (items) => items.map((item) => order.items.find((file) => file.id === item.id)?.name ?? item.id);
  const list = (items) => h("ul", { class: "small" }, items.map((item, index) => h("li", {}, `${names(items)[index]} `, h("span", { class: "number soft", title: item.sha256 }, `SHA-256 ${shortHash(item.sha256)}`))));
  return h("section", { class: "card stack report-paper", testid: "diagnosis-report" }, h("h2", {}, t("diagnosis.report", { kind: kindText(order) })),
    h("h3", {}, t("diagnosis.findings")), h("p", { class: "pre" }, one.findings), h("h3", {}, t("diagnosis.conclusion")), h("p", { class: "pre strong" }, one.conclusion),
    h("h3", {}, t("diagnosis.readItems")), list(one.read),
    h("p", {}, `${one.signer.name} ${one.signer.title} · ${fullTime(one.signedAt)}`), h("p", { class: "small soft number", title: one.hash }, `${t("diagnosis.hash")} ${shortHash(one.hash)}`),
    h("p", { class: "article", testid: "diagnosis-liability" }, language() === "en" ? one.liabilityDisplayEn ?? one.liabilityDisplay : one.liabilityDisplay),
    entityLines(one.entities),
    one.addenda.map((addendum) => h("div", { class: "stack-small", testid: "diagnosis-addendum" }, h("h3", {}, t("diagnosis.addendum")), h("p", { class: "pre" }, addendum.text), list(addendum.read), h("p", { class: "small soft" }, `${addendum.name} · ${fullTime(addendum.signedAt)}`))));
}

function buttons(order, offers, refresh) {
  const path = `/diagnosis-orders/${order.id}`;
  const send = (tail, body) => post(`${path}/${tail}`, body, { version: order.version });
  const reason = () => field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 });
  const pick = (label, items, value = []) => choices({ name: "items", label, type: "checkbox", value, options: items.map((item) => ({ value: item.id, label: item.name })) });
  const listed = offers.flatMap((one) => one.prices).find((one) => one.id === order.priceId);
  const acts = {
    presentConsent: () => ask({ title: t("diagnosis.do.presentConsent"), body: h("p", {}, t("diagnosis.presentHelp")), fields: [field({ name: "serviceDescription", label: t("diagnosis.serviceText"), type: "textarea", required: true, max: 2000, value: t("diagnosis.serviceDefault", { kind: kindText(order), invited: order.invitedInstitution?.name ?? "—" }) }), field({ name: "fee", label: t("diagnosis.feeYuan"), required: true, inputmode: "decimal", testid: "diagnosis-fee", value: listed && yuan(listed.amountFen).replaceAll(",", ""), validate: (value) => (/^\d{1,7}(\.\d{1,2})?$/.test(value) ? null : t("diagnosis.feeWrong")) })], run: ({ serviceDescription, fee }) => send("consent/present", { serviceDescription, feeFen: fenOf(fee), payer: "patient", recordingStatement: false }) }),
    signConsent: () => askSignature(order, (body) => send("consent/sign", body)),
    submit: () => ask({ title: t("diagnosis.do.submit"), body: h("p", {}, t("diagnosis.submitHelp", { invited: order.invitedInstitution?.name ?? "—" })), run: () => send("submit") }),
    resubmit: () => ask({ title: t("diagnosis.do.resubmit"), run: () => send("resubmit") }),
    takeUp: () => send("take-up"),
    assign: async () => {
      const staff = (await get(`/duty-candidates?serviceKind=${order.serviceKind}${order.subKind ? `&subKind=${order.subKind}` : ""}`)).items;
      return ask({ title: t("diagnosis.do.assign"), fields: [field({ name: "practitionerId", label: t("diagnosis.reader"), type: "select", required: true, options: staff.map((one) => ({ value: one.practitionerId, disabled: !one.qualified, label: `${one.name} ${one.titleDisplay}${one.qualified ? "" : `（${one.reasons[0]?.title ?? ""}）`}` })) })], run: (values) => send("assign", values) });
    },
    returnData: () => ask({ title: t("diagnosis.do.returnData"), danger: true, fields: [reason(), pick(t("diagnosis.which"), order.items)], run: (values) => send("return", values) }),
    addAddendum: () => askPassword({ title: t("diagnosis.do.addAddendum"), confirm: t("diagnosis.do.addAddendum"), fields: [field({ name: "text", label: t("diagnosis.addendum"), type: "textarea", required: true, max: 10_000 }), pick(t("diagnosis.readItems"), order.items.filter((item) => !item.isRead), order.items.filter((item) => item.needsAddendum).map((item) => item.id))], run: (values) => send("addenda", values) }),
    close: () => ask({ title: t("diagnosis.do.close"), fields: [field({ name: "note", label: t("diagnosis.closeNote"), type: "textarea", max: 1000 })], run: ({ note }) => send("close", note ? { note } : {}) }),
    cancel: () => ask({ title: t("diagnosis.do.cancel"), danger: true, fields: [reason()], run: (values) => send("cancel", values) }),
    withdrawConsent: () => ask({ title: t("diagnosis.do.withdrawConsent"), danger: true, body: h("p", {}, t("diagnosis.withdrawHelp")), fields: [reason()], run: (values) => send("consent/withdraw", values) }),
  };
  const danger = ["cancel", "withdrawConsent", "returnData"];
  const shown = Object.keys(acts).filter((name) => order.actions.includes(name) && !(name === "presentConsent" && order.consent?.state === "signed"));
  return shown.map((name) => h("button", { type: "button", class: `button ${danger.includes(name) ? "danger" : name === shown[0] ? "main" : ""}`, testid: `diagnosis-${name}`, on: { click: async () => {
    try { if (await acts[name]() !== null) { toast(t("diagnosis.done")); refresh(); } } catch (problem) { toast((language() === "en" && problem.titleEn) || problem.title || t("problem.unknown"), { level: "bad", seconds: 10 }); }
  } } }, t(`diagnosis.do.${name}`)));
}
