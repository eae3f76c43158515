// 应急与备份: incidents with the steps of their plans, contingency plans, backups and recovery drills.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post, put } from "../core/api.js";
import { every } from "../core/dom.js";
import { on } from "../core/events.js";
import { day, fullTime } from "../core/format.js";
import { now } from "../core/clock.js";
import { ask } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";

const AGAIN = 15000; // ms
const KINDS = ["power", "network", "device", "security"];

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get("/operations"), render: (all) => h("div", { class: "stack" }, incidents(all, refresh), backups(all, refresh), plans(all, refresh)) });
  const refresh = () => region.refresh();
  every(AGAIN, signal, refresh);
  on("worklist", signal, refresh);
  return h("div", { class: "stack", testid: "page-operations" }, pageHead({ title: t("nav.operations") }), h("p", { class: "soft" }, t("operations.about")), region.element);
}

const button = (name, label, run, refresh, more = {}) => h("button", { type: "button", class: `button ${more.class ?? ""}`, testid: name, on: { click: async () => { if (await run()) refresh(); } } }, more.icon && icon(more.icon), label);

function incidents(all, refresh) {
  const report = () => ask({
    title: t("operations.report"), confirm: t("operations.report"), testid: "incident-dialog",
    fields: [choices({ name: "kind", label: t("operations.kind"), required: true, value: "device", testid: "incident-kind", options: KINDS.map((value) => ({ value, label: term("incident", value) })) }), field({ name: "summary", label: t("operations.summary"), type: "textarea", required: true, max: 1000 })],
    run: (values) => post("/incidents", values),
  });
  return h("section", { class: "stack", testid: "incidents" },
    h("div", { class: "row spread" }, h("h2", {}, t("operations.incidents")), all.mayAct && button("incident-report", t("operations.report"), report, refresh, { icon: "plus" })),
    all.incidents.length === 0 ? empty({ name: "shield", title: t("operations.quiet"), text: t("operations.quietHelp") }) : all.incidents.map((one) => incident(one, all.mayAct, refresh)));
}

function incident(one, mayAct, refresh) {
  const open = one.state === "open";
  const note = () => ask({ title: t("operations.note"), confirm: t("operations.note"), fields: [field({ name: "text", label: t("operations.note"), type: "textarea", required: true, max: 1000 })], run: (values) => post(`/incidents/${one.id}/notes`, values) });
  const close = () => ask({ title: t("operations.close"), confirm: t("operations.close"), testid: "close-dialog", fields: [field({ name: "summary", label: t("operations.outcome"), type: "textarea", required: true, max: 1000 })], run: (values) => post(`/incidents/${one.id}/close`, values) });
  return h("article", { class: `card stack ${open ? "over" : ""}`, testid: "incident", data: { kind: one.kind, state: one.state } },
    h("div", { class: "row spread" }, h("h3", {}, `${term("incident", one.kind, one.kindDisplay)} · ${one.summary}`), h("span", { class: `tag ${open ? "bad" : "ok"}` }, icon(open ? "warning" : "check"), t(`operations.state.${one.state}`))),
    h("p", { class: "small soft" }, fullTime(one.openedAt), " · ", t(one.automatic ? "operations.automatic" : "operations.manual")),
    one.steps.length === 0 ? h("p", { class: "soft" }, t("operations.noPlan")) : h("ol", { class: "stack-small" }, one.steps.map((step, index) => h("li", { class: "row spread", testid: "incident-step" }, h("span", {}, step.text),
      step.doneAt ? h("span", { class: "tag ok" }, icon("check"), fullTime(step.doneAt)) : open && mayAct && button("step-done", t("operations.done"), () => post(`/incidents/${one.id}/steps`, { step: index }), refresh)))),
    h("details", {}, h("summary", {}, t("operations.timeline", { n: one.timeline.length })), h("ul", { class: "stack-small" }, one.timeline.map((entry) => h("li", { class: "small" }, `${fullTime(entry.at)}　${entry.text}`)))),
    open && mayAct && h("div", { class: "row" }, button("incident-note", t("operations.note"), note, refresh, { icon: "pen" }), button("incident-close", t("operations.close"), close, refresh, { icon: "check" })));
}

function backups({ backups: state, mayAct }, refresh) {
  const plan = () => ask({ title: t("operations.planDrill"), confirm: t("operations.planDrill"), fields: [field({ name: "plannedOn", label: t("operations.plannedOn"), type: "date", required: true, value: day(now()) })], run: (values) => post("/drills/plan", values) });
  const size = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
  return h("section", { class: "card stack", testid: "backups" },
    h("div", { class: "row spread" }, h("h2", {}, t("operations.backups")), mayAct && state && button("drill-plan", t("operations.planDrill"), plan, refresh, { icon: "clock" })),
    !state?.last ? notice("warn", h("p", {}, t("operations.noBackup"))) : h("p", { testid: "backup-last" }, t("operations.lastBackup", { time: fullTime(state.last.at), n: state.last.files, size: size(state.last.bytes) }), " ",
      state.last.secondRegion ? t("operations.secondPlace", { place: term("region", state.last.secondRegion) }) : h("span", { class: "tag warn" }, t("operations.noSecond"))),
    state && h("p", { class: state.overdue ? "tag bad" : "soft", testid: "drill-due" }, t(state.overdue ? "operations.drillOverdue" : "operations.drillDue", { time: fullTime(state.drillDueAt) }), state.plannedOn && ` · ${t("operations.planned", { day: state.plannedOn })}`),
    state && state.drills.length > 0 && h("ul", { class: "stack-small" }, state.drills.map((one) => h("li", { class: "row", testid: "drill" }, h("span", { class: `tag ${one.passed ? "ok" : "bad"}` }, icon(one.passed ? "check" : "warning"), t(one.passed ? "operations.passed" : "operations.failed")),
      h("span", {}, t("operations.drillResult", { time: fullTime(one.doneAt), rpo: one.rpoSeconds, rto: one.rtoSeconds })), h("span", { class: "small soft" }, one.note)))),
    h("p", { class: "small soft" }, t("operations.commands"), " ", h("code", {}, "huizhen backup · huizhen restore · huizhen drill")));
}

function plans(all, refresh) {
  const edit = (plan) => ask({
    title: term("incident", plan.kind), confirm: t("profile.save"), testid: "plan-dialog",
    fields: [field({ name: "title", label: t("operations.planTitle"), required: true, max: 100, value: plan.title }), field({ name: "steps", label: t("operations.steps"), type: "textarea", rows: 8, required: true, value: plan.steps.join("\n"), hint: t("operations.stepsHint") }), field({ name: "document", label: t("operations.document"), max: 1000, value: plan.document })],
    run: ({ title, steps, document: link }) => put(`/contingency-plans/${plan.kind}`, { title, steps: steps.split("\n").map((one) => one.trim()).filter(Boolean), ...(link && { document: link }) }),
  });
  return h("section", { class: "stack", testid: "plans" }, h("h2", {}, t("operations.plans")),
    all.plans.map((plan) => h("article", { class: "card stack-small", testid: "plan", data: { kind: plan.kind } },
      h("div", { class: "row spread" }, h("h3", {}, term("incident", plan.kind, plan.kindDisplay), plan.title && `：${plan.title}`), all.mayAct && button("plan-edit", t("profile.edit"), () => edit(plan), refresh, { icon: "pen" })),
      plan.steps.length === 0 ? h("p", { class: "tag warn" }, t("operations.planMissing")) : h("ol", {}, plan.steps.map((step) => h("li", {}, step))),
      plan.document && h("p", { class: "small soft" }, t("operations.document"), "：", plan.document))));
}
