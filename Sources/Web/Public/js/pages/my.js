// 患者查询: the patient's own cases, by the code that the hospital gave. No sign-in; the code is not kept in the browser.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { post } from "../core/api.js";
import { capitalAmount } from "../core/capital-amount.js";
import { fullTime, money } from "../core/format.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, problemBox } from "../ui/states.js";
import { style } from "../ui/style.js";
import { ask } from "../ui/dialog.js";
import { admit, own, proof } from "../ui/own-visit.js";

export default async function page() {
  style("/css/case.css");
  const code = field({ name: "code", label: t("my.code"), required: true, max: 40, hint: t("my.codeHint"), autocomplete: "off", testid: "my-code" });
  const place = h("div", { class: "stack", "aria-live": "polite" });
  const form = h("form", { class: "card stack", novalidate: true }, code.element, h("div", { class: "row" }, h("button", { type: "submit", class: "button main", testid: "my-show" }, t("my.show"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!code.check()) return;
    try {
      const view = await post("/public/patient-view", { code: code.value() });
      admit(view.token);
      replace(place, doctors(view, () => form.requestSubmit()), visits(view), cases(view));
    } catch (problem) {
      replace(place, problem.status === 404 ? empty({ name: "lock", title: t("my.unknown"), text: t("my.unknownHelp") }) : problemBox(problem));
    }
  });
  return h("div", { class: "stack", testid: "page-my" }, pageHead({ title: t("my.title") }), h("p", { class: "soft" }, t("my.about")), form, place);
}

/** Contracts with family doctors; the patient may leave one at any time. */
const doctors = (view, refresh) => view.familyDoctors.map((one) => h("section", { class: "card stack-small", testid: "my-family-doctor", data: { id: one.id, state: one.state } },
  h("header", {}, h("h2", {}, t("my.familyDoctor")), h("span", { class: "tag" }, t(`familyDoctor.state.${one.state}`))),
  h("dl", { class: "facts" }, h("dt", {}, t("my.familyDoctor.team")), h("dd", {}, `${one.institution} · ${one.team.join("、")}`), h("dt", {}, t("familyDoctor.items")), h("dd", {}, one.items.join("、")),
    h("dt", {}, t("familyDoctor.term")), h("dd", { class: "number" }, `${one.validFrom} – ${one.validTo}`), h("dt", {}, t("familyDoctor.fee")), h("dd", { class: "number" }, money(one.feeFen))),
  one.state === "inForce" && h("div", {}, h("button", { type: "button", class: "button", testid: "my-family-doctor-leave", on: { click: () => leave(one, refresh) } }, t("my.familyDoctor.leave")))));

async function leave(one, refresh) {
  const done = await ask({ title: t("my.familyDoctor.leave"), confirm: t("my.familyDoctor.leave"), danger: true, body: h("p", {}, t("my.familyDoctor.leaveHelp")), fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 })], run: (values) => post(`/public/family-doctor-contracts/${one.id}/withdraw`, values, { headers: proof() }) });
  if (done) refresh();
}

/** Online visits: what was found, planned and prescribed; one that is open can be entered. */
const visits = (view) => view.visits.map((one) => h("section", { class: "card stack", testid: "my-visit", data: { id: one.id, state: one.state } },
  h("header", {}, h("h2", {}, t("my.visit")), h("span", { class: "tag" }, one.stateDisplay)),
  h("p", {}, `${one.institution} · ${one.department} · ${one.physician} · ${fullTime(one.createdAt)}`), own(one),
  one.state === "open" && h("div", {}, h("a", { class: "button main", href: `/my/visits/${one.id}`, testid: "my-visit-enter" }, t("my.enterVisit")))));

const cases = (view) => (view.cases.length === 0 && view.visits.length > 0 ? null : view.cases.length === 0 ? empty({ name: "check", title: t("my.none"), text: t("my.noneHelp") }) : view.cases.map((one) => h("section", { class: "card stack", testid: "my-case" },
  h("header", {}, h("h2", {}, one.serviceKindDisplay), h("span", { class: "tag" }, one.stateDisplay)),
  h("dl", { class: "facts" }, h("dt", {}, t("cases.number")), h("dd", { class: "number" }, one.number),
    h("dt", {}, t("side.inviting")), h("dd", {}, one.invitingInstitution), h("dt", {}, t("side.invited")), h("dd", {}, one.invitedInstitutions.join("、") || "—"),
    one.scheduledAt && [h("dt", {}, t("case.slot")), h("dd", {}, fullTime(one.scheduledAt))],
    one.feeFen !== undefined && [h("dt", {}, t("case.fee")), h("dd", { class: "number" }, `${money(one.feeFen)} ${capitalAmount(one.feeFen)}`)],
    one.consentSignedAt && [h("dt", {}, t("consent.signedAt")), h("dd", {}, fullTime(one.consentSignedAt))],
    one.recordingYears && [h("dt", {}, t("case.recording")), h("dd", {}, t("my.recording", { years: one.recordingYears }))]),
  one.report.map((section) => h("section", { class: "opinion" }, h("h3", {}, section.question), h("p", { class: "pre" }, section.answer))),
  one.plan && h("section", { class: "opinion" }, h("h3", {}, t("decision.title")), h("p", { class: "pre" }, one.plan)))));
