// Case page: state, the one next step, clocks, blockers with their article, parties, documents, talk, timeline.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post, ApiProblem } from "../core/api.js";
import { dropDraft, readDraft } from "../core/draft-store.js";
import { departmentName, actionPath } from "../core/terms.js";
import { hasRole } from "../core/session.js";
import { clockTime, fullTime, money, shortHash, slotText, toInstant, when } from "../core/format.js";
import { caseHead, caseLine, clocks, loadCase, steps, whenCaseChanges } from "../ui/case-head.js";
import { loading, notice, problemBox, problemTitle } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { toast } from "../ui/toast.js";
import { accessTrace } from "../ui/access-trace.js";
import { custodyCard } from "../ui/custody-card.js";
import { caseRules } from "../ui/case-rules.js";
import { caseRating } from "../ui/case-rating.js";
import { chat } from "../ui/chat.js";
import { equipment } from "../ui/equipment.js";
import { maintenanceWarning } from "../ui/maintenance-warning.js";
import { reportPaper } from "../ui/report-paper.js";
import { opinionsCard, teamActions, teamCard } from "../ui/team.js";
import { deliveryCard, imagingCard } from "../ui/case-exchange.js";
import { extraActions, materialCard, patientStays } from "../ui/case-extras.js";

// In the order in which a person would want them as the one main button.
const mainActions = ["answerInvitation", "accept", "enterRoom", "confirmSlot", "signReport", "writeReport", "saveReportDraft", "decide", "submit", "consent", "presentConsent", "signConsent", "updateDraft"];
const labels = { accept: "answerInvitation", saveReportDraft: "writeReport", presentConsent: "consent", signConsent: "consent", participantJoined: "enterRoom", startSession: "enterRoom" };

export default async function page({ params, signal, query }) {
  style("/css/case.css");
  style("/css/work.css");
  style("/css/custody.css");
  const region = loading({
    signal, lines: 12,
    load: async () => {
      const one = await loadCase(params.id, query.get("purpose"));
      return { one, specialty: await departmentName(one.invitedInstitution?.id, one.invitation?.requestedSpecialty) };
    },
    render: ({ one, specialty }) => view(one, specialty, { signal, refresh: () => region.refresh() }),
  });
  whenCaseChanges(params.id, signal, () => region.refresh());
  return h("div", { testid: "page-case" }, region.element);
}

function view(one, specialty, tools) {
  const invitation = one.invitation ?? {};
  return [
    caseHead(one), caseLine(one), steps(one),
    h("div", { class: "two" },
      h("div", { class: "stack" },
        hidden(one), holds(one), nextStep(one, tools), returned(one), cancellation(one), equipment(one, tools.signal),
        one.report?.state === "signed" && h("section", { class: "card", testid: "case-report" }, h("header", {}, h("h2", {}, t("report.title")), h("a", { class: "button small", href: `/cases/${one.id}/report` }, t("action.open"))), reportPaper(one)),
        opinionsCard(one),
        one.decision && decision(one),
        request(one, invitation, specialty),
        materialCard(one, tools), imagingCard(one, tools),
        one.state !== "draft" && h("section", { class: "card" }, h("header", {}, h("h2", {}, t("case.talk"))), chat(one.id, tools.signal)),
        h("section", { class: "card" }, h("header", {}, h("h2", {}, t("case.timeline"))), timeline(one.id, tools.signal)),
        custodyCard(one.id, tools.signal), accessTrace(one.id, tools.signal)),
      h("aside", { class: "stack" },
        h("section", { class: "card", testid: "case-clocks" }, h("header", {}, h("h2", {}, t("case.clocks"))), clocks(one)),
        parties(one), teamCard(one), consentCard(one), feeCard(one), sessionCard(one, tools.signal), deliveryCard(one, tools.signal), caseRating(one, tools.signal), qualityCard(one), caseRules(one.policyVersionId)))];
}

