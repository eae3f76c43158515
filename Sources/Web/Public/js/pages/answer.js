// Accept (physicians, one of the proposed times, preparation) or decline (reason code and text).
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { departmentName, institutions } from "../core/terms.js";
import { now } from "../core/clock.js";
import { currentAccount } from "../core/session.js";
import { go } from "../core/router.js";
import { fullTime, money, slotText, toInstant, toLocal } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { choices, field, showFieldErrors } from "../ui/field.js";
import { loading, problemBox, empty, notice } from "../ui/states.js";
import { caseHead, caseLine, clocks, loadCase, whenCaseChanges } from "../ui/case-head.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { maintenanceWarning } from "../ui/maintenance-warning.js";
import { fileRow } from "./request/material.js";

const OTHER = "other";

export default async function page({ params, signal }) {
  style("/css/case.css");
  const changed = h("div", { "aria-live": "polite" });
  let version = null;
  const region = loading({
    signal, lines: 12,
    load: async () => {
      const one = await loadCase(params.id);
      version = one.version;
      const [people, specialty, houses] = await Promise.all([
        get(`/institutions/${currentAccount().institution.id}/practitioners?consultation=${encodeURIComponent(one.id)}`),
        departmentName(one.invitedInstitution?.id, one.invitation?.requestedSpecialty), institutions(),
      ]);
      const names = new Map(houses.flatMap((house) => house.departments ?? []).map((item) => [item.code, item.name]));
      return { one, people: (people.items ?? []).map((person) => ({ ...person, specialties: (person.specialties ?? []).map((code) => names.get(code) ?? code) })), specialty };
    },
    render: ({ one, people, specialty }) => (one.state === "inviting" && one.side === "invited" ? view(one, people, specialty, signal) : gone(one)),
  });
  // What is being chosen stays; the person is told and decides.
  whenCaseChanges(params.id, signal, (event) => {
    if (event.version === version) return;
    replace(changed, notice("warn", h("p", {}, t("changed.case")), h("button", { type: "button", class: "button small", on: { click: () => { replace(changed); region.refresh({ silent: false }); } } }, icon("refresh"), t("action.reload"))));
  });
  return h("div", { testid: "page-answer" }, changed, region.element);
}

const gone = (one) => [caseHead(one, { title: t("answer.title") }), empty({ name: "info", title: t("answer.gone"), text: term("caseState", one.state, one.stateDisplay), action: h("a", { class: "button main", href: `/cases/${one.id}` }, t("action.toCase")) })];

