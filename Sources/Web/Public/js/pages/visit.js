// One online visit: what must be there before it starts, the talk, the record, the prescriptions, and how it ends.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { codes } from "../core/codes.js";
import { on } from "../core/events.js";
import { day, fullTime, shortHash, when } from "../core/format.js";
import { now } from "../core/clock.js";
import { ask, sheet } from "../ui/dialog.js";
import { consentSigner } from "../ui/consent-signer.js";
import { field } from "../ui/field.js";
import { entityLines } from "../ui/legal-entity.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { sendFile } from "../ui/visit-talk.js";
import { visitRoom } from "../ui/visit-room.js";
import { ending } from "./visit/ending.js";
import { prescriptions } from "./visit/prescriptions.js";
import { record } from "./visit/record.js";
import { talk } from "./visit/talk.js";
import { act, plainly, send, tone } from "./visit/tools.js";

export default async function page({ params, signal }) {
  style("/css/case.css");
  style("/css/work.css");
  let busy = false;
  let room = null;
  // Apart from what is drawn anew: a moved picture would stand still.
  const door = h("section", { class: "card", hidden: true });
  const tools = (one) => ({ one, refresh: () => region.refresh(), may: (action) => one.actions.includes(action), setBusy: (yes) => { busy = yes; } });
  const region = loading({
    signal, load: () => get(`/visits/${params.id}`),
    render(one) {
      door.hidden = one.state !== "open" || !one.actions.includes("exchange");
      if (!door.hidden && !room) { room = visitRoom({ path: `/visits/${one.id}`, other: one.patient.name, signal }); door.append(room.element); }
      if (door.hidden) room?.leave();
      return view(tools(one));
    },
  });
  // A signature or a sentence in the making is not taken away by a refresh.
  on("worklist", signal, () => { if (!busy && !document.querySelector("[data-testid=exchange-text]")?.value) region.refresh(); });
  on("slots", signal, (event) => room?.takeSlots(event.sessionId, event.slots ?? []));
  return h("div", { class: "stack", testid: "page-visit" }, door, region.element);
}

function view(tools) {
  const { one } = tools;
  return h("div", { class: "stack" },
    pageHead({ title: `${one.patient.name} · ${one.department}`, crumbs: [{ href: "/visits", text: t("nav.visits") }], actions: [h("button", { type: "button", class: "button", testid: "visit-trace", on: { click: () => trace(one) } }, icon("list"), t("visits.trace"))] }),
    h("p", { class: "row" }, h("span", { class: `tag ${tone[one.state] ?? ""}`, testid: "visit-state", data: { state: one.state } }, one.stateDisplay), one.reception && h("span", { class: "tag" }, t("visits.consultation")),
      h("span", { class: "soft" }, `${one.physician.name} · ${one.entity?.printed ?? one.institution} · ${when(one.createdAt)} · ${t("visits.born", { day: one.birthDate })}`)),
    entityLines(one.entity && [one.entity]),
    one.reception && notice("", h("p", {}, t("visits.receivedBy", one.reception))),
    one.hiddenFromPatient && notice("warn", h("p", {}, t("visits.hidden")), tools.may("openToPatient") && act(tools, "visit-open-to-patient", t("visits.do.open-to-patient"), plainly(tools, "open-to-patient"))),
    one.evidenceOlderThanMonths && notice("warn", h("p", {}, t("visits.evidenceOld", { n: one.evidenceOlderThanMonths }))),
    one.ending && notice("bad", h("p", { class: "strong" }, t(`visitEnd.${one.ending.reason}`)), h("p", { class: "pre" }, one.ending.advice), one.ending.target && h("p", {}, t("visits.sentTo", { target: one.ending.target })), h("p", { class: "small soft" }, fullTime(one.ending.at))),
    h("div", { class: "two" }, h("div", { class: "stack" }, before(tools), talk(tools), record(tools), prescriptions(tools)), h("aside", { class: "stack" }, ending(tools), evidence(tools), child(tools))));
}