/** The clinical content is shown once it is said what for (JL 35). */
function hidden(one) {
  const purposes = one.accessPurposes ?? [];
  if (purposes.length === 0) return null;
  return notice("warn", h("p", { class: "strong" }, t("access.hidden")), h("p", {}, t("access.hiddenAbout")),
    h("div", { class: "row", testid: "access-purposes" }, purposes.map((purpose) => h("a", { class: "button small", href: `/cases/${one.id}?purpose=${purpose.value}` }, t(`purpose.${purpose.value}`)))));
}

function nextStep(one, tools) {
  const allowed = one.actions ?? [];
  const main = mainActions.find((code) => allowed.includes(code));
  const side = secondary(one, allowed, tools);
  const refused = (one.blockers ?? []).filter((item) => item.problem && !(item.action === "endSession" && item.problem.code === "err.session.noteMissing") && !["recordingSegmentOpened", "participantJoined", "archive", "startWithoutAbsent", "confirmTeam"].includes(item.action));
  if (!main && side.length === 0 && refused.length === 0) return notice("", h("p", { testid: "case-waiting" }, waitingFor(one)));
  return h("section", { class: "card next-step stack", testid: "next-step" },
    h("h2", {}, t("case.next")), main ? h("p", {}, t(`next.${labels[main] ?? main}`)) : h("p", {}, waitingFor(one)),
    h("div", { class: "row" }, main && mainButton(main, one, tools), side),
    refused.map((item) => h("details", { testid: "blocker", data: { action: item.action }, open: !main && refused.length === 1 }, h("summary", { class: "small" }, t("case.blocked", { action: term("action", labels[item.action] ?? item.action) }), h("span", { class: "soft" }, ` ${problemTitle(new ApiProblem(item.problem.status ?? 409, item.problem))}`)),
      problemBox(new ApiProblem(item.problem.status ?? 409, item.problem), { compact: true }))));
}

function mainButton(code, one, tools) {
  const label = term("action", labels[code] ?? code);
  if (code === "confirmSlot") return h("button", { type: "button", class: "button main", testid: "action-confirmSlot", on: { click: () => confirmSlot(one, tools) } }, icon("check"), label);
  return h("a", { class: "button main", href: actionPath(code, one.id), testid: `action-${labels[code] ?? code}` }, label);
}

function waitingFor(one) {
  if (one.state === "inviting" && one.side === "inviting") return t("case.waitsAnswer", { who: one.invitedInstitution?.name ?? "" });
  if (one.state === "scheduled") return t("case.waitsStart", { time: when(one.slot?.start) });
  if (one.state === "awaitingReport" && one.side === "inviting") return t("case.waitsReport", { who: one.invitedInstitution?.name ?? "" });
  if (one.state === "reported" && one.side === "invited") return t("case.waitsDecision", { who: one.invitingInstitution?.name ?? "" });
  return t("case.nothing");
}

function secondary(one, allowed, tools) {
  const list = [...teamActions(one, allowed, tools), ...extraActions(one, allowed, tools)];
  if (allowed.includes("withdrawConsent") && ["inviting", "accepted", "scheduled"].includes(one.state)) list.push(h("a", { class: "button", href: `/cases/${one.id}/consent` }, t("consent.view")));
  if (allowed.includes("handOver")) list.push(h("button", { type: "button", class: "button main", testid: "action-handOver", on: { click: () => handOver(one, tools) } }, t("case.handOver")));
  if (allowed.includes("cancel")) list.push(h("button", { type: "button", class: "button danger", testid: "action-cancel", on: { click: () => cancel(one, tools) } }, t(one.state === "inviting" ? "case.withdraw" : "case.cancel")));
  if (allowed.includes("recordDiagnosis")) list.push(h("button", { type: "button", class: "button", testid: "action-recordDiagnosis", on: { click: () => recordDiagnosis(one, tools) } }, t("action.recordDiagnosis")));
  // The note that is missing is asked for in the dialog itself.
  const lacksNote = (one.blockers ?? []).some((item) => item.action === "endSession" && item.problem?.code === "err.session.noteMissing");
  if (allowed.includes("endSession") || lacksNote) list.push(h("button", { type: "button", class: "button danger", testid: "end-from-case", on: { click: () => endSession(one, tools) } }, t("action.endSession")));
  if (allowed.includes("addAddendum")) list.push(h("a", { class: "button", href: `/cases/${one.id}/report` }, t("report.addendum")));
  return list;
}

