// New request: four steps on one page. The draft exists on the server from step 1 on; everything autosaves.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post, put } from "../core/api.js";
import { autosave, readDraft, dropDraft } from "../core/draft-store.js";
import { go } from "../core/router.js";
import { currentAccount } from "../core/session.js";
import { money, slotText, fullTime } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice, problemBox, empty } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { loadCase } from "../ui/case-head.js";
import { showFieldErrors } from "../ui/field.js";
import { patientStep, patientCard } from "./request/patient.js";
import { questionStep } from "./request/question.js";
import { whereStep } from "./request/where.js";
import { materialStep } from "./request/material.js";
import { completeness } from "./request/completeness.js";

export default async function page({ params, signal }) {
  style("/css/case.css");
  if (!params.id) return fresh();
  const region = loading({
    signal, lines: 12, load: () => loadCase(params.id),
    render: (one) => (one.state === "draft" ? editor(one, signal) : notYours(one)),
  });
  return h("div", { testid: "page-request" }, pageHead({ title: t("request.title"), crumbs: [{ href: "/cases", text: t("nav.cases") }, { text: t("request.title") }] }), region.element);
}

const notYours = (one) => empty({ name: "lock", title: t("request.notDraft"), text: t("request.notDraftHelp"), action: h("a", { class: "button main", href: `/cases/${one.id}` }, t("action.toCase")) });

const head = (number, key, note) => h("header", {}, h("h2", {}, h("span", { class: "step-number", "aria-hidden": "true" }, number), t(key)), note && h("span", { class: "soft small" }, note));

/** Before a patient is chosen: only the first step is open. */
function fresh() {
  const later = (number, key) => h("section", { class: "card", "aria-disabled": "true" }, head(number, key, t("request.afterPatient")));
  const step = patientStep({
    async onChosen(patient, priority, mode, serviceKind, approvalReference) {
      const created = await post("/consultations", { patientId: patient.id, priority, mode, serviceKind, ...(approvalReference ? { approvalReference } : {}) });
      await go(`/cases/${created.id}/edit`, { replace: true, force: true });
    },
  });
  return h("div", { testid: "page-request" },
    pageHead({ title: t("request.title"), crumbs: [{ href: "/", text: t("nav.work") }, { text: t("request.title") }] }),
    h("div", { class: "request" },
      h("div", { class: "stack" }, h("section", { class: "card" }, head(1, "request.step1"), step), later(2, "request.step2"), later(3, "request.step3"), later(4, "request.step4")),
      h("aside", { class: "card" }, h("h2", {}, t("request.meter")), h("p", { class: "soft small" }, t("request.meterStart")))));
}

