// One charge: what the patient pays, its receipts and refunds, both institutions' books, and a receipt to print.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { capitalAmount } from "../core/capital-amount.js";
import { day, fullTime, money, toInstant, toLocal, when, yuan } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { amountField, fenOf, receiptFields } from "../ui/money.js";
import { entityText } from "../ui/legal-entity.js";
import { loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

export default async function page({ params, signal }) {
  style("/css/work.css");
  style("/css/case.css");
  style("/css/money.css");
  const path = `/charges/${params.id}`;
  const region = loading({ signal, load: () => get(path), render: (charge) => view(charge, path, () => region.refresh()) });
  return h("div", { class: "stack", testid: "page-charge" }, region.element);
}

function view(charge, path, refresh) {
  const can = (name) => charge.actions.includes(name);
  const button = (name, action, look = "") => can(name) && h("button", { type: "button", class: `button ${look}`, testid: `charge-${name}`, on: { click: action } }, t(`money.action.${name}`));
  return h("div", { class: "stack" },
    pageHead({
      title: t("money.charge", { number: charge.number }), crumbs: [{ text: t("nav.settlements"), href: `/settlements?period=${charge.period}` }, { text: charge.number }],
      actions: [button("issueReceipt", () => receipt(path, refresh), "main"), button("requestRefund", () => refund(charge, path, refresh)), button("voidReceipt", () => reasoned(path, "void-receipt", "voidReceipt", refresh)), button("reverse", () => reasoned(path, "reverse", "reverse", refresh), "danger"),
        charge.receipt && h("button", { type: "button", class: "button", on: { click: () => print() } }, icon("print"), t("money.print"))],
    }),
    h("div", { class: "columns wide no-print" }, facts(charge), refunds(charge, path, refresh)), ledger(charge), paper(charge));
}

function facts(charge) {
  const rows = [
    ["settle.state", h("span", { class: "tag", testid: "charge-state", data: { state: charge.state } }, term("chargeState", charge.state))],
    ["settle.parties", `${charge.invitingInstitution} → ${charge.invitedInstitution}`], ["money.item", [charge.itemCode, charge.itemName].filter(Boolean).join(" ")], ["money.patient", charge.patientMasked], ["settle.specialist", charge.specialist],
    ["money.fee", `${money(charge.feeFen)} ${capitalAmount(charge.feeFen)}`], ["money.consented", money(charge.consentedFen)], ["money.net", money(charge.netFen)], ["money.shares", `${charge.ratio}　${yuan(charge.invitingShareFen)} / ${yuan(charge.invitedShareFen)}`],
    charge.insurancePartFen !== undefined && ["money.insurance", h("span", { testid: "charge-insurance" }, t("money.insuranceParts", { insurance: money(charge.insurancePartFen), own: money(charge.selfPayPartFen) }))],
    ["money.receipt", [charge.receipt ? `${charge.receipt.code} ${charge.receipt.number}` : t("money.noReceipt"), charge.receipt?.entity && h("div", { class: "small soft", testid: "receipt-entity" }, `${t("legal.entity")}：${entityText(charge.receipt.entity)}`), charge.voidReceipts.map((one) => h("div", { class: "small soft" }, `${one.code} ${one.number}${t("money.void")}`))]],
  ];
  return h("section", { class: "card stack-small" }, h("dl", { class: "facts" }, rows.filter(Boolean).map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)])), h("a", { href: `/${(charge.serviceKind ?? "").endsWith("Diagnosis") ? "diagnosis" : "cases"}/${charge.consultationId}` }, t("money.toCase")));
}

function refunds(charge, path, refresh) {
  if (charge.refunds.length === 0) return null;
  return h("section", { class: "card stack", testid: "refunds" }, h("h2", {}, t("money.refunds")), charge.refunds.map((one) => h("article", { class: "stack-small refund", testid: "refund", data: { state: one.state } },
    h("div", { class: "row spread" }, h("strong", {}, t("money.refund", { n: one.number, amount: yuan(one.amountFen) })), h("span", { class: `tag ${one.state === "completed" ? "ok" : "warn"}` }, t(`money.refundState.${one.state}`))),
    one.reason && h("p", {}, one.reason), one.rejection && h("p", { class: "soft" }, one.rejection),
    ["requested", "approved"].includes(one.state) && h("p", { class: "small" }, t("money.refundDue", { time: when(one.dueAt) })),
    one.overdue && h("p", { class: "small tag over" }, icon("warning"), t("money.refundOverdue")),
    one.unknownYears.length > 0 && h("p", { class: "small soft" }, t("money.refundProvisional", { years: one.unknownYears.join("、") })),
    one.receipt && h("p", { class: "small soft number" }, `${one.receipt.code} ${one.receipt.number}　${fullTime(one.completedAt)}`),
    h("div", { class: "row" },
      one.state === "requested" && charge.actions.includes("approveRefund") && [
        h("button", { type: "button", class: "button main", testid: "refund-approve", on: { click: () => simple(`${path}/refunds/${one.number}/approve`, "approve", [], refresh) } }, t("money.approve")),
        h("button", { type: "button", class: "button", testid: "refund-reject", on: { click: () => simple(`${path}/refunds/${one.number}/reject`, "reject", [reasonField()], refresh) } }, t("money.reject"))],
      one.state === "approved" && charge.actions.includes("completeRefund") && h("button", { type: "button", class: "button main", testid: "refund-complete", on: { click: () => simple(`${path}/refunds/${one.number}/complete`, "complete", receiptFields(), refresh) } }, t("money.complete"))))));
}