/** What quality control keeps about this case: an adverse event from anybody, a dispute from the institution's head or quality control. */
function qualityCard(one) {
  if (one.state === "draft") return null;
  return h("section", { class: "card", testid: "case-quality" }, h("header", {}, h("h2", {}, t("nav.quality"))), h("div", { class: "row" },
    h("button", { type: "button", class: "button", testid: "report-adverse", on: { click: async () => { if (await (await import("./quality/adverse-events.js")).report(one.id)) toast(t("quality.done")); } } }, t("quality.create.adverse")),
    hasRole("qualityController", "institutionAdmin") && h("button", { type: "button", class: "button", testid: "open-dispute", on: { click: async () => { if (await (await import("./quality/disputes.js")).open(one.id)) toast(t("quality.done")); } } }, t("quality.create.disputes"))));
}

/** A side stopped its service: nothing new begins; a hazard closes a running session soon (JL 34). */
function holds(one) {
  return (one.holds ?? []).map((hold) => notice("bad", h("div", { testid: "case-hold", data: { side: hold.side } }, h("p", { class: "strong" }, t("case.held", { who: hold.institution, cause: hold.causeDisplay })),
    hold.closesAt ? h("p", {}, t("case.heldCloses", { time: clockTime(hold.closesAt, true) })) : h("p", {}, t("case.heldHelp")), h("p", { class: "small soft" }, fullTime(hold.since)))));
}

async function handOver(one, tools) {
  const done = await ask({
    title: t("case.handOver"), body: h("p", {}, t("case.handOverEffect")), confirm: t("case.handOver"), testid: "hand-over-dialog",
    fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500, value: one.holds?.[0]?.causeDisplay })],
    run: ({ reason }) => post(`/consultations/${one.id}/hand-over`, { reason }, { version: one.version }),
  });
  if (done) tools.refresh();
}

async function cancel(one, tools) {
  const title = t(one.state === "inviting" ? "case.withdraw" : "case.cancel");
  const done = await ask({
    title, body: h("p", {}, t("case.cancelEffect")), confirm: title, danger: true, testid: "cancel-dialog", cancelLabel: t("action.back"),
    fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500, testid: "cancel-reason" })],
    run: ({ reason }) => post(`/consultations/${one.id}/cancel`, { reason }, { version: one.version }),
  });
  if (done) { toast(t("case.cancelled")); tools.refresh(); }
}

/** A definitive diagnosis stops the clock of the three days (JL 22(1)); the service checks that it lies after the admission. */
async function recordDiagnosis(one, tools) {
  const at = field({ name: "at", label: t("field.definitiveDiagnosisAt"), type: "datetime-local", required: true, hint: t("field.definitiveDiagnosisAtHint"), pointer: "/admission/definitiveDiagnosisAt", testid: "diagnosis-at" });
  const done = await ask({
    title: t("action.recordDiagnosis"), confirm: t("action.recordDiagnosis"), fields: [at], testid: "diagnosis-dialog",
    body: h("p", {}, t("case.diagnosisEffect", { time: fullTime(one.invitation?.admission?.admittedAt) })),
    run: (values) => post(`/consultations/${one.id}/diagnosis`, { at: toInstant(values.at) }, { version: one.version }),
  });
  if (done) { toast(t("case.diagnosisRecorded")); tools.refresh(); }
}

/** A session whose participants have all gone can still be closed properly: with its note. */
async function endSession(one, tools) {
  const note = field({ name: "note", label: t("note.title"), type: "textarea", rows: 4, required: true, max: 4000, value: readDraft(`note.${one.id}`) ?? "", hint: t("note.required"), testid: "end-note" });
  const done = await ask({
    title: t("call.endTitle"), body: h("p", {}, t("call.endEffect")), confirm: t("call.end"), danger: true, fields: one.note ? [] : [note], testid: "end-dialog",
    run: async (values) => {
      const version = async () => (await loadCase(one.id)).version;
      if (!one.note) await post(`/consultations/${one.id}/note`, { text: values.note }, { version: await version() });
      await post(`/consultations/${one.id}/end`, {}, { version: await version() });
      dropDraft(`note.${one.id}`);
    },
  });
  if (done) tools.refresh();
}

