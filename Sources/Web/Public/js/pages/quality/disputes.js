// 医疗争议: competent authority, legal hold, evidence package.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { download, post } from "../../core/api.js";
import { fullTime, shortHash } from "../../core/format.js";
import { ask } from "../../ui/dialog.js";
import { entityFacts } from "../../ui/legal-entity.js";
import { long, pick, qualityPage, short } from "../../ui/quality-list.js";

export default (context) => qualityPage({
  ...context, name: "disputes", path: "/disputes", title: t("quality.disputes"), about: t("dispute.about"), none: t("dispute.none"),
  create: context.query.get("case") ? () => open(context.query.get("case")) : undefined,
  row: (one) => ({
    title: one.number, done: one.state === "closed",
    facts: [[t("dispute.claim"), one.claim], [t("dispute.authority"), one.authority], ...entityFacts(one.entities), [t("dispute.hold"), one.state === "closed" ? t("dispute.holdLifted") : t("dispute.held")], [t("dispute.route"), one.routeDisplay && `${one.routeDisplay}（${one.reference}）`],
      ...one.exports.map((item) => [t("dispute.exported"), h("span", {}, `${fullTime(item.at)} ${item.by ?? ""} · ${t("dispute.files", { n: item.files })} · `, h("span", { class: "number small" }, shortHash(item.manifest)))]), [t("complaint.outcome"), one.outcome]],
  }),
  acts: {
    proceed: { title: t("dispute.proceed"), path: "proceed", fields: () => [pick("route", t("dispute.route"), "disputeRoute", ["negotiation", "mediation", "authority", "litigation"]), short("reference", t("dispute.reference"))] },
    exportEvidence: { title: t("dispute.export"), effect: t("dispute.exportEffect"), run: (one) => download(`/disputes/${one.id}/evidence`, `${one.number}.tar`, { body: {} }) },
    close: { title: t("quality.close"), path: "close", effect: t("dispute.closeEffect"), fields: () => [long("outcome", t("complaint.outcome"))] },
  },
});

/** From a case: registers the dispute; the case is held at once. */
export const open = (consultationId) => ask({
  title: t("quality.create.disputes"), confirm: t("quality.create.disputes"), body: h("p", {}, t("dispute.openEffect")), testid: "dispute-dialog", fields: [long("claim", t("dispute.claim"))],
  run: ({ claim }) => post("/disputes", { consultationId, claim }),
});
