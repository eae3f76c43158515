// 病历抽查: draw the month's sample, score each record, send the feedback, take note of it.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day, fullTime } from "../../core/format.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { toast } from "../../ui/toast.js";
import { deliveryTag } from "../../ui/case-exchange.js";
import { long, qualityPage } from "../../ui/quality-list.js";

export default (context) => qualityPage({
  ...context, name: "samples", path: "/record-samples", title: t("quality.samples"), about: t("sample.about"), none: t("sample.none"), create: hasRole("qualityController") && draw,
  row: (one) => ({
    title: t("sample.title", { period: one.period }), done: one.state === "acknowledged",
    facts: [[t("sample.drawnAt"), fullTime(one.openedAt)], [t("sample.size"), t("sample.sizeOf", { n: one.cases.length, all: one.population, rate: one.ratePercent, least: one.minimum })], [t("sample.scored"), `${one.scored} / ${one.cases.length}`], [t("sample.seed"), h("code", { class: "small" }, one.seed)], [t("sample.digest"), h("code", { class: "small" }, one.populationDigest)], [t("sample.feedback"), one.feedback], [t("sample.acknowledgement"), one.acknowledgement]],
  }),
  extra: (one, refresh) => h("details", { open: one.state === "drawn" }, h("summary", {}, t("sample.cases", { n: one.cases.length })), table(one, refresh),
    h("p", { class: "small soft" }, t("sample.repeat"), " ", h("a", { href: `/disclosure?period=${one.period}` }, t("disclosure.samples")))),
  acts: {
    sendFeedback: { title: t("sample.sendFeedback"), path: "feedback", fields: () => [long("text", t("sample.feedback"))] },
    acknowledge: { title: t("sample.acknowledge"), path: "acknowledge", fields: () => [long("text", t("sample.acknowledgement"))] },
  },
});

function table(one, refresh) {
  const mayScore = one.actions.includes("score");
  const tags = new Map(one.cases.map((item) => [item.consultationId, h("td", { data: { label: t("delivery.title") } })]));
  get(`/record-samples/${encodeURIComponent(one.id)}/deliveries`).then(({ items }) => items.forEach((item) => tags.get(item.consultationId)?.replaceChildren(deliveryTag(item.state)))).catch(() => {});
  return h("table", { class: "table stacking" }, h("thead", {}, h("tr", {}, ["sample.number", "sample.total", "sample.grade", "sample.remark", "sample.by"].map((key) => h("th", { scope: "col" }, t(key))), h("th", { scope: "col" }, t("delivery.title")), h("th", {}))),
    h("tbody", {}, one.cases.map((item) => h("tr", { testid: "sample-case" },
      [h("a", { href: `/cases/${item.consultationId}` }, item.number), item.sheet?.total ?? "—", item.sheet?.gradeDisplay ?? t("sample.unscored"), item.sheet?.remark ?? "", item.sheet?.by ?? ""].map((content, index) => h("td", { data: { label: t(["sample.number", "sample.total", "sample.grade", "sample.remark", "sample.by"][index]) } }, content)),
      tags.get(item.consultationId), h("td", {}, mayScore && h("button", { type: "button", class: "button small", testid: "sample-score", on: { click: () => score(one, item, refresh) } }, t("sample.score")))))));
}

async function score(one, item, refresh) {
  const done = await ask({
    title: `${t("sample.score")} · ${item.number}`, confirm: t("sample.score"), testid: "score-dialog",
    fields: [...one.sheetItems.map((line) => field({ name: line.code, pointer: `/points/${line.code}`, label: t("sample.item", { item: line.display, most: line.most }), type: "number", min: 0, required: true, value: item.sheet?.points?.[line.code] ?? line.most, testid: `score-${line.code}` })), long("remark", t("sample.remark"), { required: false })],
    run: ({ remark, ...points }) => post(`/record-samples/${encodeURIComponent(one.id)}/score`, { number: item.number, points: Object.fromEntries(Object.entries(points).map(([code, value]) => [code, Number(value)])), ...(remark ? { remark } : {}) }, { version: one.version }),
  });
  if (done) { toast(t("quality.done")); refresh(); }
}

function draw() {
  const today = day(now());
  const last = new Date(Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 2, 1)).toISOString().slice(0, 7);
  return ask({ title: t("quality.create.samples"), confirm: t("quality.create.samples"), testid: "draw-dialog", body: h("p", {}, t("sample.drawEffect")), fields: [field({ name: "period", label: t("sample.period"), type: "month", required: true, value: last, testid: "draw-period" })], run: ({ period }) => post("/record-samples", { period }) });
}