async function confirmSlot(one, tools) {
  const slot = one.counterProposal ?? one.slot ?? one.proposedSlot;
  const room = maintenanceWarning();
  room.show(slot?.start);
  const done = await ask({
    title: t("action.confirmSlot"), body: [h("p", { class: "strong" }, slotText(slot)), room.element], confirm: t("action.confirmSlot"), testid: "confirm-slot-dialog",
    run: () => post(`/consultations/${one.id}/confirm-slot`, {}, { version: one.version }),
  });
  if (done) tools.refresh();
}

/** A declined or expired invitation that came back to draft shows why. */
function returned(one) {
  const reason = one.invitation?.declineReason;
  if (!reason) return null;
  return notice("warn", h("p", { class: "strong" }, t("case.declined", { who: one.invitedInstitution?.name ?? t("side.invited") })),
    h("p", { testid: "decline-reason" }, `${term("declineCode", reason.code ?? reason.reasonCode)} · ${reason.text ?? reason.reasonText ?? (typeof reason === "string" ? reason : "")}`));
}

/** Both sides read that the case was cancelled, when, and why. */
function cancellation(one) {
  const { cause, reason, at } = one.cancellation ?? {};
  if (!cause) return null;
  return notice("warn", h("div", { testid: "cancellation" }, h("p", { class: "strong" }, term("cancelCause", cause)),
    reason && h("p", { class: "pre" }, `${t("field.reason")}：${reason}`), h("p", { class: "small soft" }, fullTime(at))));
}

function request(one, invitation, specialty) {
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, t("case.request"))),
    h("dl", { class: "facts" },
      pair("field.invitationReason", invitation.reason), pair("field.invitationPurpose", invitation.purpose), pair("field.caseSummary", invitation.caseSummary),
      h("dt", {}, t("request.questions")), h("dd", {}, (one.questions ?? []).length > 0 ? h("ol", { class: "stack-small" }, one.questions.map((item, index) => h("li", {}, `${index + 1}. ${item.text ?? item}`))) : "—"),
      h("dt", {}, t("field.wanted")), h("dd", {}, `${specialty} · ${term("title", invitation.requestedTitle)}`),
      h("dt", {}, t("field.proposedSchedule")), h("dd", {}, (invitation.proposedSchedule ?? []).length > 0 ? invitation.proposedSchedule.map((slot) => h("div", { title: `${fullTime(slot.start)} – ${fullTime(slot.end)}` }, slotText(slot))) : "—")));
}

const pair = (key, value) => [h("dt", {}, t(key)), h("dd", { class: "pre" }, value || "—")];

function decision(one) {
  return h("section", { class: "card", testid: "case-decision" }, h("header", {}, h("h2", {}, t("decision.title")), h("span", { class: "tag ok" }, term("outcome", one.decision.outcome))),
    h("p", { class: "pre" }, one.decision.plan), h("p", { class: "small soft" }, [one.decision.decidedBy, fullTime(one.decision.decidedAt)].filter(Boolean).join(" · ")));
}

