// Report: write, preview, sign with the password once more; later addenda, never a silent change.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { ApiProblem, post } from "../core/api.js";
import { dropDraft } from "../core/draft-store.js";
import { go } from "../core/router.js";
import { currentAccount } from "../core/session.js";
import { fullTime } from "../core/format.js";
import { askPassword } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { loading, notice, problemBox, empty } from "../ui/states.js";
import { caseHead, caseLine, clocks, loadCase, whenCaseChanges } from "../ui/case-head.js";
import { reportForm } from "../ui/report-form.js";
import { reportPaper } from "../ui/report-paper.js";
import { icon } from "../ui/icons.js";
import { isTeam, opinionsCard, teamActions, teamCard } from "../ui/team.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

export default async function page({ params, signal }) {
  style("/css/case.css");
  let writing = false;
  const region = loading({
    signal, load: () => loadCase(params.id),
    render(one) {
      writing = false;
      if (one.report?.state === "signed") return issued(one, () => region.refresh());
      if (isTeam(one) && (!mayWrite(one) || ownOpinion(one)?.givenAt)) return joint(one, () => region.refresh());
      if (!mayWrite(one)) return waiting(one);
      writing = true;
      return editor(one, signal);
    },
  });
  whenCaseChanges(params.id, signal, () => !writing && region.refresh());
  return h("div", { testid: "page-report" }, region.element);
}

const ownOpinion = (one) => (one.opinions ?? []).find((opinion) => opinion.institution.id === currentAccount().institution.id);

/** A team after the own opinion: the others', and what all of them say together. */
const joint = (one, refresh) => [caseHead(one, { title: t("report.title") }), caseLine(one), h("div", { class: "two" },
  h("div", { class: "stack" }, opinionsCard(one) ?? h("section", { class: "card" }, h("p", { class: "soft" }, t("report.notYetHelp"))), h("div", { class: "row end" }, teamActions(one, one.actions ?? [], { refresh }))),
  h("aside", { class: "stack" }, h("section", { class: "card" }, h("header", {}, h("h2", {}, t("case.clocks"))), clocks(one)), teamCard(one)))];

const mayWrite = (one) => ["writeReport", "saveReportDraft", "signReport"].some((code) => (one.actions ?? []).includes(code));
const waiting = (one) => [caseHead(one, { title: t("report.title") }), caseLine(one), empty({ name: "report", title: t("report.notYet"), text: t("report.notYetHelp"), action: h("a", { class: "button main", href: `/cases/${one.id}` }, t("action.toCase")) })];

function editor(one, signal) {
  const trouble = h("div", { "aria-live": "assertive" });
  const preview = h("div", {});
  const form = reportForm(one, { signal, onChange: () => replace(preview) });
  const note = one.note ? notice("", h("p", { class: "small" }, `${t("note.title")}：`), h("p", { class: "pre" }, one.note.text ?? one.note)) : null;
  const others = (one.report?.signatures ?? []).length > 0 && notice("ok", h("p", {}, t("report.alreadySigned", { names: one.report.signatures.map((item) => item.name).join("、") })));

  function show() {
    if (!form.isComplete()) { form.fields.find((item) => item.input.getAttribute("aria-invalid"))?.focus(); return false; }
    replace(preview, h("h2", {}, t("report.preview")), reportPaper(one, { ...one.report, sections: form.value().sections, signatures: [] }));
    preview.scrollIntoView({ block: "start", behavior: "smooth" });
    return true;
  }
  async function sign() {
    if (!show()) return;
    await form.flush();
    const done = await askPassword({
      title: t("report.signTitle"), confirm: t("report.sign"),
      body: [h("p", {}, t("report.signEffect", { who: one.invitingInstitution?.name ?? "" })), h("p", { class: "small soft" }, t("report.signWhat", { n: form.fields.length, name: currentAccount().displayName }))],
      run: async ({ password }) => {
        try { return await post(`/consultations/${one.id}/report/sign`, { password }, { version: form.version() }) ?? true; } catch (problem) {
          if (problem.isStale) form.setVersion((await loadCase(one.id)).version);
          throw problem;
        }
      },
    });
    if (!done) return;
    dropDraft(`report.${one.id}`);
    toast(t("report.signed"));
    go(`/cases/${one.id}`, { force: true });
  }

  return [caseHead(one, { title: t("report.title") }), caseLine(one),
    h("div", { class: "two" }, h("div", { class: "stack" },
      (one.blockers ?? []).filter((item) => item.action === "signReport" && !["err.report.questionUnanswered", "err.report.signatureMissing", "err.signature.required"].includes(item.problem?.code)).map((item) => problemBox(new ApiProblem(item.problem.status ?? 409, item.problem), { compact: true })),
      others, note, h("section", { class: "card" }, form.element), trouble, preview,
      h("div", { class: "row end" }, h("button", { type: "button", class: "button", testid: "report-preview", on: { click: show } }, icon("eye"), t("report.preview")),
        h("button", { type: "button", class: "button main", testid: "report-sign", on: { click: sign } }, icon("pen"), t("report.sign")))),
    h("aside", { class: "stack" }, h("section", { class: "card" }, h("header", {}, h("h2", {}, t("case.clocks"))), clocks(one)),
      h("section", { class: "card" }, h("h2", {}, t("field.caseSummary")), h("p", { class: "pre small" }, one.invitation?.caseSummary ?? "—")),
      one.session && h("section", { class: "card stack-small" }, h("h2", {}, t("case.session")), (one.session.attendance ?? []).map((person) => h("p", { class: "small" }, `${person.name} · ${t(`side.${person.side}`)} · ${fullTime(person.joinedAt)}`)))))];
}

function issued(one, refresh) {
  const may = (one.actions ?? []).includes("addAddendum");
  return [caseHead(one, { title: t("report.title"), actions: [
    (one.actions ?? []).includes("decide") && h("a", { class: "button main", href: `/cases/${one.id}/decision` }, t("action.decide")),
    may && h("button", { type: "button", class: "button", testid: "report-addendum", on: { click: () => addendum(one, refresh) } }, icon("plus"), t("report.addendum")),
    h("button", { type: "button", class: "button", on: { click: () => print() } }, icon("print"), t("action.print"))] }), caseLine(one), reportPaper(one)];
}

async function addendum(one, refresh) {
  const done = await askPassword({
    title: t("report.addendum"), confirm: t("report.sign"), body: h("p", {}, t("report.addendumEffect")),
    fields: [field({ name: "text", label: t("report.addendumText"), type: "textarea", required: true, max: 8000, testid: "addendum-text" })],
    run: ({ text, password }) => post(`/consultations/${one.id}/report/addenda`, { text, password }, { version: one.version }),
  });
  if (done) { toast(t("report.signed")); refresh(); }
}
