// One cooperation agreement: its text, who has signed, and what the institution may do with it.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { fullTime, when } from "../core/format.js";
import { currentAccount } from "../core/session.js";
import { ask, askPassword } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice } from "../ui/states.js";
import { style } from "../ui/style.js";
import { entityText } from "../ui/legal-entity.js";
import { toast } from "../ui/toast.js";
import { good, near } from "./agreements.js";

export default async function page({ params, signal }) {
  style("/css/work.css");
  style("/css/case.css");
  const region = loading({ signal, load: () => get(`/agreements/${params.id}`), render: (one) => view(one, () => region.refresh()) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-agreement" }, region.element);
}

function view(one, refresh) {
  const { proposal } = one;
  return h("div", { class: "stack" },
    pageHead({ title: one.parties.map((party) => party.name).join(" · "), crumbs: [{ href: "/agreements", text: t("nav.agreements") }], actions: one.actions.map((action) => button(one, action, refresh)) }),
    h("p", { class: "row" }, h("span", { class: `tag ${good(one.state) ? "ok" : "warn"}`, testid: "agreement-state", data: { state: one.state } }, one.stateDisplay), one.edition > 0 && h("span", { class: "soft" }, t("agreement.edition", { n: one.edition })),
      near(one.limits).map((limit) => h("span", { class: limit.overdue ? "tag warn" : "soft", title: fullTime(limit.dueAt) }, t("agreement.limit", { what: limit.display, at: when(limit.dueAt) })))),
    proposal?.rejection && notice("warn", h("p", {}, t("agreement.rejected", { by: proposal.rejection.institution ?? "", reason: proposal.rejection.reason }))),
    one.suspension && notice("bad", h("p", {}, t("agreement.suspendedBy", { by: one.suspension.institution ?? "", reason: one.suspension.reason }))),
    one.ending && notice("bad", h("p", {}, t("agreement.endedBy", { reason: one.ending.reason || one.stateDisplay }))),
    proposal && part(one, proposal.text, one.text ? t("agreement.amendment") : null, proposal.submittedAt ? proposal.signatures : null),
    one.text && part(one, one.text, proposal ? t("agreement.inForceText") : null, one.signatures));
}

function part(one, text, title, signatures) {
  const name = (id) => one.parties.find((party) => party.id === id)?.name ?? id;
  const fact = (label, value) => h("div", {}, h("dt", { class: "small soft" }, label), h("dd", { class: "strong" }, value));
  return h("section", { class: "card stack", testid: "agreement-text" }, title && h("h2", {}, title),
    h("dl", { class: "columns" },
      fact(t("agreement.parties"), text.partyIds.map(name).join("、")),
      fact(t("agreement.operator"), text.platformOperatorId ? name(text.platformOperatorId) : t("agreement.noOperator")),
      text.platformOperatorId && fact(t("agreement.feeBearer"), text.serviceFeeBearerId ? name(text.serviceFeeBearerId) : t("agreement.feeBearerNone")),
      fact(t("agreement.valid"), `${text.validFrom} – ${text.validTo}`),
      fact(t("agreement.governing"), text.governingText === "JL" ? t("agreement.governingJL") : text.governingText ?? t("agreement.governingNone")),
      fact(t("agreement.kinds"), text.serviceKinds.map((kind) => term("service", kind)).join("、")),
      fact(t("agreement.relation"), text.relation ? [term("relation", text.relation.kind), text.relation.description].filter(Boolean).join("：") : t("agreement.relationNone"))),
    h("dl", { class: "stack" }, text.requiredClauses.map((clause) => h("div", {}, h("dt", { class: "strong" }, term("clause", clause)), h("dd", { class: text.clauses[clause] ? "" : "soft" }, text.clauses[clause] ?? t("agreement.empty")))),
      text.diagnosisWorkflows.map((flow) => h("div", {}, h("dt", { class: "strong" }, t("agreement.workflowOf", { kind: term("service", flow.serviceKind) })), h("dd", {}, flow.text, flow.turnaroundMinutes && h("p", { class: "soft" }, t("agreement.turnaround", { n: flow.turnaroundMinutes })), flow.standing && h("p", { class: "soft" }, t("agreement.standing"))))),
      text.negotiatedSplits.map((split) => h("div", {}, h("dt", { class: "strong" }, t("agreement.splitOf", { kind: term("service", split.serviceKind) })), h("dd", {}, `${split.invitingParts}:${split.invitedParts}`)))),
    signatures && h("div", { class: "stack-small" }, h("h3", {}, t("agreement.signatures")),
      h("ul", { class: "stack-small", testid: "agreement-signatures" }, [...text.partyIds, text.platformOperatorId].filter(Boolean).map((party) => {
        const given = signatures.find((signature) => signature.institutionId === party);
        return h("li", { class: "row" }, h("span", { class: `tag ${given ? "ok" : "warn"}` }, given ? t("agreement.signed", { name: given.signatory, authority: given.authority, at: when(given.signedAt) }) : t("agreement.unsigned")), h("span", {}, name(party)), given?.entity && h("span", { class: "small soft", testid: "agreement-entity" }, `${t("legal.entity")}：${entityText(given.entity)}`));
      }))),
    h("p", { class: "small soft break" }, `${t("agreement.hash")} ${text.contentHash}`));
}

const plain = { submitForSignature: "submit", reject: "reject", suspend: "suspend", resume: "resume", terminate: "terminate" };

function button(one, action, refresh) {
  const label = t(`agreement.do.${action}`);
  const main = action === "sign" || action === "submitForSignature" || action === "resume";
  if (action === "edit" || action === "amend") return h("a", { class: "button", href: `/agreements/${one.id}/text`, testid: `agreement-${action}` }, label);
  return h("button", { type: "button", class: `button ${main ? "main" : ""} ${action === "terminate" ? "danger" : ""}`, testid: `agreement-${action}`, on: { click: async () => { if (await perform(one, action, label)) { toast(t("agreement.done")); refresh(); } } } }, label);
}

function perform(one, action, label) {
  const send = (path, body) => post(`/agreements/${one.id}/${path}`, body, { version: one.version });
  if (action === "sign") return askPassword({
    title: label, confirm: label, body: h("p", {}, t("agreement.signEffect")),
    fields: [field({ name: "signatory", label: t("agreement.signatory"), required: true, max: 100, value: currentAccount()?.displayName }), field({ name: "authority", label: t("agreement.authority"), required: true, max: 100, hint: t("agreement.authorityHint") })],
    run: (values) => send("sign", values),
  });
  const fields = action === "submitForSignature" ? [] : [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 })];
  const body = action === "terminate" ? h("p", {}, t("agreement.terminateEffect")) : action === "submitForSignature" ? h("p", {}, t("agreement.signEffect")) : null;
  return ask({ title: label, confirm: label, danger: action === "terminate", body, fields, run: (values) => send(plain[action], values) });
}