function parties(one) {
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, t("case.parties"))), h("dl", { class: "stack-small" },
    h("dt", { class: "soft small" }, t("request.kind")), h("dd", {}, `${t(`service.${one.serviceKind}`)}${one.approvalReference ? `（${one.approvalReference}）` : ""}`),
    one.invitation?.channel && [h("dt", { class: "soft small" }, t("case.channel")), h("dd", {}, [t(`mode.${one.invitation.channel === "platform" ? "platformMatched" : "direct"}`), one.invitation.sentBy].filter(Boolean).join(" · "))],
    h("dt", { class: "soft small" }, t("side.inviting")), h("dd", {}, one.invitingInstitution?.name ?? "—"),
    h("dt", { class: "soft small" }, t("side.invited")), h("dd", {}, one.invitedInstitution?.name ?? t("work.notChosen")),
    h("dt", { class: "soft small" }, t("case.specialists")), h("dd", {}, (one.assigned ?? []).length > 0 ? one.assigned.map((person) => h("div", {}, `${person.name} · ${term("title", person.title)}`)) : t("case.notAssigned")),
    one.slot && [h("dt", { class: "soft small" }, t("case.slot")), h("dd", { class: "strong", title: fullTime(one.slot.start) }, slotText(one.slot))]));
}

function consentCard(one) {
  const state = one.consent?.state ?? "none";
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, t("consent.title")), h("span", { class: `tag ${state === "signed" ? "ok" : ["refused", "withdrawn"].includes(state) ? "bad" : "warn"}`, testid: "consent-state" }, t(`consentState.${state}`))),
    state === "signed" && h("p", { class: "small soft" }, `${term("signer", one.consent.signerKind)} ${one.consent.signerName ?? ""} · ${fullTime(one.consent.signedAt)}`),
    h("a", { href: `/cases/${one.id}/consent` }, t("consent.view")));
}

function feeCard(one) {
  const fee = one.charge?.feeFen ?? one.consent?.feeFen;
  if (fee === undefined || fee === null) return null;
  return h("section", { class: "card", testid: "case-fee" }, h("header", {}, h("h2", {}, t("case.fee")), one.charge && h("span", { class: "tag" }, term("chargeState", one.charge.state))),
    h("p", { class: "fee" }, money(fee)),
    one.charge?.invitedShareFen !== undefined && h("dl", { class: "facts" }, h("dt", {}, t("settle.invitingShare")), h("dd", { class: "number" }, money(one.charge.invitingShareFen)), h("dt", {}, t("settle.invitedShare")), h("dd", { class: "number" }, money(one.charge.invitedShareFen))));
}

function sessionCard(one, signal) {
  if (!one.session?.startedAt) return null;
  const place = h("div", {});
  get(`/consultations/${one.id}/recording`, { signal }).then((recording) => {
    if (!recording?.recordingId) return;
    replace(place, h("h3", {}, t("case.recording")), (recording.segments ?? []).map((part) => h("p", { class: "small", testid: "recording-segment" },
      icon(part.state === "sealed" ? "seal" : "record"), ` ${t("case.segment", { n: part.index })} · ${term("recordingState", part.state)} `, h("span", { class: "number soft", title: part.root }, shortHash(part.root)))));
  }).catch(() => { /* not this person's to see, or not there yet */ });
  return h("section", { class: "card stack-small" }, h("h2", {}, t("case.session")),
    h("p", {}, `${fullTime(one.session.startedAt)} – ${one.session.endedAt ? fullTime(one.session.endedAt) : t("case.ongoing")}`),
    (one.session.attendance ?? []).map((person) => h("p", { class: "small soft" }, `${person.name}（${term("side", person.side)}） ${when(person.joinedAt)}${person.leftAt ? ` – ${when(person.leftAt)}` : ""}`)),
    patientStays(one), one.note && h("p", { class: "pre small" }, `${t("note.title")}：${one.note.text ?? one.note}`), place);
}

function timeline(id, signal) {
  return loading({
    signal, lines: 4, load: () => get(`/consultations/${id}/timeline`),
    render: ({ items = [] }) => (items.length === 0 ? h("p", { class: "soft" }, t("case.noTimeline")) : h("ol", { class: "timeline", testid: "timeline" }, [...items].reverse().map((item) => h("li", {}, h("div", {},
      h("p", {}, item.text), h("p", { class: "small soft" }, [fullTime(item.at), item.actor?.name, item.actor?.institution].filter(Boolean).join(" · ")),
      item.hash && h("p", { class: "hash number", title: item.hash }, `#${item.seq} ${shortHash(item.hash)}`)))))),
  }).element;
}