async function editor(one, signal) {
  const scope = `request.${one.id}`;
  const kept = readDraft(scope);
  let version = one.version;
  let attachments = one.attachments ?? [];
  const consent = one.consent;
  let base = JSON.stringify(fromCase(one)); // what the server holds, to tell a colleague's change from a mere new version

  const state = h("span", { class: "save-state", role: "status", testid: "save-state" });
  const trouble = h("div", { "aria-live": "assertive" });
  const meter = h("div", {});
  const initial = { ...fromCase(one), ...(kept ?? {}) };
  const question = questionStep(initial, touched);
  const where = await whereStep(initial, touched, signal, one.mode === "platformMatched", one.serviceKind);
  const material = materialStep({ id: one.id, items: attachments, signal, onChange(items) { attachments = items; refreshMeter(); loadCase(one.id).then((fresh) => { version = fresh.version; }, () => {}); } });
  const fields = [...question.fields, ...where.fields];

  const collect = () => ({ ...question.value(), ...where.value() });
  const saver = autosave({
    scope, collect, signal,
    async save(value) {
      const send = () => put(`/consultations/${one.id}/draft`, value, { version });
      let answer;
      try { answer = await send(); } catch (problem) {
        if (!problem.isStale) throw problem;
        // Attaching a file and signing the consent raise the version too: only a changed text is a clash.
        const fresh = await loadCase(one.id);
        if (JSON.stringify(fromCase(fresh)) !== base) throw problem;
        version = fresh.version;
        answer = await send();
      }
      version = answer?.version ?? version;
      if (answer?.invitation) base = JSON.stringify(fromCase(answer));
    },
    show(kind, problem) {
      state.className = `save-state ${kind === "failed" ? "failed" : ""}`;
      state.textContent = t(kind === "failed" && !problem?.isOffline ? "draft.refused" : `draft.${kind}`);
      if (kind === "saved") replace(trouble);
      if (kind === "failed" && problem) onSaveTrouble(problem);
    },
  });

  async function onSaveTrouble(problem) {
    if (problem.isStale) {
      // A colleague saved meanwhile: take the new version number; what is typed here is sent again on purpose only.
      replace(trouble, notice("warn", h("p", { class: "strong" }, t("changed.title")), h("p", {}, t("changed.draft")), h("div", { class: "row" },
        h("button", { type: "button", class: "button small main", on: { click: async () => { version = (await loadCase(one.id)).version; replace(trouble); saver.flush(); } } }, t("changed.keepMine")),
        h("button", { type: "button", class: "button small", on: { click: () => { dropDraft(scope); go(location.pathname, { replace: true, force: true }); } } }, t("changed.takeTheirs")))));
    } else if (!problem.isOffline && !showFieldErrors(fields, problem)) replace(trouble, problemBox(problem));
  }

  function touched() { saver.touch(); refreshMeter(); }
  const items = () => completeness({ kind: one.serviceKind, onPlatform: one.mode === "platformMatched", draft: collect(), attachments, consent, feeFen: where.price()?.amountFen });
  function refreshMeter() { replace(meter, meterView(items())); }

  async function submit() {
    if (await material.settle()) { toast(t("material.stillSending")); return; }
    await saver.flush();
    const missing = items().filter((item) => item.must && !item.done && item.key !== "consent");
    if (missing.length > 0) {
      fields.forEach((field) => field.check());
      replace(trouble, notice("bad", h("p", { class: "strong" }, t("request.missing")), h("p", {}, missing.map((item) => t(`meter.${item.key}`)).join("、"))));
      document.getElementById(`part-${missing[0].part}`)?.scrollIntoView({ block: "start", behavior: "smooth" });
      fields.find((field) => field.input?.getAttribute("aria-invalid") === "true")?.focus();
      return;
    }
    if (consent?.state !== "signed" && !collect().deidentified) { go(`/cases/${one.id}/consent`); return; }
    const value = collect();
    const sent = await ask({
      title: t("request.confirm"), confirm: t("request.send"), testid: "submit-dialog",
      body: summary(one, value, attachments, where),
      run: async () => {
        try { return await post(`/consultations/${one.id}/submit`, {}, { version }) ?? true; } catch (problem) {
          if (problem.isStale) version = (await loadCase(one.id)).version;
          showFieldErrors(fields, problem);
          throw problem;
        }
      },
    });
    if (!sent) return;
    dropDraft(scope);
    toast(t("request.sent"));
    go(`/cases/${one.id}`, { force: true });
  }

  const send = h("button", { type: "button", class: "button main", testid: "request-submit", on: { click: submit } });
  const label = () => replace(send, consent?.state === "signed" || initial.deidentified ? t("request.review") : t("request.toConsent"));
  label();
  refreshMeter();
  if (kept) { state.textContent = t("draft.restored"); saver.touch(); }

  return h("div", { class: "request" },
    h("div", { class: "stack" },
      h("section", { class: "card", id: "part-patient" }, head(1, "request.step1"), patientCard(one.patient, one.priority), consentLine(one)),
      h("section", { class: "card", id: "part-question" }, head(2, "request.step2"), question.element),
      h("section", { class: "card", id: "part-material" }, head(3, "request.step3"), material.element),
      h("section", { class: "card", id: "part-where" }, head(4, "request.step4"), where.element),
      trouble,
      h("div", { class: "bottom-bar" }, state, h("a", { class: "button", href: `/cases/${one.id}` }, t("request.later")), send)),
    h("aside", { class: "card" }, h("h2", {}, t("request.meter")), meter));
}

