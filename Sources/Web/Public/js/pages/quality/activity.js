// 人员服务情况: cases, time, timeliness, satisfaction and quality of each practitioner (JL 46(2), 47).
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
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

const columns = ["name", "title", "cases", "minutes", "timeliness", "rating", "quality"];

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const year = day(now()).slice(0, 4);
  const asked = new URLSearchParams([["from", query.get("from") ?? `${year}-01-01`], ["to", query.get("to") ?? day(now())], ["institution", query.get("institution") ?? ""]].filter(([, value]) => value));
  const region = loading({ signal, load: () => get(`/activity?${asked}`), render: view });
  const ends = ["from", "to"].map((name) => field({ name, label: t(`credit.${name}`), type: "date", value: asked.get(name), testid: `activity-${name}` }));
  ends.forEach((end) => end.input.addEventListener("change", () => { ends.forEach((one) => asked.set(one.name, one.value())); go(`/quality/activity?${asked}`, { replace: true }); }));
  return h("div", { class: "stack", testid: "page-activity" }, pageHead({ title: t("quality.activity"), actions: fileButtons(() => `/activity/export?${asked}`, t("quality.activity"), "activity") }), qualityTabs("activity"), placeFilter("activity", query),
    h("div", { class: "card compliance-filter no-print row" }, ends.map((end) => end.element)), region.element);
}

const mean = (line) => (line.meanRatingHundredths ? `${(line.meanRatingHundredths / 100).toFixed(2)}（${line.ratings}）` : line.ratings > 0 ? t("statistics.few") : "—");
const cells = {
  name: (line) => line.name, title: (line) => line.titleDisplay, cases: (line) => line.cases, minutes: (line) => line.minutes,
  timeliness: (line) => (line.reports > 0 ? `${line.onTime} / ${line.reports}` : "—"), rating: mean, quality: (line) => (line.scored > 0 ? `${(line.meanQualityTenths / 10).toFixed(1)}（${line.scored}）` : "—"),
};

function view(data) {
  return h("div", { class: "stack" }, h("p", { class: "soft" }, t("activity.about", { who: data.institution, from: data.from, to: data.to, at: fullTime(data.at), least: data.ratingsShownFrom })),
    data.lines.length === 0 ? empty({ name: "list", title: t("activity.none") }) : h("div", { class: "card flush" }, h("table", { class: "table stacking", testid: "activity" },
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col", class: ["name", "title"].includes(name) ? null : "number" }, t(`activity.${name}`))))),
      h("tbody", {}, data.lines.map((line) => h("tr", { testid: "activity-line" }, columns.map((name) => h("td", { class: ["name", "title"].includes(name) ? null : "number", data: { label: t(`activity.${name}`) } }, cells[name](line)))))))));
}
