// 考核评价: one final grade for an institution and a year, and what follows from it (JL 47).
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day, fullTime } from "../../core/format.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { empty, loading, notice } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { toast } from "../../ui/toast.js";
import { atPlace, pick, placeFilter, qualityTabs, short } from "../../ui/quality-list.js";

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const region = loading({ signal, load: () => get(atPlace("/evaluations", query.get("institution"))), render: view });
  const grade = hasRole("healthAuthority") && h("button", { type: "button", class: "button main", testid: "evaluate", on: { click: async () => { if (await evaluate()) { toast(t("quality.done")); region.refresh(); } } } }, t("quality.create.evaluations"));
  return h("div", { class: "stack", testid: "page-evaluations" }, pageHead({ title: t("quality.evaluations"), actions: [grade] }), qualityTabs("evaluations"), placeFilter("evaluations", query), h("p", { class: "soft" }, t("evaluation.about")), region.element);
}

function view(data) {
  if (data.items.length === 0) return empty({ name: "list", title: t("evaluation.none") });
  return h("div", { class: "stack" }, h("h2", {}, data.institution),
    data.accountabilityTriggered.map((year) => notice("bad", h("p", {}, t("evaluation.accountability", { year })))), data.awardExcluded.map((year) => notice("warn", h("p", {}, t("evaluation.awardExcluded", { year })))),
    data.missingYears.length > 0 && notice("", h("p", {}, t("evaluation.missing", { years: data.missingYears.join("、") }))),
    h("div", { class: "card flush" }, h("table", { class: "table stacking", testid: "evaluations" }, h("thead", {}, h("tr", {}, ["evaluation.year", "evaluation.grade", "evaluation.points", "evaluation.by"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, data.items.map((one) => h("tr", {}, h("td", {}, String(one.year)), h("td", {}, h("span", { class: `tag ${one.grade === "unqualified" ? "bad" : "ok"}` }, one.gradeDisplay)), h("td", {}, one.indicators.map((item) => `${item.name} ${item.points}`).join("；")), h("td", {}, `${one.by} ${fullTime(one.at)}`)))))));
}

async function evaluate() {
  const { items = [] } = await get("/quality/institutions");
  return ask({
    title: t("quality.create.evaluations"), confirm: t("quality.create.evaluations"), testid: "evaluate-dialog",
    fields: [field({ name: "institutionId", label: t("quality.institution"), type: "select", required: true, options: items.map((one) => ({ value: one.id, label: one.name })) }), field({ name: "year", label: t("evaluation.year"), type: "number", min: 2015, required: true, value: Number(day(now()).slice(0, 4)) - 1 }), pick("grade", t("evaluation.grade"), "evaluationGrade", ["excellent", "qualified", "unqualified"]), short("name", t("evaluation.indicator")), field({ name: "points", label: t("evaluation.points"), type: "number", min: 0, required: true })],
    run: ({ year, name, points, ...values }) => post("/evaluations", { ...values, year: Number(year), indicators: [{ name, points: Number(points) }] }),
  });
}
