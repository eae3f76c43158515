// 信息泄露事件: contain and report; the report within the policy's limit.
import { t } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { fullTime, toInstant, toLocal } from "../../core/format.js";
import { ask } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { filed, long, qualityPage } from "../../ui/quality-list.js";

const items = ["identity", "contact", "clinicalRecord", "recording", "account", "other"];

export default (context) => qualityPage({
  ...context, name: "breaches", path: "/data-breaches", title: t("quality.breaches"), about: t("breach.about"), none: t("breach.none"), create: open,
  row: (one) => ({
    title: one.itemsDisplay.join("、"), done: one.state === "closed",
    facts: [[t("breach.detectedAt"), fullTime(one.detectedAt)], [t("breach.patients"), one.patients], [t("breach.description"), one.description], [t("breach.addressee"), one.addresseeDisplay], [t("breach.measures"), one.measures], [t("breach.report"), one.report && `${one.report.number}（${one.report.authority}，${one.report.filedOn}）`], [t("quality.summary"), one.summary]],
  }),
  acts: {
    contain: { title: t("breach.contain"), path: "contain", fields: () => [long("measures", t("breach.measures"))] },
    report: { title: t("breach.reportDo"), path: "report", fields: () => filed() },
    close: { title: t("quality.close"), path: "close", fields: () => [long("summary", t("quality.summary"))] },
  },
});

const open = () => ask({
  title: t("quality.create.breaches"), confirm: t("quality.create.breaches"), testid: "breach-dialog",
  fields: [field({ name: "detectedAt", label: t("breach.detectedAt"), type: "datetime-local", required: true, value: toLocal(now()) }), field({ name: "patients", label: t("breach.patients"), type: "number", min: 0, required: true, value: 0 }),
    choices({ name: "items", label: t("breach.items"), type: "checkbox", required: true, testid: "breach-items", options: items.map((value) => ({ value, label: t(`breachItem.${value}`) })) }), long("description", t("breach.description"))],
  run: ({ detectedAt, patients, items: chosen, description }) => post("/data-breaches", { detectedAt: toInstant(detectedAt), patients: Number(patients), items: [chosen].flat(), description }),
});
