// Step 1: find the patient, or register one with a verified identity document.
import { h, replace, debounce } from "../../core/dom.js";
import { t, term } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { readResidentId } from "../../core/resident-id.js";
import { day } from "../../core/format.js";
import { field, choices, showFieldErrors } from "../../ui/field.js";
import { icon } from "../../ui/icons.js";
import { problemBox, skeleton } from "../../ui/states.js";
import { registrationSearch } from "../../ui/case-exchange.js";

export const patientCard = (patient = {}, priority) => h("dl", { class: "facts", testid: "patient-card" },
  h("dt", {}, t("request.patient")), h("dd", { class: "strong" }, patient.name ?? patient.nameMasked, " ", priority === "urgent" && h("span", { class: "tag bad" }, t("priority.urgent"))),
  h("dt", {}, t("patient.identity")), h("dd", { class: "number" }, patient.identityMasked ?? "—"),
  h("dt", {}, t("patient.sexAge")), h("dd", {}, [term("sex", patient.sex, ""), patient.age !== undefined && t("case.age", { age: patient.age })].filter(Boolean).join(" · ")));

/** `onChosen(patient, priority, mode)` opens the draft; its failure is shown here. */
export function patientStep({ onChosen }) {
  const trouble = h("div", { "aria-live": "assertive" });
  const priority = choices({
    name: "priority", label: t("request.priority"), required: true, value: "routine", testid: "priority",
    options: [{ value: "routine", label: t("priority.routine"), hint: t("priority.routineHint") }, { value: "urgent", label: t("priority.urgent"), hint: t("priority.urgentHint") }],
  });
  const mode = choices({
    name: "mode", label: t("request.mode"), required: true, value: "direct", testid: "mode",
    options: ["direct", "platformMatched"].map((value) => ({ value, label: t(`mode.${value}`), hint: t(`mode.${value}Hint`) })),
  });
  // The five kinds of diagnosis have a way of their own; what is in no list names by what it was allowed (JL 3).
  const kind = choices({
    name: "serviceKind", label: t("request.kind"), required: true, value: "remoteConsultation", testid: "service-kind",
    options: ["remoteConsultation", "remoteMultidisciplinaryTeam", "remoteOutpatient", "remoteCaseDiscussion", "other"].map((value) => ({ value, label: t(`service.${value}`), hint: t(`kindHint.${value}`) })),
  });
  const reference = field({ name: "approvalReference", label: t("request.approvalReference"), required: true, max: 100, hint: t("request.approvalReferenceHint"), testid: "approval-reference" });
  reference.element.hidden = true;
  kind.element.addEventListener("change", () => {
    reference.element.hidden = kind.value() !== "other";
    mode.element.hidden = kind.value() === "remoteMultidisciplinaryTeam";
  });
  let busy = false;
  async function choose(patient) {
    if (busy) return;
    busy = true;
    replace(trouble);
    if (kind.value() === "other" && !reference.check()) { busy = false; reference.focus(); return; }
    const isTeam = kind.value() === "remoteMultidisciplinaryTeam";
    try { await onChosen(patient, priority.value(), isTeam ? "direct" : mode.value(), kind.value(), kind.value() === "other" ? reference.value() : undefined); } catch (problem) { replace(trouble, problemBox(problem)); } finally { busy = false; }
  }

  const results = h("div", { "aria-live": "polite", testid: "patient-results" });
  const search = h("input", { class: "input", type: "search", "aria-label": t("patient.search"), placeholder: t("patient.search"), testid: "patient-search", autocomplete: "off" });
  let turn = 0;
  async function look() {
    const mine = ++turn;
    replace(results, skeleton(3));
    try {
      const answer = await get(`/patients?q=${encodeURIComponent(search.value.trim())}`);
      if (mine !== turn) return;
      const items = answer.items ?? [];
      replace(results, items.length === 0 ? h("p", { class: "soft" }, search.value ? t("patient.noneFound") : t("patient.none"))
        : h("ul", { class: "files" }, items.slice(0, 12).map((one) => h("li", {},
          icon("person"), h("span", { class: "name" }, one.name ?? one.nameMasked, h("span", { class: "soft small number" }, ` ${one.identityMasked ?? ""} · ${term("sex", one.sex, "")} · ${one.birthDate ?? ""}`)),
          one.verifiedAt ? h("span", { class: "tag ok" }, icon("check"), t("patient.verified", { day: day(one.verifiedAt) })) : h("span", { class: "tag warn" }, t("patient.unverified")),
          h("button", { type: "button", class: "button small main", testid: "patient-choose", data: { id: one.id }, on: { click: () => choose(one) } }, t("patient.choose"))))));
    } catch (problem) { if (mine === turn) replace(results, problemBox(problem, { retry: look })); }
  }
  search.addEventListener("input", debounce(look, 250));
  look();

  const create = h("details", { class: "stack", testid: "patient-new" }, h("summary", { class: "button" }, icon("plus"), t("patient.new")), newPatient(choose));
  return h("div", { class: "stack" }, priority.element, kind.element, reference.element, mode.element, h("div", { class: "stack-small" }, search, results), create, trouble);
}

