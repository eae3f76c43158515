// One online visit: what must be there before it starts, the talk, the diagnosis, and the prescriptions with their review.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { day, fullTime, when } from "../core/format.js";
import { now } from "../core/clock.js";
import { sha256 } from "../core/hash.js";
import { ask, askPassword } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { tone } from "./visits.js";

const NOTICE = "2026-1";

export default async function page({ params, signal }) {
  style("/css/case.css");
  style("/css/work.css");
  const region = loading({ signal, load: () => get(`/visits/${params.id}`), render: (one) => view(one, () => region.refresh()) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-visit" }, region.element);
}

function view(one, refresh) {
  const tools = { one, refresh, may: (action) => one.actions.includes(action) };
  return h("div", { class: "stack" },
    pageHead({ title: `${one.patient.name} · ${one.department}`, crumbs: [{ href: "/visits", text: t("nav.visits") }] }),
    h("p", { class: "row" }, h("span", { class: `tag ${tone[one.state] ?? ""}`, testid: "visit-state", data: { state: one.state } }, one.stateDisplay), h("span", { class: "soft" }, `${one.physician.name} · ${when(one.createdAt)} · ${t("visits.born", { day: one.birthDate })}`)),
    one.evidenceOlderThanMonths && notice("warn", h("p", {}, t("visits.evidenceOld", { n: one.evidenceOlderThanMonths }))),
    one.ending && notice("bad", h("p", { class: "strong" }, t(`visitEnd.${one.ending.reason}`)), h("p", { class: "pre" }, one.ending.advice), h("p", { class: "small soft" }, fullTime(one.ending.at))),
    h("div", { class: "two" }, h("div", { class: "stack" }, before(tools), talk(tools), prescriptions(tools)), h("aside", { class: "stack" }, evidence(tools), child(tools), end(tools))));
}

const send = ({ one }, path, body = {}) => post(`/visits/${one.id}/${path}`, body, { version: one.version });
const act = (tools, testid, label, run, kind = "") => h("button", { type: "button", class: `button ${kind}`, testid, on: { click: async () => { if (await run()) { toast(t("visits.done")); tools.refresh(); } } } }, label);
const plainly = (tools, path, body) => () => ask({ title: t(`visits.do.${path}`), confirm: t(`visits.do.${path}`), body: h("p", {}, t(`visits.effect.${path}`)), run: () => send(tools, path, body) });

/** The list of what a start asks for, each with its state and how to get it. */
function before(tools) {
  const { one, may } = tools;
  if (one.state !== "draft") return null;
  const missing = one.excludable.filter((condition) => !one.excluded.includes(condition));
  const line = (done, text, button) => h("li", { class: "row spread" }, h("span", { class: done ? "ok-text" : "" }, icon(done ? "check" : "hourglass"), " ", text), !done && button);
  return h("section", { class: "card stack", testid: "visit-before" }, h("h2", {}, t("visits.before")),
    h("ul", { class: "stack-small" },
      line(Boolean(one.riskNotice), t("visits.need.risk"), may("readRiskNotice") && act(tools, "visit-risk", t("visits.do.risk-notice"), () => ask({ title: t("visits.do.risk-notice"), confirm: t("visits.read"), body: h("div", { class: "stack-small" }, ["technical", "truth", "offline"].map((part) => h("p", {}, t(`visits.risk.${part}`)))), run: () => send(tools, "risk-notice", { version: NOTICE }) }))),
      line(one.evidence.length > 0, t("visits.need.evidence"), null),
      line(one.followUpConfirmed, t("visits.need.followUp"), may("confirmFollowUp") && act(tools, "visit-follow-up", t("visits.do.follow-up"), plainly(tools, "follow-up"))),
      line(missing.length === 0, t("visits.need.excluded"), may("excludeConditions") && act(tools, "visit-exclude", t("visits.do.exclusions"), () => ask({ title: t("visits.do.exclusions"), confirm: t("visits.noneOfThem"), body: h("div", {}, h("p", {}, t("visits.excludeHelp")), h("ul", {}, one.excludable.map((condition) => h("li", {}, t(`visitCondition.${condition}`))))), run: () => send(tools, "exclusions", { conditions: one.excludable }) }))),
      line(one.recordReviewed, t("visits.need.record"), may("reviewRecord") && act(tools, "visit-record", t("visits.do.record-review"), plainly(tools, "record-review")))),
    may("start") && h("div", {}, act(tools, "visit-start", t("visits.do.start"), plainly(tools, "start"), "main")));
}

function evidence(tools) {
  const { one, may } = tools;
  return h("section", { class: "card stack-small", testid: "visit-evidence" }, h("h2", {}, t("visits.evidence")),
    one.evidence.length === 0 ? h("p", { class: "soft" }, t("visits.noEvidence")) : h("ul", { class: "stack-small" }, one.evidence.map((item) => h("li", {}, h("b", {}, t(`evidence.${item.kind}`)), ` ${item.institutionName} · ${item.diagnosedOn} · ${item.diagnoses.join("、")}`))),
    may("addEvidence") && act(tools, "visit-add-evidence", t("visits.do.evidence"), () => addEvidence(tools)));
}

function addEvidence(tools) {
  const file = field({ name: "file", label: t("visits.file"), type: "file", required: true, testid: "evidence-file" });
  return ask({
    title: t("visits.do.evidence"), confirm: t("visits.do.evidence"), testid: "evidence-dialog",
    fields: [
      field({ name: "kind", label: t("visits.kind"), type: "select", empty: false, options: ["outpatientRecord", "inpatientRecord", "dischargeSummary", "diagnosisCertificate"].map((value) => ({ value, label: t(`evidence.${value}`) })) }),
      field({ name: "institutionName", label: t("visits.where"), required: true, max: 100 }), field({ name: "diagnosedOn", label: t("visits.when"), type: "date", required: true, value: day(now()) }),
      field({ name: "codes", label: t("visits.codes"), required: true, hint: t("visits.codesHint"), testid: "evidence-codes" }), file,
    ],
    run: async ({ codes, file: _, ...rest }) => send(tools, "evidence", { ...rest, diagnoses: codes.trim().split(/[\s,，、]+/), sha256: (await sha256(file.element.querySelector("input").files[0]))?.hex }),
  });
}

function child(tools) {
  const { one, may } = tools;
  if (!one.needsGuardian) return null;
  return h("section", { class: "card stack-small", testid: "visit-companions" }, h("h2", {}, t("visits.child")), h("p", { class: "small soft" }, t("visits.childHelp")),
    one.companions && h("p", {}, `${one.companions.guardianName}（${one.companions.guardianRelation}） · ${one.companions.specialistName}（${one.companions.specialistSpecialty}）`),
    may("noteCompanions") && act(tools, "visit-note-companions", t("visits.do.companions"), () => ask({
      title: t("visits.do.companions"), confirm: t("visits.do.companions"),
      fields: ["guardianName", "guardianRelation", "specialistName", "specialistLicence", "specialistSpecialty"].map((name) => field({ name, label: t(`visits.${name}`), required: true, max: 100, value: one.companions?.[name] ?? "" })), run: (values) => send(tools, "companions", values),
    })));
}

function talk(tools) {
  const { one, may } = tools;
  if (one.state === "draft") return null;
  return h("section", { class: "card stack", testid: "visit-talk" }, h("h2", {}, t("visits.talk")),
    one.exchanges.length === 0 ? h("p", { class: "soft" }, t("visits.noTalk")) : h("ul", { class: "stack-small" }, one.exchanges.map((item) => h("li", {}, h("span", { class: "tag" }, t(`medium.${item.medium}`)), ` ${item.text} `, h("span", { class: "small soft" }, when(item.at))))),
    one.diagnosis && h("p", {}, h("b", {}, t("visits.diagnosis")), ` ${one.diagnosis.code} ${one.diagnosis.name}`),
    h("div", { class: "row" },
      may("exchange") && act(tools, "visit-exchange", t("visits.do.exchanges"), () => ask({ title: t("visits.do.exchanges"), confirm: t("visits.do.exchanges"), fields: [choices({ name: "medium", label: t("visits.medium"), value: "text", options: ["text", "voice", "image", "video"].map((value) => ({ value, label: t(`medium.${value}`) })) }), field({ name: "text", label: t("visits.said"), type: "textarea", required: true, max: 4000 })], run: (values) => send(tools, "exchanges", values) })),
      may("reviewRecord") && !one.recordReviewed && act(tools, "visit-record", t("visits.do.record-review"), plainly(tools, "record-review")),
      may("diagnose") && act(tools, "visit-diagnose", t("visits.do.diagnosis"), () => ask({ title: t("visits.do.diagnosis"), confirm: t("visits.do.diagnosis"), body: h("p", {}, t("visits.effect.diagnosis")), fields: [field({ name: "code", label: t("visits.code"), type: "select", empty: false, options: [...new Set(one.evidence.flatMap((item) => item.diagnoses))].map((value) => ({ value, label: value })) }), field({ name: "name", label: t("visits.diagnosisName"), required: true, max: 100 })], run: (values) => send(tools, "diagnosis", values) }))));
}

function prescriptions(tools) {
  const { one, may } = tools;
  if (one.state === "draft") return null;
  return h("section", { class: "card stack", testid: "visit-prescriptions" }, h("h2", {}, t("visits.prescriptions")),
    one.prescriptions.length === 0 ? h("p", { class: "soft" }, t("visits.noPrescription")) : one.prescriptions.map((item) => prescription(item, tools)),
    may("draftPrescription") && h("div", {}, act(tools, "prescription-new", t("visits.do.prescriptions"), () => drafted(tools))));
}

const acts = { signPrescription: ["drafted"], approvePrescription: ["underReview"], rejectPrescription: ["underReview"], routePrescription: ["effective"], deliverPrescription: ["routed"], voidPrescription: ["effective", "routed"] };

function prescription(item, tools) {
  const offered = Object.keys(acts).filter((action) => tools.may(action) && acts[action].includes(item.state));
  return h("article", { class: "stack-small", testid: "prescription", data: { number: item.number, state: item.state } },
    h("div", { class: "row spread" }, h("b", {}, t("visits.prescription", { n: item.number })), h("span", { class: `tag ${tone[item.state] ?? ""}` }, item.stateDisplay)),
    h("ul", {}, item.lines.map((line) => h("li", {}, `${line.name} ${line.specification} × ${line.quantity}，${line.usage}`))),
    item.reviews.map((review) => h("p", { class: "small soft" }, `${t(review.approved ? "visits.approved" : "visits.sentBack")} ${review.note} · ${when(review.at)}`)),
    item.voidReason && h("p", { class: "small" }, `${t("visits.voided")}：${item.voidReason}`),
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
    case "voidPrescription": return ask({ title, confirm: title, danger: true, fields: [reason], run: run("void") });
    default: return ask({ title, confirm: title, body: h("p", {}, t("visits.effect.deliver")), run: () => run("deliver")({}) });
  }
}

async function drafted(tools) {
  const { items } = await get("/drugs");
  const options = items.map((drug) => ({ value: drug.code, label: `${drug.name} ${drug.specification}${drug.classes.length > 0 ? `（${drug.classes.map((kind) => t(`drugClass.${kind}`)).join("、")}）` : ""}` }));
  return ask({
    title: t("visits.do.prescriptions"), confirm: t("visits.do.prescriptions"), testid: "prescription-dialog", body: h("p", {}, t("visits.effect.draft")),
    fields: [field({ name: "code", label: t("visits.drug"), type: "select", required: true, empty: t("visits.choose"), options }), field({ name: "quantity", label: t("visits.quantity"), type: "number", required: true, value: "1" }), field({ name: "usage", label: t("visits.usage"), required: true, max: 100 })],
    run: ({ code, quantity, usage }) => send(tools, "prescriptions", { lines: [{ code, quantity: Number(quantity), usage }] }),
  });
}

function end(tools) {
  const { may } = tools;
  if (!may("complete") && !may("terminate")) return null;
  return h("section", { class: "card stack-small" }, h("h2", {}, t("visits.end")),
    may("complete") && act(tools, "visit-complete", t("visits.do.complete"), plainly(tools, "complete")),
    may("terminate") && act(tools, "visit-terminate", t("visits.do.terminate"), () => ask({
      title: t("visits.do.terminate"), confirm: t("visits.do.terminate"), danger: true, testid: "terminate-dialog", body: h("p", {}, t("visits.effect.terminate")),
      fields: [choices({ name: "reason", label: t("field.reason"), value: "conditionChanged", options: ["conditionChanged", "firstVisitFound", "criticalIllness", "otherUnsuitable"].map((value) => ({ value, label: t(`visitEnd.${value}`) })) }), field({ name: "advice", label: t("visits.advice"), type: "textarea", required: true, max: 2000 })],
      run: (values) => send(tools, "terminate", values),
    }), "danger"));
}
