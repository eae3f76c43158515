// 监管反馈: findings of the authority with a day by which they are corrected; the institution reports, the authority closes.
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { fullTime } from "../../core/format.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { filed, long, qualityPage } from "../../ui/quality-list.js";

export default (context) => qualityPage({
  ...context, name: "findings", path: "/findings", title: t("quality.findings"), about: t("finding.about"), none: t("finding.none"), create: hasRole("healthAuthority") ? send : undefined,
  row: (one) => ({ title: one.institution, done: one.state === "closed", facts: [[t("finding.text"), one.text], [t("finding.dueOn"), fullTime(one.dueAt)], [t("finding.plan"), one.plan], [t("finding.result"), one.result], [t("adverse.report"), one.report && `${one.report.number}（${one.report.authority}，${one.report.filedOn}）`], [t("finding.conclusion"), one.conclusion]] }),
  acts: {
    startRectification: { title: t("finding.start"), path: "start", fields: () => [long("plan", t("finding.plan"))] },
    upload: { title: t("finding.upload"), path: "upload", fields: () => [long("result", t("finding.result"))] },
    report: { title: t("finding.report"), path: "report", fields: () => filed() },
    close: { title: t("quality.close"), path: "close", fields: () => [long("conclusion", t("finding.conclusion"))] },
  },
});

async function send() {
  const { items = [] } = await get("/quality/institutions");
  return ask({
    title: t("quality.create.findings"), confirm: t("quality.create.findings"), testid: "finding-dialog",
    fields: [field({ name: "institutionId", label: t("quality.institution"), type: "select", required: true, options: items.map((one) => ({ value: one.id, label: one.name })) }), long("text", t("finding.text")), field({ name: "dueOn", label: t("finding.dueOn"), type: "date", required: true })],
    run: (values) => post("/findings", values),
  });
}
