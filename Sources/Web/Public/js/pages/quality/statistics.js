// 统计与满意度: figures of a month or stretch of days, each with its formula, as of an instant.
import { h } from "../../core/dom.js";
import { language, t } from "../../core/i18n.js";
import { get } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day, fullTime } from "../../core/format.js";
import { go } from "../../core/router.js";
import { field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { empty, loading } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { fileButtons } from "../../ui/file-buttons.js";
import { placeFilter, qualityTabs } from "../../ui/quality-list.js";

const order = ["sent", "accepted", "declined", "expired", "completed", "reportedOnTime", "reportedLate", "uploadOnTime", "uploadLate", "ratings"];

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const period = query.get("period") ?? day(now()).slice(0, 7);
  const institution = query.get("institution") ?? "";
  const region = loading({ signal, load: () => get(`/statistics?${new URLSearchParams([["period", period], ["institution", institution]].filter(([, value]) => value))}`), render: view });
  const month = field({ name: "period", label: t("sample.period"), type: "month", value: period, testid: "statistics-period" });
  month.input.addEventListener("change", () => go(`/quality/statistics?${new URLSearchParams([["period", month.value()], ["institution", institution]].filter(([, value]) => value))}`, { replace: true }));
  return h("div", { class: "stack", testid: "page-statistics" }, pageHead({ title: t("quality.statistics"), actions: [...fileButtons(() => `/statistics/export?${new URLSearchParams([["period", period], ["institution", institution]].filter(([, value]) => value))}`, t("quality.statistics"), "statistics"), h("button", { type: "button", class: "button", on: { click: () => print() } }, t("compliance.print"))] }), qualityTabs("statistics"), placeFilter("statistics", query), h("div", { class: "card compliance-filter no-print" }, month.element), region.element);
}

const mean = (line) => (line.meanRatingHundredths === undefined || line.meanRatingHundredths === null ? (line.ratingsHidden ? t("statistics.few") : "—") : (line.meanRatingHundredths / 100).toFixed(2));

function view(data) {
  const name = Object.fromEntries(data.definitions.map((one) => [one.counter, one.display]));
  return h("div", { class: "stack" },
    h("p", { class: "soft", testid: "statistics-about" }, t("statistics.about", { who: data.institution, from: data.from, to: data.to, at: fullTime(data.queriedAt), entries: data.journalLength, version: data.definitionsVersion })),
    data.lines.length === 0 ? empty({ name: "list", title: t("statistics.none") }) : h("div", { class: "card flush" }, h("table", { class: "table stacking", testid: "statistics" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("statistics.kind")), order.map((code) => h("th", { scope: "col", class: "number" }, name[code])), h("th", { scope: "col", class: "number" }, name.meanRating))),
      h("tbody", {}, data.lines.map((line) => h("tr", { testid: "statistics-line" }, h("td", { data: { label: t("statistics.kind") } }, `${line.sideDisplay} · ${line.serviceKindDisplay}`), order.map((code) => h("td", { class: "number", data: { label: name[code] } }, line.counts[code] ?? "—")), h("td", { class: "number", data: { label: name.meanRating } }, mean(line))))))),
    h("section", { class: "card" }, h("header", {}, h("h2", {}, t("statistics.formulas"))), h("dl", { class: "facts", testid: "statistics-formulas" }, data.definitions.flatMap((one) => [h("dt", {}, one.display), h("dd", {}, language() === "en" ? one.formulaEn : one.formula)]))));
}
