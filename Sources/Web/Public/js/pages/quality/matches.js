// 平台匹配: where the platform's matches went, what was weighed and why it was chosen (NHC-SUP 24, JL 17).
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
import { qualityTabs } from "../../ui/quality-list.js";

const parts = ["total", "grade", "timeliness", "answers", "satisfaction"];

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const asked = new URLSearchParams([["from", query.get("from") ?? `${day(now()).slice(0, 4)}-01-01`], ["to", query.get("to") ?? day(now())]]);
  const region = loading({ signal, load: () => Promise.all([get(`/platform-matches/concentration?${asked}`), get(`/platform-matches?${asked}`)]), render: ([spread, matches]) => view(spread, matches) });
  const ends = ["from", "to"].map((name) => field({ name, label: t(`credit.${name}`), type: "date", value: asked.get(name) }));
  ends.forEach((end) => end.input.addEventListener("change", () => { ends.forEach((one) => asked.set(one.name, one.value())); go(`/quality/matches?${asked}`, { replace: true }); }));
  return h("div", { class: "stack", testid: "page-matches" }, pageHead({ title: t("quality.matches") }), qualityTabs("matches"), h("p", { class: "soft" }, t("match.about")), h("div", { class: "card compliance-filter no-print row" }, ends.map((end) => end.element)), region.element);
}

function view(spread, { items }) {
  if (spread.total === 0) return empty({ name: "list", title: t("match.none") });
  const head = (...keys) => h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, t(key)))));
  return h("div", { class: "stack" },
    h("section", { class: "card flush" }, h("table", { class: "table stacking", testid: "match-spread" }, head("quality.institution", "match.matches", "match.share", "match.notFirst", "match.partners", "match.mostFromOne"),
      h("tbody", {}, spread.lines.map((line) => h("tr", {}, h("td", {}, line.institution), h("td", { data: { label: t("match.matches") } }, line.matches), h("td", { data: { label: t("match.share") } }, `${(line.sharePerMille / 10).toFixed(1)}%`), h("td", { data: { label: t("match.notFirst") } }, line.notFirst), h("td", { data: { label: t("match.partners") } }, line.partners), h("td", { data: { label: t("match.mostFromOne") } }, line.mostFromOne)))))),
    items.map((one) => h("section", { class: "card stack", testid: "match" },
      h("div", { class: "row spread" }, h("h2", {}, `${one.inviting} → ${one.chosen}`), h("span", { class: `tag ${one.rank === 1 ? "ok" : "warn"}` }, one.rank ? t("match.rank", { rank: one.rank, of: one.candidates.length }) : t("match.noRank"))),
      h("p", { class: "small soft" }, `${fullTime(one.at)} · ${t(`matchKind.${one.kind}`)} · ${t("match.scoring", { version: one.scoring })}`), one.reason && h("p", {}, `${t("match.reason")}：${one.reason}`),
      h("details", {}, h("summary", {}, t("match.candidates", { count: one.candidates.length })), h("table", { class: "table stacking" }, head("quality.institution", ...parts.map((part) => `match.${part}`)),
        h("tbody", {}, one.candidates.map((candidate) => h("tr", {}, h("td", {}, candidate.institution), parts.map((part) => h("td", { data: { label: t(`match.${part}`) } }, candidate[part]))))))))));
}
