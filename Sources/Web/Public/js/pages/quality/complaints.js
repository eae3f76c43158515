// 投诉: taken, answered, closed; the first answer within five working days.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { fullTime } from "../../core/format.js";
import { entityFacts } from "../../ui/legal-entity.js";
import { long, qualityPage } from "../../ui/quality-list.js";

export default (context) => qualityPage({
  ...context, name: "complaints", path: "/complaints", title: t("quality.complaints"), about: t("complaint.about"), none: t("complaint.none"),
  row: (one) => ({
    title: `${one.id} · ${one.subjectDisplay}`, done: one.state === "closed",
    facts: [[t("complaint.receivedAt"), fullTime(one.openedAt)], [t("complaint.text"), one.text], [t("complaint.contact"), one.contact], [t("quality.case"), one.caseNumber], [t("complaint.handler"), one.handler],
      ...one.answers.map((answer) => [t("complaint.answer"), h("span", {}, answer.text, h("span", { class: "small soft" }, ` ${fullTime(answer.at)}`))]), [t("complaint.outcome"), one.outcome], ...entityFacts(one.entities)],
  }),
  acts: {
    take: { title: t("complaint.take"), path: "take", effect: t("complaint.takeEffect"), body: () => ({}) },
    answer: { title: t("complaint.answer"), path: "answer", effect: t("complaint.answerEffect"), fields: () => [long("text", t("complaint.answer"), { testid: "complaint-answer" })] },
    close: { title: t("quality.close"), path: "close", fields: () => [long("outcome", t("complaint.outcome"))] },
  },
});