function view(one, people, specialty, signal) {
  const invitation = one.invitation ?? {};
  const physicians = choices({
    name: "physicianIds", label: t("answer.physicians"), type: "checkbox", required: true, testid: "physician",
    options: [...people].sort((a, b) => Number(b.qualified) - Number(a.qualified)).map((person) => ({
      value: person.id, label: person.name, disabled: !person.qualified,
      hint: [person.titleDisplay ?? term("title", person.title), person.specialties.join("、")].filter(Boolean).join(" · "),
      content: person.qualified ? [h("span", { class: "tag ok" }, icon("check"), t("answer.qualified")), person.missingTraining && h("p", { class: "small strong", testid: "training-missing" }, icon("warning"), ` ${t("training.missingOf", { topics: person.missingTraining.map((topic) => t(`trainingTopic.${topic}`)).join("、") })}`)]
        : h("span", { class: "small soft", testid: "unqualified" }, h("br"), `${t("answer.unqualified")}：${(person.unqualifiedReasons ?? []).map((code) => term("refusal", (code.code ?? code).replace(/^err\./, "").replaceAll(".", "_"), code.code ?? code)).join("；")}`),
    })),
  });
  // In a team the first acceptance fixes the time for all.
  const proposed = one.team && one.slot ? [one.slot] : invitation.proposedSchedule ?? [];
  const mine = one.team?.find((member) => member.institution.id === currentAccount().institution.id);
  const slots = choices({
    name: "slot", label: t("answer.slot"), required: true, testid: "slot", value: proposed.length === 1 && Date.parse(proposed[0].end) > now() ? "0" : "",
    options: [...proposed.map((slot, index) => ({ value: String(index), label: slotText(slot), hint: Date.parse(slot.end) <= now() ? t("answer.slotPast") : fullTime(slot.start), disabled: Date.parse(slot.end) <= now() })),
      ...(one.team && one.slot ? [] : [{ value: OTHER, label: t("answer.slotOther"), hint: t("answer.slotOtherHint") }])],
  });
  const start = field({ name: "start", label: t("request.slotStart"), type: "datetime-local", required: true, pointer: "/slot", min: toLocal(now()), testid: "counter-start" });
  const length = field({ name: "length", label: t("request.slotLength"), type: "select", empty: false, value: "30", options: [15, 30, 45, 60, 90].map((n) => ({ value: String(n), label: t("time.minutes", { m: n }) })) });
  const other = h("div", { class: "columns", hidden: true }, start.element, length.element);
  const room = maintenanceWarning(signal);
  const lookAtRoom = () => room.show(slots.value() === OTHER ? toInstant(start.value()) : (proposed[Number(slots.value() || 0)] ?? proposed[0])?.start);
  slots.element.addEventListener("change", () => { other.hidden = slots.value() !== OTHER; lookAtRoom(); });
  start.input.addEventListener("change", lookAtRoom);
  lookAtRoom();
  const ready = h("input", { type: "checkbox", testid: "preparation" });
  const readyError = h("p", { class: "error", hidden: true, role: "alert" }, icon("warning"), t("answer.prepareRequired"));
  const trouble = h("div", { "aria-live": "assertive" });
  const accept = h("button", { type: "submit", class: "button main", testid: "accept" }, icon("check"), t("answer.accept"));

  const form = h("form", { class: "card stack", novalidate: true, testid: "accept-form" }, h("h2", {}, t("answer.accept")), physicians.element, slots.element, other, room.element,
    h("div", { class: "field" }, h("label", { class: "choice" }, ready, h("span", {}, t("answer.prepare"))), readyError), trouble,
    h("div", { class: "row end" }, h("button", { type: "button", class: "button danger", testid: "decline", on: { click: () => decline(one) } }, t("answer.decline")), accept));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    readyError.hidden = ready.checked;
    const counter = slots.value() === OTHER;
    const wrong = [physicians, slots, ...(counter ? [start] : [])].filter((item) => !item.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    if (!ready.checked) { ready.focus(); return; }
    accept.disabled = true;
    replace(trouble);
    try {
      await post(`/consultations/${one.id}/accept`, { physicianIds: physicians.value(), slot: counter ? counterSlot(start, length) : proposed[Number(slots.value())], preparationConfirmed: true }, { version: one.version });
      toast(t("answer.accepted"));
      go(`/cases/${one.id}`, { force: true });
    } catch (problem) {
      accept.disabled = false;
      if (!showFieldErrors([physicians, slots, start], problem)) replace(trouble, problemBox(problem));
    }
  });

  return [caseHead(one, { title: t("answer.title") }), caseLine(one),
    h("div", { class: "two" },
      h("div", { class: "stack" }, h("section", { class: "card" }, h("header", {}, h("h2", {}, invitation.reason)), h("dl", { class: "facts" },
        h("dt", {}, t("field.invitationPurpose")), h("dd", { class: "pre" }, invitation.purpose), h("dt", {}, t("field.caseSummary")), h("dd", { class: "pre" }, invitation.caseSummary),
        h("dt", {}, t("request.questions")), h("dd", {}, (one.questions ?? []).map((item, index) => h("div", {}, `${index + 1}. ${item.text ?? item}`))),
        h("dt", {}, t("field.wanted")), h("dd", {}, `${mine ? `${mine.specialtyNames.join("、")}（${t("team.weight")} ${mine.weight}）` : specialty} · ${term("title", invitation.requestedTitle)}`),
        h("dt", {}, t("case.files")), h("dd", {}, (one.attachments ?? []).length > 0 ? h("ul", { class: "files" }, one.attachments.map((item) => fileRow(item, { id: one.id }))) : t("material.none")))), form),
      h("aside", { class: "stack" }, h("section", { class: "card" }, h("header", {}, h("h2", {}, t("case.clocks"))), clocks(one)),
        h("section", { class: "card" }, h("h2", {}, t("case.fee")), h("p", { class: "fee" }, money(one.charge?.feeFen ?? one.consent?.feeFen)), h("p", { class: "small soft" }, t("answer.share")))))];
}

function counterSlot(start, length) {
  const from = toInstant(start.value());
  return { start: from, end: toInstant(toLocal(Date.parse(from) + Number(length.value()) * 60_000)) };
}

async function decline(one) {
  const code = choices({ name: "reasonCode", label: t("answer.declineCode"), required: true, testid: "decline-code", options: ["noSpecialist", "outOfScope", "scheduleConflict", "materialInsufficient", "other"].map((value) => ({ value, label: t(`declineCode.${value}`) })) });
  const text = field({ name: "reasonText", label: t("answer.declineText"), type: "textarea", required: true, max: 1000, testid: "decline-text" });
  const done = await ask({
    title: t("answer.decline"), body: h("p", {}, t("answer.declineEffect", { who: one.invitingInstitution?.name ?? "" })), confirm: t("answer.decline"), danger: true, testid: "decline-dialog",
    fields: [code, text], run: (values) => post(`/consultations/${one.id}/decline`, values, { version: one.version }),
  });
  if (!done) return;
  toast(t("answer.declined"));
  go("/", { force: true });
}