/** The list of what a start asks for, each with its state and how to get it. */
function before(tools) {
  const { one, may } = tools;
  if (one.state !== "draft") return null;
  const followUp = one.pathway === "internetFollowUp";
  const missing = one.excludable.filter((condition) => !one.excluded.includes(condition));
  const line = (done, text, button) => h("li", { class: "row spread" }, h("span", { class: done ? "ok-text" : "" }, icon(done ? "check" : "hourglass"), " ", text), !done && button);
  return h("section", { class: "card stack", testid: "visit-before" }, h("h2", {}, t("visits.before")),
    h("ul", { class: "stack-small" },
      line(Boolean(one.riskNotice), t("visits.need.risk"), may("readRiskNotice") && act(tools, "visit-risk", t("visits.do.risk-notice"), () => ask({ title: t("visits.do.risk-notice"), confirm: t("visits.read"), body: h("div", { class: "stack-small" }, one.notice.blocks.map((part) => h("div", {}, h("h3", {}, t(`noticeBlock.${part.block}`)), h("p", { class: "pre" }, part.text)))), run: () => send(tools, "risk-notice", { version: one.notice.version }) }))),
      line(Boolean(one.consent), t("visits.need.consent"), null),
      followUp && line(one.evidence.length > 0, t("visits.need.evidence"), null),
      followUp && line(one.followUpConfirmed, t("visits.need.followUp"), may("confirmFollowUp") && act(tools, "visit-follow-up", t("visits.do.follow-up"), plainly(tools, "follow-up"))),
      followUp && line(missing.length === 0, t("visits.need.excluded"), may("excludeConditions") && act(tools, "visit-exclude", t("visits.do.exclusions"), () => ask({ title: t("visits.do.exclusions"), confirm: t("visits.noneOfThem"), body: h("div", {}, h("p", {}, t("visits.excludeHelp")), h("ul", {}, one.excludable.map((condition) => h("li", {}, t(`visitCondition.${condition}`))))), run: () => send(tools, "exclusions", { conditions: one.excludable }) }))),
      line(one.recordReviewed, t("visits.need.record"), may("reviewRecord") && act(tools, "visit-record", t("visits.do.record-review"), plainly(tools, "record-review")))),
    one.riskNotice && !one.consent && may("giveConsent") && consentSigner({
      patient: one.patient.name, busy: tools.setBusy, retry: tools.refresh,
      async run(values) { await send(tools, "consent", values); tools.setBusy(false); toast(t("visits.done")); tools.refresh(); },
    }),
    may("start") && h("div", {}, act(tools, "visit-start", t("visits.do.start"), plainly(tools, "start"), "main")));
}

function evidence(tools) {
  const { one, may } = tools;
  const open = (file) => h("a", { href: `/api/v1/visits/${one.id}/files/${file.sha256}?inline=1`, target: "_blank", rel: "noopener", testid: "evidence-open" }, icon("file"), file.name);
  return h("section", { class: "card stack-small", testid: "visit-evidence" }, h("h2", {}, t("visits.evidence")),
    one.evidence.length === 0 ? h("p", { class: "soft" }, t("visits.noEvidence")) : h("ul", { class: "stack-small" }, one.evidence.map((item) => h("li", {}, h("b", {}, t(`evidence.${item.kind}`)), ` ${item.institutionName} · ${item.diagnosedOn} · ${item.diagnoses.join("、")} `, item.file ? open(item.file) : h("span", { class: "small soft" }, t("visits.noFile"))))),
    may("addEvidence") && act(tools, "visit-add-evidence", t("visits.do.evidence"), () => addEvidence(tools)),
    one.consent && h("p", { class: "small soft" }, t("visits.consented", { who: one.consent.signerName, kind: t(`signer.${one.consent.signerKind}`), time: fullTime(one.consent.at) }), " ", h("span", { title: one.consent.hash }, shortHash(one.consent.hash))));
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
    run: async ({ codes, file: _, ...rest }) => send(tools, "evidence", { ...rest, diagnoses: codes.trim().split(/[\s,，、]+/), ...(await sendFile(`/visits/${tools.one.id}/files`, file.input.files[0])) }),
  });
}

function child(tools) {
  const { one, may } = tools;
  if (!one.needsGuardian && one.consent?.reasonNotPatient !== "incapacitated") return null;
  return h("section", { class: "card stack-small", testid: "visit-companions" }, h("h2", {}, t("visits.child")), h("p", { class: "small soft" }, t("visits.childHelp")),
    one.companions && h("p", {}, `${one.companions.guardianName}（${one.companions.guardianRelation}） · ${one.companions.specialistName}（${one.companions.specialistSpecialty}）`),
    may("noteCompanions") && act(tools, "visit-note-companions", t("visits.do.companions"), () => companions(tools)));
}

/** Relation and specialty are chosen from the national lists. */
async function companions(tools) {
  const tables = { guardianRelation: await codes("kinship"), specialistSpecialty: await codes("department") };
  const names = ["guardianName", "guardianRelation", "guardianIdentity", "guardianContact", "specialistName", "specialistLicence", "specialistSpecialty"];
  const chosen = (name) => tables[name] && { type: "select", options: tables[name].map((item) => ({ value: item.name, label: item.name })) };
  return ask({
    title: t("visits.do.companions"), confirm: t("visits.do.companions"),
    fields: names.map((name) => field({ name, label: t(`visits.${name}`), required: true, max: 100, value: tools.one.companions?.[name] ?? "", ...chosen(name) })), run: (values) => send(tools, "companions", values),
  });
}

/** Who did what, and who has read it. */
async function trace(one) {
  const { items } = await get(`/visits/${one.id}/timeline`);
  sheet({ title: t("visits.trace"), testid: "visit-timeline", body: h("ol", { class: "stack-small" }, items.map((item) => h("li", { class: "row" }, h("span", { class: "small soft" }, fullTime(item.at)), h("b", {}, t(`visitEntry.${item.kind}`)), item.prescription && h("span", { class: "tag" }, t("visits.prescription", { n: item.prescription })), h("span", {}, item.actor), h("span", { class: "small soft number", title: item.hash }, shortHash(item.hash))))) });
}
