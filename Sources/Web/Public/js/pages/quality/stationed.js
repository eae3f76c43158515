// 驻点时间折算: raw and credited time of a year (JL 46(4)). Nothing is certified here; the authority decides.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day, fullTime } from "../../core/format.js";
import { go } from "../../core/router.js";
import { ask } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { empty, loading, notice } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { toast } from "../../ui/toast.js";
import { fileButtons } from "../../ui/file-buttons.js";
import { placeFilter, qualityTabs } from "../../ui/quality-list.js";

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const asked = new URLSearchParams([["year", query.get("year") ?? day(now()).slice(0, 4)], ["institution", query.get("institution") ?? ""]].filter(([, value]) => value));
  const region = loading({ signal, load: () => get(`/stationed-time?${asked}`), render: (data) => view(data, () => region.refresh()) });
  const year = field({ name: "year", label: t("evaluation.year"), type: "number", min: 2018, value: asked.get("year"), testid: "stationed-year" });
  year.input.addEventListener("change", () => { asked.set("year", year.value()); go(`/quality/stationed?${asked}`, { replace: true }); });
  return h("div", { class: "stack", testid: "page-stationed" }, pageHead({ title: t("quality.stationed"), actions: fileButtons(() => `/stationed-time/export?${asked}`, t("quality.stationed"), "stationed") }), qualityTabs("stationed"), placeFilter("stationed", query),
    h("div", { class: "card compliance-filter no-print" }, year.element), region.element);
}

function view(data, refresh) {
  const required = data.requiredHours ? t("stationed.required", { hours: data.requiredHours }) : t("stationed.notEntered");
  return h("div", { class: "stack" }, h("p", { class: "soft" }, t("stationed.about", { who: data.institution, rate: data.ratePercent ?? 0, at: fullTime(data.at) })),
    data.ratePercent === undefined && notice("", h("p", {}, t("stationedWhy.noRuleHere"))),
    h("section", { class: "card stack" }, h("header", {}, h("h2", {}, t("stationed.terms"))), h("dl", { class: "facts" }, h("dt", {}, t("stationed.ownership")), h("dd", {}, data.isPublic === undefined ? t("stationedWhy.ownershipUnknown") : t(data.isPublic ? "stationed.public" : "stationed.private")), h("dt", {}, t("stationed.requirement")), h("dd", {}, required)),
      data.mayEnter && h("button", { type: "button", class: "button no-print", testid: "stationed-terms", on: { click: async () => { if (await enter(data)) { toast(t("quality.done")); refresh(); } } } }, t("stationed.enter"))),
    data.lines.length === 0 ? empty({ name: "list", title: t("activity.none") }) : h("div", { class: "card flush" }, h("table", { class: "table stacking", testid: "stationed" },
      h("thead", {}, h("tr", {}, ["activity.name", "activity.cases", "stationed.raw", "stationed.credited", "stationed.share", "stationed.why"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, data.lines.map((line) => h("tr", { testid: "stationed-line" }, h("td", { data: { label: t("activity.name") } }, line.name), h("td", { data: { label: t("activity.cases") } }, line.cases), h("td", { data: { label: t("stationed.raw") } }, line.rawMinutes), h("td", { data: { label: t("stationed.credited") } }, line.creditedMinutes),
        h("td", { data: { label: t("stationed.share") } }, line.percentOfRequirement === undefined ? "—" : `${line.percentOfRequirement}%`), h("td", { data: { label: t("stationed.why") } }, line.ineligibility ? t(`stationedWhy.${line.ineligibility}`) : "—")))))));
}

const enter = (data) => ask({
  title: t("stationed.enter"), confirm: t("stationed.enter"), testid: "stationed-dialog",
  fields: [choices({ name: "isPublic", label: t("stationed.ownership"), required: true, value: data.isPublic === false ? "no" : data.isPublic ? "yes" : [], options: [{ value: "yes", label: t("stationed.public") }, { value: "no", label: t("stationed.private") }] }), field({ name: "requiredHours", label: t("stationed.requirement"), type: "number", min: 1, value: data.requiredHours ?? "", hint: t("stationed.requirementHint") })],
  run: ({ isPublic, requiredHours }) => post(`/stationed-time/terms?year=${data.year}`, { isPublic: isPublic === "yes", ...(requiredHours ? { requiredHours: Number(requiredHours) } : {}) }, { version: data.version }),
});