function newPatient(choose) {
  const name = field({ name: "name", label: t("patient.name"), required: true, max: 50, testid: "patient-name" });
  const number = field({
    name: "number", label: t("patient.residentId"), required: true, max: 18, testid: "patient-id-number", hint: t("patient.residentIdHint"), pointer: "/identityDocument",
    validate: (value) => { const read = readResidentId(value); return read.ok ? null : t(`residentId.${read.reason}`, read); },
  });
  const phone = field({ name: "phone", label: t("patient.phone"), type: "tel", max: 20, testid: "patient-phone" });
  const seen = h("input", { type: "checkbox", testid: "patient-document-seen" });
  const seenError = h("p", { class: "error", hidden: true }, icon("warning"), t("patient.seenRequired"));
  const trouble = h("div", { "aria-live": "assertive" });
  const save = h("button", { type: "submit", class: "button main", testid: "patient-create" }, t("patient.create"));

  // The checksum speaks while one types, before anything is sent.
  number.input.addEventListener("input", () => {
    const read = readResidentId(number.value());
    number.note(read.ok ? t("residentId.good", { birth: read.birthDate, sex: t(`sex.${read.sex}`) }) : null);
    if (!read.ok && (number.value().length >= 18 || read.reason === "characters")) number.setError(t(`residentId.${read.reason}`, read));
  });

  const fill = (known) => {
    [[name, known.name], [number, known.identityKind === "residentID" ? known.identityNumber : ""], [phone, known.phone]].forEach(([one, value]) => {
      if (!value) return;
      one.input.value = value;
      one.input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  const form = h("form", { class: "stack", novalidate: true }, registrationSearch(fill), h("div", { class: "columns" }, name.element, number.element, phone.element),
    h("label", { class: "choice" }, seen, h("span", {}, t("patient.documentSeen"))), seenError, trouble, h("div", { class: "row" }, save));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = [name, number].filter((one) => !one.check());
    seenError.hidden = seen.checked;
    if (wrong.length > 0) { wrong[0].focus(); return; }
    if (!seen.checked) { seen.focus(); return; }
    save.disabled = true;
    replace(trouble);
    try {
      const read = readResidentId(number.value());
      const patient = await post("/patients", {
        name: name.value(), identityDocument: { type: "residentId", number: read.number }, sex: read.sex, birthDate: read.birthDate,
        ...(phone.value() ? { phone: phone.value() } : {}), verification: { method: "documentSeen" },
      });
      await choose(patient);
    } catch (problem) {
      if (!showFieldErrors([name, number, phone], problem)) replace(trouble, problemBox(problem));
    } finally { save.disabled = false; }
  });
  return form;
}
