// The text of a cooperation agreement as it is written: parties, days, six clauses (two more with a platform), diagnosis, splits.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post, put } from "../core/api.js";
import { currentAccount } from "../core/session.js";
import { day } from "../core/format.js";
import { now } from "../core/clock.js";
import { go } from "../core/router.js";
import { choices, field, showFieldErrors } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { loading, problemBox } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const always = ["purpose", "conditions", "content", "workflow", "rightsAndDuties", "medicalHarmRiskAndLiability"];
const withPlatform = ["legalLiability", "financialManagement"];
const kinds = ["remoteConsultation", "remoteMultidisciplinaryTeam", "remoteEcgDiagnosis", "remoteImagingDiagnosis", "remotePathologyDiagnosis", "remoteLaboratoryDiagnosis", "remoteOutpatient", "remoteCaseDiscussion"];
const diagnosis = (kind) => kind.endsWith("Diagnosis");

export default async function page({ params, signal }) {
  style("/css/case.css");
  const load = async () => ({ partners: (await get("/agreement-partners")).items, known: params.id ? await get(`/agreements/${params.id}`) : null });
  const region = loading({ signal, load, render: ({ partners, known }) => form(partners, known) });
  return h("div", { class: "stack", testid: "page-agreement-text" },
    pageHead({ title: params.id ? t("agreement.do.edit") : t("agreement.new"), crumbs: [{ href: "/agreements", text: t("nav.agreements") }] }),
    h("p", { class: "soft" }, t("agreement.about")), region.element);
}

