// All consultations this person may see, by state, with cursor paging.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { when, fullTime } from "../core/format.js";
import { go } from "../core/router.js";
import { mayAsk } from "../core/session.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";

const states = ["draft", "inviting", "accepted", "scheduled", "inSession", "interrupted", "awaitingReport", "reported", "decided", "archived", "cancelled", "terminated"];

export default async function page({ query, signal }) {
  style("/css/work.css");
  const state = states.includes(query.get("state")) ? query.get("state") : "";
  const path = `/consultations?limit=50${state ? `&state=${state}` : ""}`;
  const filter = h("select", { class: "input", "aria-label": t("cases.byState"), testid: "cases-state" },
    h("option", { value: "" }, t("cases.allStates")), states.map((one) => h("option", { value: one, selected: one === state }, t(`caseState.${one}`))));
  filter.addEventListener("change", () => go(filter.value ? `/cases?state=${filter.value}` : "/cases"));

  const list = loading({
    signal, load: () => get(path),
    render(answer) {
      if ((answer.items ?? []).length === 0) return empty({
        title: t("cases.empty"), text: t("cases.emptyHelp"), action: mayAsk() && h("a", { class: "button main", href: "/cases/new" }, icon("plus"), t("nav.new")),
      });
      const body = h("tbody", {}, answer.items.map(row));
      return [h("div", { class: "card scroll-x flush" }, h("table", { class: "table stacking", testid: "cases" },
        h("thead", {}, h("tr", {}, ["cases.number", "cases.patient", "cases.question", "cases.other", "cases.state", "cases.updated"].map((key) => h("th", { scope: "col" }, t(key))))), body)), more({ path, next: answer.next, list: body, row })];
    },
  });
  return h("div", { class: "stack", testid: "page-cases" },
    pageHead({ title: t("nav.cases"), actions: [filter, mayAsk() && h("a", { class: "button main", href: "/cases/new" }, icon("plus"), t("nav.new"))] }), list.element);
}

function row(one) {
  const id = one.id ?? one.consultationId;
  const other = one.otherInstitution?.name ?? (one.side === "invited" ? one.invitingInstitution?.name : one.invitedInstitution?.name);
  return h("tr", { testid: "case-row", data: { id } },
    h("td", { class: "nowrap", data: { label: t("cases.number") } }, h("a", { href: `/cases/${id}` }, one.number ?? t("cases.draft"))),
    h("td", { data: { label: t("cases.patient") } }, one.patientMasked ?? one.patient?.nameMasked ?? "—"),
    h("td", { data: { label: t("cases.question") } }, one.question ?? one.invitation?.reason ?? "—"),
    h("td", { data: { label: t("cases.other") } }, other ?? "—"),
    h("td", { data: { label: t("cases.state") } }, h("span", { class: "tag brand" }, term("caseState", one.state, one.stateDisplay))),
    h("td", { class: "nowrap", title: fullTime(one.updatedAt), data: { label: t("cases.updated") } }, when(one.updatedAt)));
}