function consentLine(one) {
  const signed = one.consent?.state === "signed";
  return h("p", { class: "row" }, h("span", { class: `tag ${signed ? "ok" : "warn"}` }, icon(signed ? "check" : "pen"), `${t("consent.title")}：${t(`consentState.${one.consent?.state ?? "none"}`)}`),
    h("a", { href: `/cases/${one.id}/consent`, testid: "to-consent" }, signed ? t("consent.view") : t("consent.toSign")));
}

const fromCase = (one) => ({
  invitationReason: one.invitation?.reason ?? "", invitationPurpose: one.invitation?.purpose ?? "", caseSummary: one.invitation?.caseSummary ?? "",
  requestedSpecialty: one.invitation?.requestedSpecialty ?? "", requestedTitle: one.invitation?.requestedTitle ?? "",
  proposedSchedule: one.invitation?.proposedSchedule ?? [], invitedInstitutionId: one.invitedInstitution?.id ?? "",
  questions: (one.questions ?? []).map((item) => item.text ?? item), priceId: one.invitation?.priceId ?? "",
  ...(one.mode === "platformMatched" ? { platformOperatorId: one.invitation?.platformOperatorId ?? "", publicSummary: one.invitation?.publicSummary ?? "" } : {}),
  treatingDepartment: one.invitation?.treatingDepartment ?? "",
  ...(one.serviceKind === "remoteMultidisciplinaryTeam" ? { team: (one.team ?? []).map((seat) => ({ institutionId: seat.institution.id, specialties: seat.specialties, weight: seat.weight })) } : {}),
  ...(one.serviceKind === "remoteCaseDiscussion" ? { deidentified: one.invitation?.deidentified ?? false } : {}),
  wishedPhysician: one.invitation?.wishedPhysician ?? "", admission: one.invitation?.admission ?? null,
});

function meterView(items) {
  const must = items.filter((item) => item.must);
  const done = must.filter((item) => item.done).length;
  const bar = h("i");
  bar.style.width = `${Math.round((done / must.length) * 100)}%`;
  return h("div", { testid: "completeness", data: { done, total: must.length } },
    h("p", { class: "strong" }, t("request.done", { done, total: must.length })),
    h("div", { class: "meter", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": must.length, "aria-valuenow": done, "aria-label": t("request.meter") }, bar),
    h("ul", { class: "check-list" }, items.map((item) => h("li", {}, h("a", { href: item.key === "consent" ? `${location.pathname.replace(/edit$/, "consent")}` : `#part-${item.part}`, class: item.done ? "done" : "todo" },
      icon(item.done ? "check" : "clock"), h("span", {}, t(`meter.${item.key}`), !item.must && h("span", { class: "small soft" }, ` ${t("request.optional")}`)),
      h("span", { class: "visually-hidden" }, item.done ? t("request.itemDone") : t("request.itemOpen")))))),
    h("p", { class: "small soft" }, t("request.basis")));
}

function summary(one, value, attachments, where) {
  const price = where.price();
  return [h("p", {}, t("request.effect", { who: where.institution()?.name ?? "—", me: currentAccount().institution?.name ?? "" })),
    h("dl", { class: "facts" },
      h("dt", {}, t("request.patient")), h("dd", {}, one.patient?.name ?? one.patient?.nameMasked),
      h("dt", {}, t("field.invitationReason")), h("dd", {}, value.invitationReason),
      h("dt", {}, t("field.proposedSchedule")), h("dd", {}, value.proposedSchedule.map((slot) => h("div", { title: fullTime(slot.start) }, slotText(slot)))),
      h("dt", {}, t("request.files")), h("dd", {}, t("request.fileCount", { n: attachments.length })),
      h("dt", {}, t("request.fee")), h("dd", { class: "number" }, money(price?.amountFen ?? one.consent?.feeFen)))];
}
