// Step 2: why, what for, the case in short, and the questions that the report must answer one by one.
import { h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { field } from "../../ui/field.js";
import { icon } from "../../ui/icons.js";
import { toInstant, toLocal } from "../../core/format.js";

const MOST_QUESTIONS = 10;

export function questionStep(initial, touched) {
  const reason = field({ name: "invitationReason", label: t("field.invitationReason"), required: true, value: initial.invitationReason, max: 200, hint: t("field.invitationReasonHint") });
  const purpose = field({ name: "invitationPurpose", label: t("field.invitationPurpose"), required: true, value: initial.invitationPurpose, type: "textarea", rows: 2, max: 1000, hint: t("field.invitationPurposeHint") });
  const summary = field({ name: "caseSummary", label: t("field.caseSummary"), required: true, value: initial.caseSummary, type: "textarea", rows: 7, max: 8000, hint: t("field.caseSummaryHint") });
  const admitted = field({ name: "admittedAt", label: t("field.admittedAt"), type: "datetime-local", value: toLocal(initial.admission?.admittedAt), hint: t("field.admittedAtHint"), pointer: "/admission/admittedAt" });
  const diagnosed = field({ name: "definitiveDiagnosisAt", label: t("field.definitiveDiagnosisAt"), type: "datetime-local", value: toLocal(initial.admission?.definitiveDiagnosisAt), hint: t("field.definitiveDiagnosisAtHint"), pointer: "/admission/definitiveDiagnosisAt" });
  const fields = [reason, purpose, summary, admitted, diagnosed];

  const list = h("div", { class: "stack-small", testid: "questions" });
  let rows = [];
  const makeRow = (text = "") => {
    const one = field({ name: "question", label: "", value: text, max: 500, placeholder: t("request.questionPlaceholder"), testid: "question-input", pointer: "/questions" });
    one.input.addEventListener("input", touched);
    return one;
  };
  function draw() {
    replace(list, rows.map((row, index) => {
      row.element.querySelector("label").textContent = t("request.questionNumber", { n: index + 1 });
      return h("div", { class: "question-row" }, row.element, rows.length > 1 && h("button", {
        type: "button", class: "tool", "aria-label": t("request.questionRemove", { n: index + 1 }), on: { click: () => { rows.splice(index, 1); draw(); touched(); } },
      }, icon("cross")));
    }), rows.length < MOST_QUESTIONS && h("button", { type: "button", class: "button small", testid: "question-add", on: { click: () => { rows.push(makeRow()); draw(); rows.at(-1).focus(); } } }, icon("plus"), t("request.questionAdd")));
  }
  rows = (initial.questions?.length > 0 ? initial.questions : [""]).map(makeRow);
  draw();
  fields.forEach((one) => one.input.addEventListener("input", touched));

  return {
    fields,
    element: h("div", { class: "stack" }, reason.element, purpose.element, summary.element,
      h("fieldset", {}, h("legend", { class: "strong" }, t("request.questions")), h("p", { class: "soft small" }, t("request.questionsHint")), list),
      h("details", {}, h("summary", {}, t("request.inpatient")), h("div", { class: "columns" }, admitted.element, diagnosed.element))),
    value: () => ({
      invitationReason: reason.value(), invitationPurpose: purpose.value(), caseSummary: summary.value(),
      questions: rows.map((row) => row.value()).filter(Boolean),
      ...(admitted.value() ? { admission: { admittedAt: toInstant(admitted.value()), ...(diagnosed.value() ? { definitiveDiagnosisAt: toInstant(diagnosed.value()) } : {}) } } : {}),
    }),
  };
}
