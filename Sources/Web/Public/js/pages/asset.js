// One thing of the equipment register: what it is, what is due, what was done, what happened to its entry.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { fullTime, when } from "../core/format.js";
import { askAmendment, askEnd, askPlan, askWork, workName } from "../ui/asset-forms.js";
import { pageHead } from "../ui/frame.js";
import { icon } from "../ui/icons.js";
import { empty, loading, notice } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { stateTag } from "./assets.js";

const acts = {
  record: askWork, plan: askPlan, amend: askAmendment, takeOut: (one) => askEnd(one, "takeOut", "take-out"), putBack: (one) => askEnd(one, "putBack", "put-back"), retire: (one) => askEnd(one, "retire", "retire"),
};

export default async function page({ params, signal }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get(`/assets/${encodeURIComponent(params.id)}`), render: (one) => view(one, () => region.refresh()) });
  on("worklist", signal, () => region.refresh());
  return h("div", { testid: "page-asset" }, region.element);
}

function view(one, refresh) {
  const act = async (name) => { if (await acts[name](one)) { toast(t("assets.done")); refresh(); } };
  const facts = [["category", t(`assetCategory.${one.category}`)], ["maker", one.maker], ["model", one.model], ["serial", one.serial], ["place", one.place], ["forConsultation", t(one.forConsultation ? "assets.forConsultationYes" : "assets.forConsultationNo")], ["keeper", one.keeperName], ["since", one.inServiceSince], ["reason", one.reason]];
  return h("div", { class: "stack" }, pageHead({ title: one.name, crumbs: [{ href: "/assets", text: t("nav.assets") }, { text: one.name }] }),
    h("section", { class: "card stack", testid: "asset-card", data: { state: one.state } }, h("div", { class: "row spread" }, h("h2", {}, t("assets.entry")), stateTag(one)),
      one.failed.length > 0 && notice("bad", h("p", {}, t("assets.failedNow", { works: one.failed.map(workName).join("、") }))),
      h("dl", { class: "facts" }, facts.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, t(`assets.${name}`)), h("dd", {}, value)])),
      h("div", { class: "row no-print" }, Object.keys(acts).filter((name) => one.actions.includes(name)).map((name) => h("button", { type: "button", class: `button ${name === "record" ? "main" : ""} ${name === "retire" ? "danger" : ""}`, testid: `asset-${name}`, on: { click: () => act(name) } }, t(`assets.act.${name}`))))),
    h("section", { class: "card stack-small", testid: "asset-plan" }, h("h2", {}, t("assets.plan")), one.plan.length === 0 ? notice("warn", h("p", { class: "strong" }, t("assets.noPlan")), h("p", {}, t("assets.noPlanHelp"))) : plan(one)),
    h("section", { class: "card stack-small", testid: "asset-works" }, h("h2", {}, t("assets.works")), one.works.length === 0 ? empty({ name: "list", title: t("assets.noWorks") }) : works(one)),
    h("section", { class: "card stack-small", testid: "asset-history" }, h("h2", {}, t("assets.history")), h("ul", { class: "stack-small" }, one.history.map((event) => h("li", { class: "row" }, h("span", { class: "small soft", title: fullTime(event.at) }, when(event.at)), h("span", { class: "strong" }, [t(`assetEvent.${event.kind}`), ...event.works.map(workName)].join(" · ")), h("span", { class: "soft" }, event.by), event.reason && h("span", {}, event.reason))))));
}

const head = (...names) => h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, t(`assets.${name}`)))));
const cell = (name, ...content) => h("td", { data: { label: t(`assets.${name}`) } }, h("div", {}, content));

const plan = (one) => h("table", { class: "table stacking" }, head("planWork", "interval", "lastPassed", "next"), h("tbody", {}, one.plan.map((planned) => h("tr", { class: planned.overdue ? "over" : "", testid: "planned-work", data: { work: planned.work } },
  cell("planWork", workName(planned.work)), cell("interval", t("assets.every", { n: planned.everyMonths })), cell("lastPassed", planned.lastPassedOn ?? "—"),
  cell("next", planned.dueOn ?? "—", " ", planned.overdue && h("span", { class: "tag bad" }, t("assets.overdue")))))));

const works = (one) => h("table", { class: "table stacking" }, head("doneOn", "work", "by", "result", "note", "document"), h("tbody", {}, one.works.map((done) => h("tr", { testid: "done-work", data: { passed: String(done.passed) } },
  cell("doneOn", done.doneOn, h("div", { class: "small soft" }, done.recordedBy ? t("assets.recorded", { time: when(done.recordedAt), name: done.recordedBy }) : t("assets.recordedAt", { time: when(done.recordedAt) }))), cell("work", workName(done.work)), cell("by", done.by),
  cell("result", h("span", { class: `tag ${done.passed ? "ok" : "bad"}` }, t(done.passed ? "assets.passed" : "assets.failed"))), cell("note", done.note ?? "—"),
  cell("document", done.document ? h("a", { href: `/api/v1/assets/${encodeURIComponent(one.id)}/files/${done.document.sha256}?inline=1`, target: "_blank", rel: "noopener" }, icon("file"), " ", done.document.name) : "—")))));
