// The request of a remote diagnosis: kind and partner by the agreements in force, the examination, the question.
import { h, replace } from "../../core/dom.js";
import { t, term } from "../../core/i18n.js";
import { money, toInstant, toLocal } from "../../core/format.js";
import { now } from "../../core/clock.js";
import { field, choices, showFieldErrors } from "../../ui/field.js";
import { problemBox } from "../../ui/states.js";

export const subKinds = ["radiology", "ultrasound", "nuclearMedicine", "ecg", "emg", "eeg"];

/** `save(values)` sends; `lead` holds fields of the caller's own before these. */
export function requestForm({ offers, known = {}, lead = [], label, save }) {
  const at = offers.findIndex((one) => one.serviceKind === known.serviceKind && one.institution.id === known.invitedInstitution?.id);
  const offer = field({
    name: "offer", label: t("diagnosis.offer"), type: "select", required: true, testid: "diagnosis-offer", pointer: "/serviceKind", value: at >= 0 ? String(at) : undefined,
    hint: offers.length === 0 ? t("diagnosis.noOffer") : undefined,
    options: offers.map((one, index) => ({ value: String(index), label: `${term("service", one.serviceKind)} · ${one.institution.name}${one.turnaroundMinutes ? ` · ${t("diagnosis.within", { n: one.turnaroundMinutes })}` : ""}` })),
  });
  const sub = field({ name: "subKind", label: t("diagnosis.subKind"), type: "select", required: true, testid: "diagnosis-sub", value: known.subKind, options: subKinds.map((value) => ({ value, label: t(`imaging.${value}`) })) });
  const price = field({ name: "priceId", label: t("diagnosis.price"), type: "select", required: true, testid: "diagnosis-price", options: [] });
  const priority = choices({ name: "priority", label: t("request.priority"), required: true, value: known.priority ?? "routine", options: ["routine", "urgent"].map((value) => ({ value, label: t(`priority.${value}`) })) });
  const examination = field({ name: "examination", label: t("diagnosis.examination"), required: true, max: 500, value: known.examination, hint: t("diagnosis.examinationHint"), testid: "diagnosis-examination" });
  const examinedAt = field({ name: "examinedAt", label: t("diagnosis.examinedAt"), type: "datetime-local", required: true, value: known.examinedAt ? toLocal(Date.parse(known.examinedAt)) : toLocal(now()), testid: "diagnosis-examined" });
  const summary = field({ name: "clinicalSummary", label: t("diagnosis.summary"), type: "textarea", required: true, max: 20_000, value: known.clinicalSummary, testid: "diagnosis-summary" });
  const question = field({ name: "question", label: t("diagnosis.question"), type: "textarea", rows: 2, max: 500, value: known.question, testid: "diagnosis-question" });
  const chosen = () => offers[Number(offer.value())];
  const adapt = () => {
    const one = offer.value() === "" ? null : chosen();
    sub.element.hidden = one?.serviceKind !== "remoteImagingDiagnosis";
    const prices = one?.prices ?? [];
    replace(price.input, h("option", { value: "" }, t("field.choose")), prices.map((item) => h("option", { value: item.id }, `${item.name ?? term("service", item.serviceKind)} · ${money(item.amountFen)}`)));
    price.set(prices.some((item) => item.id === known.priceId) ? known.priceId : prices.length === 1 ? prices[0].id : "");
  };
  offer.element.addEventListener("change", adapt);
  adapt();
  const all = [...lead, offer, sub, price, priority, examination, examinedAt, summary, question];
  const trouble = h("div", { "aria-live": "assertive" });
  const button = h("button", { type: "submit", class: "button main", testid: "diagnosis-save" }, label);
  const form = h("form", { class: "card stack", novalidate: true, testid: "diagnosis-form" }, all.map((one) => one.element), trouble, h("div", { class: "row end" }, button));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = all.filter((one) => !one.element.hidden && !one.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    button.disabled = true;
    try {
      const one = chosen();
      await save({
        serviceKind: one.serviceKind, subKind: sub.element.hidden ? undefined : sub.value(), invitedInstitutionId: one.institution.id, priceId: price.value(), priority: priority.value(),
        examination: examination.value(), examinedAt: toInstant(examinedAt.value()), clinicalSummary: summary.value(), question: question.value() || undefined,
      });
    } catch (problem) {
      showFieldErrors(all, problem);
      replace(trouble, problemBox(problem, { compact: true }));
    } finally { button.disabled = false; }
  });
  return form;
}
