// A line of a list of remote diagnoses: on its own page and in the work list.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { fullTime, when } from "../core/format.js";
import { icon } from "./icons.js";
import { light } from "./light.js";

export const kindText = (one) => [term("service", one.serviceKind), one.subKind && term("imaging", one.subKind, one.subKindDisplay)].filter(Boolean).join(" · ");

export function orderRow(one, mine) {
  return h("li", { class: `work-row ${mine && one.due?.overdue ? "over" : ""}`, testid: "diagnosis-row", data: { id: one.id, state: one.state } },
    h("div", { class: "work-light" }, mine && one.due ? light(one.due) : h("span", { class: "soft small" }, when(one.updatedAt))),
    h("a", { class: "work-main", href: `/diagnosis/${one.id}` },
      h("span", { class: "work-question" }, one.examination || kindText(one)),
      h("span", { class: "work-meta" }, h("span", {}, kindText(one)), h("span", {}, icon("person"), one.patientMasked),
        h("span", {}, icon("hospital"), `${t(one.side === "invited" ? "work.from" : "work.to")} ${one.otherInstitution ?? t("work.notChosen")}`),
        one.greenChannel && h("span", { class: "tag ok" }, t("diagnosis.greenChannel")), h("span", { class: "number" }, one.number), one.reader && h("span", {}, t("diagnosis.readerIs", { name: one.reader })),
        h("span", { class: "soft", title: fullTime(one.updatedAt) }, t("work.updated", { time: when(one.updatedAt) })))),
    h("span", { class: "tag brand work-state" }, term("diagnosisState", one.state, one.stateDisplay), one.priority === "urgent" ? ` · ${t("priority.urgent")}` : ""),
    h("a", { class: `button work-action ${mine ? "main" : ""}`, href: `/diagnosis/${one.id}`, testid: "diagnosis-open" }, t("action.open")));
}
