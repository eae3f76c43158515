// Head of every page of one case: breadcrumb = state, patient, question, time left.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { patientName } from "../core/format.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { light } from "./light.js";
import { pageHead } from "./frame.js";
import { icon } from "./icons.js";

const path = ["draft", "inviting", "accepted", "scheduled", "inSession", "awaitingReport", "reported", "decided", "archived"];

export const loadCase = (id, purpose) => get(`/consultations/${encodeURIComponent(id)}${purpose ? `?purpose=${encodeURIComponent(purpose)}` : ""}`);

/** Calls back when this case changed on the server, also after the line was cut. */
export function whenCaseChanges(id, signal, act) {
  on("consultation", signal, (event) => { if (event.id === id) act(event); });
  on("online", signal, ({ again }) => again && act({ id }));
}

export function caseHead(one, { title, actions } = {}) {
  return pageHead({
    title: title ?? (one.invitation?.reason || t("case.untitled")),
    crumbs: [{ href: "/cases", text: t("nav.cases") }, { href: title ? `/cases/${one.id}` : null, text: one.number ?? t("cases.draft") }, ...(title ? [{ text: title }] : [])],
    actions, testid: "case-head",
  });
}

/** Whom the case was sent to: one institution, or those of a team that have not declined. */
export const invitedNames = (one) => (one.team ? one.team.filter((member) => member.state !== "declined").map((member) => member.institution.name).join("、") : one.invitedInstitution?.name) || null;

export function caseLine(one) {
  const patient = one.patient ?? {};
  return h("p", { class: "row case-line" },
    h("span", { class: "tag brand", testid: "case-state", data: { state: one.state } }, term("caseState", one.state, one.stateDisplay)),
    one.priority === "urgent" && h("span", { class: "tag bad" }, icon("warning"), t("priority.urgent")),
    h("span", {}, icon("person"), ` ${patientName(patient)} · ${term("sex", patient.sex, "")} · ${patient.age !== undefined ? t("case.age", { age: patient.age }) : ""}`),
    h("span", {}, icon("hospital"), ` ${one.invitingInstitution?.name ?? "—"} → ${invitedNames(one) ?? t("work.notChosen")}`));
}

/** The walk of a case as steps; states off the straight way are shown as they are. */
export function steps(one) {
  const state = one.state === "interrupted" ? "inSession" : one.state;
  const at = path.indexOf(state);
  if (at < 0) return h("p", {}, h("span", { class: "tag bad" }, term("caseState", one.state, one.stateDisplay)));
  return h("ol", { class: "steps", "aria-label": t("case.progress") }, path.map((name, index) => h("li", {
    class: index < at ? "done" : index === at ? "now" : "", "aria-current": index === at ? "step" : null,
  }, h("span", { class: "dot" }, index < at ? icon("check") : String(index + 1)), h("span", {}, t(`caseState.${name}`)))));
}

// What the service does by itself, or warns of beside the limit itself, is no clock for people.
const silent = ["autoArchive", "undiagnosedWarning"];

/** All running limits of a case, with whom they wait for; those of upload duties come with the duties. */
export function dues(one) {
  const names = { inviting: one.invitingInstitution?.name ?? t("side.inviting"), invited: one.invitedInstitution?.name ?? t("side.invited") };
  const list = (one.limits ?? []).filter((limit) => !silent.includes(limit.kind)).map((limit) => ({
    ...limit, cause: limit.kind !== "sessionStart" && limit.owner.side in names ? `${term("due", limit.kind)} · ${t("due.waitsFor", { who: names[limit.owner.side] })}` : term("due", limit.kind),
  }));
  for (const duty of one.uploadDuties ?? []) {
    if (duty.state === "open" || duty.state === "overdue") list.push({ kind: "uploadDue", dueAt: duty.dueAt, openedAt: duty.openedAt, overdue: duty.state === "overdue", cause: `${t("due.uploadDue")} · ${term("trigger", duty.trigger)}` });
  }
  return list.sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
}

export const clocks = (one) => {
  const list = dues(one);
  return list.length === 0 ? h("p", { class: "soft small" }, t("case.noClock")) : h("ul", { class: "stack-small" }, list.map((due) => h("li", {}, light(due))));
};
