// 平台需求: needs published on the platform; coordinators answer of their own accord, the operator matches a candidate.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { departmentName } from "../core/terms.js";
import { currentAccount, hasRole } from "../core/session.js";
import { fullTime, slotText, when } from "../core/format.js";
import { go } from "../core/router.js";
import { ask } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({
    signal,
    load: async () => Promise.all(((await get("/platform-needs")).items ?? []).map(async (one) => ({ ...one, department: await departmentName(currentAccount().institution.id, one.specialty) }))),
    render: (items) => (items.length === 0 ? empty({ name: "inbox", title: t("need.none"), text: t("need.noneHelp") }) : h("ul", { class: "work-list", testid: "needs" }, items.map((one) => row(one, () => region.refresh())))),
  });
  return h("div", { class: "stack", testid: "page-needs" }, pageHead({ title: t("nav.needs") }), h("p", { class: "soft" }, t("need.about")), region.element);
}

function row(one, refresh) {
  const matches = hasRole("operator") && one.platformOperatorId === currentAccount().institution.id;
  return h("li", { class: "card stack", testid: "need", data: { id: one.id } },
    h("div", { class: "row spread" }, h("h2", {}, `${one.department} · ${term("title", one.title)}`), one.priority === "urgent" && h("span", { class: "tag warn" }, icon("clock"), t("priority.urgent"))),
    h("p", { class: "strong" }, one.purpose), h("p", { class: "pre" }, one.summary),
    h("ul", { class: "stack-small" }, one.proposedSchedule.map((slot) => h("li", { title: fullTime(slot.start) }, slotText(slot)))),
    h("p", { class: "small soft", title: fullTime(one.publishedAt) }, t("need.published", { time: when(one.publishedAt) })),
    h("div", { class: "row" }, hasRole("invitationCoordinator") && h("button", { type: "button", class: "button main", testid: "need-volunteer", on: { click: () => volunteer(one) } }, t("need.volunteer")),
      matches && h("button", { type: "button", class: "button main", testid: "need-match", on: { click: () => match(one, refresh) } }, t("need.match"))));
}

async function volunteer(one) {
  const people = (await get(`/institutions/${currentAccount().institution.id}/practitioners`)).items ?? [];
  const done = await ask({
    title: t("need.volunteer"), confirm: t("need.volunteer"), testid: "volunteer-dialog", body: h("p", {}, t("need.volunteerEffect")),
    fields: [
      choices({ name: "physicianIds", label: t("answer.physicians"), type: "checkbox", required: true, options: people.map((person) => ({ value: person.id, label: person.name, hint: person.titleDisplay, disabled: !person.qualified })) }),
      field({ name: "slot", label: t("field.proposedSchedule"), type: "select", required: true, options: one.proposedSchedule.map((slot, index) => ({ value: String(index), label: slotText(slot) })) }),
    ],
    run: ({ physicianIds, slot }) => post(`/platform-needs/${one.id}/volunteer`, { physicianIds, slot: one.proposedSchedule[Number(slot)], preparationConfirmed: true }),
  });
  if (done) { toast(t("need.taken")); go(`/cases/${one.id}`); }
}

/** The best of those who could answer stands first; why somebody is asked is written down (NHC-SUP 24). */
async function match(one, refresh) {
  const { items } = await get(`/platform-needs/${one.id}/candidates`);
  const done = await ask({
    title: t("need.match"), confirm: t("need.match"), testid: "match-dialog", body: h("div", { class: "stack-small" }, h("p", {}, t("need.matchEffect")), h("p", { class: "small soft" }, t("match.formula"))),
    fields: [choices({ name: "institutionId", label: t("side.invited"), required: true, testid: "candidate", options: items.map((candidate) => ({ value: candidate.institutionId, label: candidate.institution, hint: t("match.points", candidate) })) }),
      field({ name: "reason", label: t("match.reason"), type: "textarea", required: true, max: 1000, testid: "match-reason" })],
    run: (values) => post(`/platform-needs/${one.id}/match`, values),
  });
  if (done) { toast(t("need.matched")); refresh(); }
}
