// The talk of a visit: the room, the messages, the diagnosis, and the opinion of a consulted physician.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { fullTime } from "../../core/format.js";
import { ask, askPassword } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { exchangeLine, exchangeList } from "../../ui/visit-talk.js";
import { notice } from "../../ui/states.js";
import { act, assisted, plainly, send } from "./tools.js";

export function talk(tools) {
  const { one, may } = tools;
  if (one.state === "draft") return null;
  const picture = (file) => h("a", { href: `/api/v1/visits/${one.id}/files/${file.sha256}?inline=1`, target: "_blank", rel: "noopener" }, file.name);
  return h("section", { class: "card stack", testid: "visit-talk" }, h("h2", {}, t("visits.talk")),
    one.state === "open" && !one.hasRealExchange && notice("warn", h("p", {}, t("visits.noExchangeYet"))),
    exchangeList(one.exchanges, picture),
    may("exchange") && exchangeLine({ say: (body) => send(tools, "exchanges", body), files: `/visits/${one.id}/files`, refresh: tools.refresh }),
    one.diagnosis && h("p", {}, h("b", {}, t("visits.diagnosis")), ` ${one.diagnosis.code} ${one.diagnosis.name}`),
    assisted(tools, one.diagnosis?.assistance, { part: "diagnosis" }),
    one.opinion && h("section", { class: "opinion" }, h("h3", {}, t("visits.opinion")), h("p", { class: "pre" }, one.opinion.text), h("p", { class: "small soft" }, fullTime(one.opinion.at))),
    h("div", { class: "row" },
      may("reviewRecord") && !one.recordReviewed && act(tools, "visit-record", t("visits.do.record-review"), plainly(tools, "record-review")),
      may("diagnose") && act(tools, "visit-diagnose", t("visits.do.diagnosis"), () => diagnose(tools)),
      may("signOpinion") && act(tools, "visit-opinion", t("visits.do.opinion"), () => askPassword({ title: t("visits.do.opinion"), confirm: t("visits.do.opinion"), fields: [field({ name: "text", label: t("visits.opinion"), type: "textarea", required: true, max: 20000 })], run: (values) => send(tools, "opinion", values) }))));
}

export const assistanceField = () => field({ name: "assistance", label: t("visits.assistance"), max: 100, hint: t("visits.assistanceHint"), testid: "assistance" });
export const withoutEmpty = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));

function diagnose(tools) {
  const { one } = tools;
  const codes = [...new Set(one.evidence.flatMap((item) => item.diagnoses))];
  const code = one.pathway === "internetFollowUp" ? field({ name: "code", label: t("visits.code"), type: "select", empty: false, options: codes.map((value) => ({ value, label: value })) }) : field({ name: "code", label: t("visits.code"), required: true, max: 16, hint: t("visits.codesHint") });
  return ask({ title: t("visits.do.diagnosis"), confirm: t("visits.do.diagnosis"), body: one.pathway === "internetFollowUp" && h("p", {}, t("visits.effect.diagnosis")), fields: [code, field({ name: "name", label: t("visits.diagnosisName"), required: true, max: 100 }), assistanceField()], run: (values) => send(tools, "diagnosis", withoutEmpty(values)) });
}