function form(partners, known) {
  const own = currentAccount().institution.id;
  const text = known?.proposal?.text ?? known?.text ?? { partyIds: [], clauses: {}, serviceKinds: ["remoteConsultation"], diagnosisWorkflows: [], negotiatedSplits: [], validFrom: day(now()), validTo: "" };
  const others = partners.filter((one) => one.isHospital && one.id !== own);
  const operators = partners.filter((one) => !one.isHospital);
  const parties = choices({ name: "partyIds", label: t("agreement.parties"), type: "checkbox", required: true, testid: "agreement-parties", pointer: "/parties", value: text.partyIds, options: others.map((one) => ({ value: one.id, label: one.name, hint: term("level", one.level) })) });
  const operator = field({ name: "platformOperatorId", label: t("agreement.operator"), type: "select", empty: t("agreement.noOperator"), value: text.platformOperatorId, options: operators.map((one) => ({ value: one.id, label: one.name })) });
  const from = field({ name: "validFrom", label: t("agreement.validFrom"), type: "date", required: true, value: text.validFrom });
  const to = field({ name: "validTo", label: t("agreement.validTo"), type: "date", required: true, value: text.validTo });
  const governing = field({ name: "governingText", label: t("agreement.governing"), type: "select", empty: t("agreement.governingNone"), value: text.governingText ?? (known ? "" : "JL"), options: [{ value: "JL", label: t("agreement.governingJL") }] });
  const services = choices({ name: "serviceKinds", label: t("agreement.kinds"), type: "checkbox", required: true, testid: "agreement-kinds", value: text.serviceKinds, options: kinds.map((kind) => ({ value: kind, label: term("service", kind) })) });
  const relation = field({ name: "relationKind", label: t("agreement.relation"), type: "select", empty: t("agreement.relationNone"), value: text.relation?.kind, pointer: "/relation", options: ["medicalConsortium", "pairedSupport", "otherCooperation"].map((kind) => ({ value: kind, label: term("relation", kind) })) });
  const relationText = field({ name: "relationText", label: t("agreement.relationText"), value: text.relation?.description, max: 1000, pointer: "/relation/description" });
  const clauses = [...always, ...withPlatform].map((name) => field({ name, label: term("clause", name), type: "textarea", rows: 3, max: 10_000, value: text.clauses[name], pointer: `/clauses/${name}`, testid: `clause-${name}` }));
  const flows = kinds.filter(diagnosis).map((kind) => field({ name: kind, label: t("agreement.workflowOf", { kind: term("service", kind) }), type: "textarea", rows: 2, value: text.diagnosisWorkflows.find((one) => one.serviceKind === kind)?.text }));
  const times = kinds.filter(diagnosis).map((kind) => field({ name: kind, label: t("agreement.turnaroundOf", { kind: term("service", kind) }), type: "number", min: 1, testid: `turnaround-${kind}`, value: text.diagnosisWorkflows.find((one) => one.serviceKind === kind)?.turnaroundMinutes }));
  const splits = kinds.map((kind) => {
    const agreed = text.negotiatedSplits.find((one) => one.serviceKind === kind);
    return field({ name: kind, label: t("agreement.splitOf", { kind: term("service", kind) }), value: agreed ? `${agreed.invitingParts}:${agreed.invitedParts}` : "", hint: t("agreement.splitHint"), validate: (value) => (value && !/^\d{1,5}\s*[:：]\s*\d{1,5}$/.test(value) ? t("agreement.splitWrong") : null) });
  });
  const bearer = field({ name: "bearer", label: t("agreement.feeBearer"), type: "select", empty: t("agreement.feeBearerNone"), value: text.serviceFeeBearerId ?? "", hint: t("agreement.feeBearerHint"), pointer: "/serviceFeeBearerId", options: partners.filter((one) => one.isHospital).map((one) => ({ value: one.id, label: one.name })) });
  const adapt = () => {
    bearer.element.hidden = !operator.value();
    const chosen = services.value();
    clauses.filter((one) => withPlatform.includes(one.name)).forEach((one) => { one.element.hidden = !operator.value(); });
    flows.forEach((one) => { one.element.hidden = !chosen.includes(one.name); });
    times.forEach((one) => { one.element.hidden = !chosen.includes(one.name); });
    splits.forEach((one) => { one.element.hidden = !chosen.includes(one.name); });
    relation.element.hidden = !chosen.some(diagnosis);
    relationText.element.hidden = relation.element.hidden || relation.value() !== "otherCooperation";
  };
  const all = [parties, operator, from, to, governing, services, relation, relationText, ...clauses, ...flows, ...times, ...splits, bearer];
  const trouble = h("div", { "aria-live": "assertive" });
  const save = h("button", { type: "submit", class: "button main", testid: "agreement-save" }, t("agreement.save"));
  const element = h("form", { class: "stack", novalidate: true }, h("section", { class: "card stack" }, all.slice(0, 8).map((one) => one.element)),
    h("section", { class: "card stack" }, h("h2", {}, t("agreement.clauses")), all.slice(8).map((one) => one.element)), trouble, h("div", { class: "row end" }, save));
  element.addEventListener("change", adapt);
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = all.filter((one) => !one.element.hidden && !one.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    save.disabled = true;
    try {
      const shown = (fields) => fields.filter((one) => !one.element.hidden && one.value());
      const body = {
        partyIds: [own, ...parties.value()], platformOperatorId: operator.value() || undefined, validFrom: from.value(), validTo: to.value(), governingText: governing.value() || undefined,
        serviceKinds: services.value(), clauses: Object.fromEntries(shown(clauses).map((one) => [one.name, one.value()])),
        relation: relation.element.hidden || !relation.value() ? undefined : { kind: relation.value(), description: relationText.value() },
        diagnosisWorkflows: shown(flows).map((one) => ({ ...text.diagnosisWorkflows.find((flow) => flow.serviceKind === one.name), serviceKind: one.name, text: one.value(), turnaroundMinutes: Number(times.find((time) => time.name === one.name)?.value()) || undefined })),
        serviceFeeBearerId: operator.value() && bearer.value() ? bearer.value() : undefined,
        negotiatedSplits: shown(splits).map((one) => { const [invitingParts, invitedParts] = one.value().split(/[:：]/).map(Number); return { serviceKind: one.name, invitingParts, invitedParts }; }),
      };
      const done = !known ? await post("/agreements", body) : known.actions.includes("amend")
        ? await post(`/agreements/${known.id}/amend`, body, { version: known.version }) : await put(`/agreements/${known.id}/text`, body, { version: known.version });
      toast(t("agreement.saved"));
      go(`/agreements/${done.id}`, { force: true });
    } catch (problem) {
      showFieldErrors(all, problem);
      replace(trouble, problemBox(problem, { compact: true }));
    } finally { save.disabled = false; }
  });
  adapt();
  return element;
}