function ledger(charge) {
  const columns = ["money.holder", "money.account", "money.debit", "money.credit", "money.bookedAt"];
  return h("section", { class: "stack-small no-print" }, h("h2", {}, t("money.ledger")), h("div", { class: "card flush", tabindex: "0", role: "region", "aria-label": t("money.ledger") }, h("table", { class: "table stacking", testid: "ledger" },
    h("thead", {}, h("tr", {}, columns.map((key, index) => h("th", { scope: "col", class: index === 2 || index === 3 ? "number" : null }, t(key))))),
    h("tbody", {}, charge.ledger.map((one) => h("tr", {},
      h("td", { data: { label: t(columns[0]) } }, t(`side.${one.holder}`)), h("td", { data: { label: t(columns[1]) } }, t(`money.account.${one.account}`)),
      h("td", { class: "number", data: { label: t(columns[2]) } }, one.amountFen > 0 ? yuan(one.amountFen) : ""), h("td", { class: "number", data: { label: t(columns[3]) } }, one.amountFen < 0 ? yuan(-one.amountFen) : ""),
      h("td", { class: "nowrap", data: { label: t(columns[4]) } }, fullTime(one.at))))))));
}

/** Only on paper. */
const paper = (charge) => charge.receipt && h("section", { class: "receipt-paper print-only" }, h("h1", {}, t("money.receiptTitle")),
  h("dl", { class: "facts" }, [["cases.number", charge.number], ["money.receipt", `${charge.receipt.code} ${charge.receipt.number}`], ["money.receiptDay", day(charge.receipt.issuedAt)], ["money.patient", charge.patientMasked], ["money.item", `${charge.itemCode} ${charge.itemName}`], ["money.fee", money(charge.feeFen)], ["money.capital", capitalAmount(charge.feeFen)], ...(charge.insurancePartFen === undefined ? [] : [["money.insurancePart", money(charge.insurancePartFen)], ["money.selfPayPart", money(charge.selfPayPartFen)]]), ["money.issuer", charge.receipt.entity?.printed ?? charge.invitingInstitution], ...(charge.receipt.entity ? [["legal.entity", entityText(charge.receipt.entity)]] : [])].map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)])),
  h("p", { class: "small" }, t("money.receiptNote")));

const reasonField = () => field({ name: "reason", label: t("money.reason"), type: "textarea", rows: 3, required: true, max: 500, testid: "money-reason" });

async function simple(path, act, fields, refresh) {
  const done = await ask({ title: t(`money.${act}`), confirm: t(`money.${act}`), testid: "money-dialog", body: h("p", {}, t(`money.${act}Effect`)), fields, run: (values) => post(path, values) });
  if (done) { toast(t("money.done")); refresh(); }
}

async function act(title, body, fields, run, refresh, danger = false) {
  const done = await ask({ title: t(`money.action.${title}`), confirm: t(`money.action.${title}`), danger, testid: "money-dialog", body: h("p", {}, body), fields, run });
  if (done) { toast(t("money.done")); refresh(); }
}

const receipt = (path, refresh) => act("issueReceipt", t("money.effect.issueReceipt"), receiptFields(), (values) => post(`${path}/receipt`, values), refresh);
const reasoned = (path, place, name, refresh) => act(name, t(`money.effect.${name}`), [reasonField()], (values) => post(`${path}/${place}`, values), refresh, true);
const refund = (charge, path, refresh) => act("requestRefund", t("money.effect.requestRefund", { amount: yuan(charge.refundableFen) }),
  [amountField({ testid: "refund-amount" }), field({ name: "appliedAt", label: t("money.appliedAt"), type: "datetime-local", required: true, value: toLocal(now()) }), reasonField()],
  ({ amountFen, reason, appliedAt }) => post(`${path}/refunds`, { amountFen: fenOf(amountFen), reason, appliedAt: toInstant(appliedAt) }), refresh);
