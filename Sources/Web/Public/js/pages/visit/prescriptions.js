// The prescriptions of a visit: drafted, signed, reviewed, handed out, evaluated; each with its chain of acts.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get } from "../../core/api.js";
import { fullTime, shortHash, when } from "../../core/format.js";
import { ask, askPassword, sheet } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { act, assisted, send, tone } from "./tools.js";
import { assistanceField, withoutEmpty } from "./talk.js";

export function prescriptions(tools) {
  const { one, may } = tools;
  if (one.state === "draft") return null;
  return h("section", { class: "card stack", testid: "visit-prescriptions" }, h("h2", {}, t("visits.prescriptions")),
    one.prescriptions.length === 0 ? h("p", { class: "soft" }, t("visits.noPrescription")) : one.prescriptions.map((item) => prescription(item, tools)),
    may("draftPrescription") && h("div", {}, act(tools, "prescription-new", t("visits.do.prescriptions"), () => drafted(tools))));
}

const acts = { signPrescription: ["drafted"], approvePrescription: ["underReview"], rejectPrescription: ["underReview"], routePrescription: ["effective"], deliverPrescription: ["routed"], voidPrescription: ["effective", "routed"], evaluatePrescription: ["effective", "routed", "delivered"] };

function prescription(item, tools) {
  const offered = Object.keys(acts).filter((action) => tools.may(action) && acts[action].includes(item.state));
  return h("article", { class: "stack-small", testid: "prescription", data: { number: item.number, state: item.state } },
    h("div", { class: "row spread" }, h("b", {}, t("visits.prescription", { n: item.number })), h("span", { class: "row" }, item.queued && h("span", { class: "tag bad", testid: "prescription-queued" }, t("visits.queued")), h("span", { class: `tag ${tone[item.state] ?? ""}` }, item.stateDisplay))),
    assisted(tools, item.assistance, { prescription: item.number }),
    h("ul", {}, item.lines.map((line) => h("li", {}, `${line.name} ${line.specification} × ${line.quantity}，${line.usage}`))),
    item.reviews.map((review) => h("p", { class: "small soft" }, `${t(review.approved ? "visits.approved" : "visits.sentBack")} ${review.note} · ${when(review.at)}`)),
    item.evaluations.map((one) => h("p", { class: "small", testid: "prescription-evaluation" }, `${t("visits.evaluated")}：${t(`verdict.${one.verdict}`)} ${one.note} · ${when(one.at)}`)),
    item.voidReason && h("p", { class: "small" }, `${t("visits.voided")}：${item.voidReason}`),
    h("div", {}, h("button", { type: "button", class: "button small", testid: "prescription-chain", on: { click: () => chain(item, tools) } }, t("visits.chain"))),
    offered.length > 0 && h("div", { class: "row" }, offered.map((action) => act(tools, action, t(`visits.do.${action}`), () => perform(action, item, tools), action === "voidPrescription" ? "danger" : "main"))));
}

function perform(action, item, tools) {
  const title = t(`visits.do.${action}`);
  const run = (path) => (values) => send(tools, `prescriptions/${item.number}/${path}`, values);
  const reason = field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500 });
  switch (action) {
    case "signPrescription": return askPassword({ title, confirm: title, body: h("p", {}, t("visits.effect.sign")), fields: [], run: run("sign") });
    case "approvePrescription": return askPassword({ title, confirm: title, body: h("p", {}, t("visits.effect.approve")), fields: [field({ name: "note", label: t("visits.note"), max: 500 })], run: run("approve") });
    case "rejectPrescription": return askPassword({ title, confirm: title, fields: [reason], run: run("reject") });
    case "routePrescription": return ask({ title, confirm: title, fields: [choices({ name: "route", label: t("visits.route"), value: "pickUp", options: ["pickUp", "delivery", "otherPharmacy"].map((value) => ({ value, label: t(`route.${value}`) })) })], run: run("route") });
    case "evaluatePrescription": return ask({ title, confirm: title, testid: "evaluation-dialog", fields: [choices({ name: "verdict", label: t("visits.verdict"), value: "reasonable", options: ["reasonable", "nonstandard", "unsuitable", "excessive"].map((value) => ({ value, label: t(`verdict.${value}`) })) }), field({ name: "note", label: t("visits.evaluationNote"), type: "textarea", max: 500 })], run: (values) => run("evaluate")(withoutEmpty(values)) });
    case "voidPrescription": return ask({ title, confirm: title, danger: true, fields: [reason], run: run("void") });
    default: return ask({ title, confirm: title, body: h("p", {}, t("visits.effect.deliver")), run: () => run("deliver")({}) });
  }
}

async function drafted(tools) {
  const { items } = await get("/drugs");
  const options = items.map((drug) => ({ value: drug.code, label: `${drug.name} ${drug.specification}${drug.classes.length > 0 ? `（${drug.classes.map((kind) => t(`drugClass.${kind}`)).join("、")}）` : ""}` }));
  return ask({
    title: t("visits.do.prescriptions"), confirm: t("visits.do.prescriptions"), testid: "prescription-dialog", body: h("p", {}, t("visits.effect.draft")),
    fields: [field({ name: "code", label: t("visits.drug"), type: "select", required: true, empty: t("visits.choose"), options }), field({ name: "quantity", label: t("visits.quantity"), type: "number", required: true, value: "1" }), field({ name: "usage", label: t("visits.usage"), required: true, max: 100 }), assistanceField()],
    run: ({ code, quantity, usage, assistance }) => send(tools, "prescriptions", { lines: [{ code, quantity: Number(quantity), usage }], ...(assistance ? { assistance } : {}) }),
  });
}

/** The acts on one prescription, each with the hash of its journal entry (NHC-SUP 20). */
async function chain(item, tools) {
  const { items } = await get(`/visits/${tools.one.id}/timeline?prescription=${item.number}`);
  sheet({ title: t("visits.chain"), testid: "prescription-timeline", body: h("ol", { class: "stack-small" }, items.map((entry) => h("li", { class: "row" }, h("b", {}, t(`visitEntry.${entry.kind}`)), h("span", {}, entry.actor), h("span", { class: "small soft" }, fullTime(entry.at)), h("span", { class: "small soft number", title: entry.hash }, shortHash(entry.hash))))) });
}
