// The inviting physician decides: adopted, partly, not; with the plan, signed. The responsibility stays here.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { post } from "../core/api.js";
import { dropDraft, readDraft, writeDraft } from "../core/draft-store.js";
import { go } from "../core/router.js";
import { askPassword } from "../ui/dialog.js";
import { choices, field, showFieldErrors } from "../ui/field.js";
import { loading, notice, empty, problemBox } from "../ui/states.js";
import { caseHead, caseLine, loadCase } from "../ui/case-head.js";
import { reportPaper } from "../ui/report-paper.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

export default async function page({ params, signal }) {
  style("/css/case.css");
  const region = loading({ signal, load: () => loadCase(params.id), render: (one) => ((one.actions ?? []).includes("decide") ? view(one) : closed(one)) });
  return h("div", { testid: "page-decision" }, region.element);
}

const closed = (one) => [caseHead(one, { title: t("decision.title") }), caseLine(one), empty({ name: "report", title: t(one.decision ? "decision.done" : "decision.notYet"), text: t("decision.notYetHelp"), action: h("a", { class: "button main", href: `/cases/${one.id}` }, t("action.toCase")) })];

function view(one) {
  const scope = `decision.${one.id}`;
  const kept = readDraft(scope) ?? {};
  const outcome = choices({ name: "outcome", label: t("decision.outcome"), required: true, value: kept.outcome ?? "", testid: "outcome", options: ["adopted", "partlyAdopted", "notAdopted"].map((value) => ({ value, label: t(`outcome.${value}`), hint: t(`outcomeHint.${value}`) })) });
  const plan = field({ name: "plan", label: t("decision.plan"), type: "textarea", rows: 6, required: true, max: 8000, value: kept.plan, hint: t("decision.planHint"), testid: "decision-plan" });
  const keep = () => writeDraft(scope, { outcome: outcome.value(), plan: plan.value() });
  outcome.element.addEventListener("change", keep);
  plan.input.addEventListener("input", keep);
  const trouble = h("div", { "aria-live": "assertive" });
  let version = one.version;

  const form = h("form", { class: "card stack", novalidate: true, testid: "decision-form" }, h("h2", {}, t("decision.title")), notice("", h("p", {}, t("decision.liability"))), outcome.element, plan.element, trouble,
    h("div", { class: "row end" }, h("button", { type: "submit", class: "button main", testid: "decision-sign" }, icon("pen"), t("decision.sign"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = [outcome, plan].filter((item) => !item.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    const done = await askPassword({
      title: t("decision.signTitle"), confirm: t("decision.sign"),
      body: [h("p", {}, t("decision.signEffect")), h("p", {}, h("span", { class: "tag brand" }, t(`outcome.${outcome.value()}`))), h("p", { class: "pre" }, plan.value())],
      run: async ({ password }) => {
        try { return await post(`/consultations/${one.id}/decision`, { outcome: outcome.value(), plan: plan.value(), password }, { version }) ?? true; } catch (problem) {
          if (problem.isStale) version = (await loadCase(one.id)).version;
          if (showFieldErrors([outcome, plan], problem)) replace(trouble, problemBox(problem));
          throw problem;
        }
      },
    });
    if (!done) return;
    dropDraft(scope);
    toast(t("decision.signed"));
    go(`/cases/${one.id}`, { force: true });
  });
  return [caseHead(one, { title: t("decision.title") }), caseLine(one), h("div", { class: "stack" }, h("section", { class: "card" }, reportPaper(one)), form)];
}
