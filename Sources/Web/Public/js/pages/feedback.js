// 意见反馈: complaints, their answers, and the patient's rating; open to everyone, no sign-in.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { fullTime } from "../core/format.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice, problemBox } from "../ui/states.js";
import { scores } from "../ui/case-rating.js";
import { entityList } from "../ui/legal-entity.js";
import { style } from "../ui/style.js";

const subjects = ["medicalQuality", "serviceAttitude", "fee", "privacy", "platform", "other"];

export default async function page({ signal, query }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get("/public/institutions"), render: ({ items = [] }) => h("div", { class: "stack" }, complaint(items, query.get("institution")), status(), rating()) });
  return h("div", { class: "stack", testid: "page-feedback" }, pageHead({ title: t("nav.feedback") }), h("p", { class: "soft" }, t("feedback.about")), region.element);
}

/** A form that answers in its own place. */
function form({ title, about, fields, confirm, testid, run }) {
  const answer = h("div", { "aria-live": "polite" });
  const button = h("button", { type: "submit", class: "button main", testid: `${testid}-send` }, confirm);
  const element = h("form", { class: "card stack", novalidate: true, testid }, h("h2", {}, title), about && h("p", { class: "small soft" }, about), fields.map((one) => one.element), answer, h("div", { class: "row" }, button));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter((one) => !one.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    button.disabled = true;
    try { replace(answer, await run(Object.fromEntries(fields.map((one) => [one.name, one.value()])))); } catch (problem) {
      fields.forEach((one) => one.take(problem));
      replace(answer, problemBox(problem, { compact: true }));
    } finally { button.disabled = false; }
  });
  return element;
}

function complaint(institutions, chosen) {
  const place = field({ name: "institutionId", label: t("feedback.institution"), type: "select", required: true, value: chosen ?? "", testid: "complain-institution", options: institutions.map((one) => ({ value: one.id, label: one.name })) });
  // Who answers, and where a patient applies, stands there before anything is sent.
  const answers = h("div", { class: "stack-small", testid: "complain-entity" });
  const tell = () => replace(answers, institutions.filter((one) => one.id === place.value()).map((one) => notice("", entityList(one.entities), h("p", { class: "small soft" }, t("legal.help")))));
  place.input.addEventListener("change", tell);
  tell();
  place.element.append(answers);
  return form({
    title: t("feedback.complain"), about: t("feedback.complainHelp"), confirm: t("feedback.send"), testid: "complain",
    fields: [place,
      field({ name: "subject", label: t("feedback.subject"), type: "select", required: true, testid: "complain-subject", options: subjects.map((value) => ({ value, label: t(`complaintSubject.${value}`) })) }),
      field({ name: "text", label: t("feedback.text"), type: "textarea", required: true, max: 1000, testid: "complain-text" }), field({ name: "contact", label: t("feedback.contact"), max: 100, hint: t("feedback.contactHint") }), field({ name: "caseNumber", label: t("feedback.caseNumber"), max: 64 })],
    async run({ contact, caseNumber, ...values }) {
      const slip = await post("/public/complaints", { ...values, ...(contact ? { contact } : {}), ...(caseNumber ? { caseNumber } : {}) });
      return notice("ok", h("p", { class: "strong" }, t("feedback.received")), h("dl", { class: "facts" }, h("dt", {}, t("feedback.receipt")), h("dd", { class: "number strong", testid: "receipt" }, slip.receipt), h("dt", {}, t("rating.secret")), h("dd", { class: "number strong", testid: "secret" }, slip.secret)), h("p", {}, t("feedback.keep", { at: fullTime(slip.dueAt) })));
    },
  });
}

function status() {
  return form({
    title: t("feedback.status"), confirm: t("feedback.look"), testid: "status",
    fields: [field({ name: "receipt", label: t("feedback.receipt"), required: true, max: 64, testid: "status-receipt" }), field({ name: "secret", label: t("rating.secret"), required: true, max: 64, testid: "status-secret" })],
    async run(values) {
      const one = await post("/public/complaints/status", values);
      return h("div", { class: "stack", testid: "status-answer" }, h("p", { class: "strong" }, `${one.institution} · ${one.stateDisplay}`), h("p", { class: "small soft" }, t("feedback.due", { at: fullTime(one.dueAt) })), one.entities && entityList(one.entities), one.answers.map((item) => notice("", h("p", {}, item.text), h("p", { class: "small soft" }, fullTime(item.at)))), one.outcome && h("p", {}, `${t("complaint.outcome")}：${one.outcome}`));
    },
  });
}

function rating() {
  return form({
    title: t("feedback.rate"), about: t("feedback.rateHelp"), confirm: t("rating.rate"), testid: "patient-rating",
    fields: [field({ name: "number", label: t("rating.number"), required: true, max: 64 }), field({ name: "secret", label: t("rating.secret"), required: true, max: 64 }), scores(), field({ name: "comment", label: t("rating.comment"), type: "textarea", max: 500 })],
    async run({ score, comment, ...values }) {
      await post("/public/ratings", { ...values, score: Number([score].flat()[0]), ...(comment ? { comment } : {}) });
      return notice("ok", h("p", {}, t("rating.done")));
    },
  });
}
