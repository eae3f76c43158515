// 不良事件: report with or without a name, assess, report to the authority, close.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { fullTime, toInstant, toLocal } from "../../core/format.js";
import { ask } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { drugReactionFields, drugReactionForm } from "../../ui/drug-reaction.js";
import { filed, long, pick, qualityPage } from "../../ui/quality-list.js";

const categories = ["diagnosisAndTreatment", "adverseDrugReaction", "medicalDevice", "patientIdentification", "communicationFailure", "dataProtection", "other"];
const grades = ["sentinel", "harm", "noHarm", "nearMiss"];
const grade = () => pick("grade", t("adverse.grade"), "adverseGrade", grades, { testid: "adverse-grade" });

export default (context) => qualityPage({
  ...context, name: "adverse", path: "/adverse-events", title: t("quality.adverseEvents"), about: t("adverse.about"), none: t("adverse.none"), create: () => report(),
  row: (one) => ({
    title: `${one.categoryDisplay} · ${one.gradeDisplay}`, done: one.state === "closed",
    facts: [[t("adverse.occurredAt"), fullTime(one.occurredAt)], [t("adverse.reporter"), one.anonymous ? t("adverse.anonymous") : one.reporter], [t("quality.case"), one.number], [t("adverse.description"), one.description], [t("adverse.measures"), one.measures], [t("adverse.cause"), one.cause], [t("adverse.assessedMeasures"), one.assessedMeasures], [t("adverse.report"), one.report && `${one.report.number}（${one.target}，${one.report.authority}，${one.report.filedOn}）`], [t("quality.summary"), one.summary]],
  }),
  extra: (one) => one.drugReaction && drugReactionForm(one.drugReaction),
  acts: {
    assess: { title: t("adverse.assess"), path: "assess", fields: () => [grade(), long("cause", t("adverse.cause")), long("measures", t("adverse.assessedMeasures"))] },
    reportToAuthority: { title: t("adverse.reportToAuthority"), path: "report", fields: () => [pick("target", t("adverse.target"), "adverseTarget", ["healthAuthority", "drugReactionMonitoring", "deviceEventMonitoring"]), ...filed()] },
    close: { title: t("quality.close"), path: "close", fields: () => [long("summary", t("quality.summary"))] },
  },
});

/** Also from a case: `about` names it. */
export function report(about) {
  const category = pick("category", t("adverse.category"), "adverseCategory", categories, { testid: "adverse-category" });
  const drug = drugReactionFields();
  const isDrug = () => category.value() === "adverseDrugReaction";
  category.input.addEventListener("change", () => drug.show(isDrug()));
  drug.show(false);
  return ask({
    title: t("quality.create.adverse"), confirm: t("quality.create.adverse"), testid: "adverse-dialog", body: h("p", {}, t("adverse.anonymousHelp")),
    fields: [
      choices({ name: "named", label: t("adverse.reporter"), required: true, value: "named", testid: "adverse-named", options: [{ value: "named", label: t("adverse.named") }, { value: "anonymous", label: t("adverse.anonymous") }] }),
      category, grade(),
      field({ name: "occurredAt", label: t("adverse.occurredAt"), type: "datetime-local", required: true, value: toLocal(now()) }),
      long("description", t("adverse.description"), { testid: "adverse-description", hint: t("violations.reasonHint") }), long("measures", t("adverse.measures"), { required: false }), ...drug.fields,
    ],
    run: ({ named, occurredAt, measures, ...values }) => post("/adverse-events", { category: values.category, grade: values.grade, description: values.description, ...(isDrug() ? { drugReaction: drug.value() } : {}), ...(measures ? { measures } : {}), ...(about ? { consultationId: about } : {}), occurredAt: toInstant(occurredAt), anonymous: [named].flat()[0] === "anonymous" }),
  });
}
