// 监管平台: how each province's supervision platform is connected, what it was told, and whether the counts agree.
import { h } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { fullTime, when } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { long, short } from "../ui/quality-list.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const key = () => short("publicKey", t("connector.publicKey"), { max: 64, hint: t("connector.keyHint") });
const consumer = () => short("consumer", t("connector.consumer"));
const acts = {
  startTest: { path: "test" }, confirm: { path: "confirm" }, disconnect: { path: "disconnect", fields: () => [long("reason", t("field.reason"))] }, replaceConsumer: { path: "consumer", fields: () => [consumer(), key()] },
};

export default async function page({ signal }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const region = loading({ signal, load: () => Promise.all([get("/supervision/connectors"), get("/supervision/key").catch(() => null)]), render: ([{ items = [] }, own]) => h("div", { class: "stack" }, own && h("p", { class: "small soft" }, `${t("connector.ownKey")} `, h("code", {}, own.publicKey)), items.length === 0 ? empty({ name: "upload", title: t("connector.none") }) : items.map(card)) });
  const refresh = () => region.refresh();

  const perform = async (one, name) => {
    const title = t(`connector.do.${name}`);
    const done = await ask({ title, confirm: title, testid: "connector-dialog", danger: name === "disconnect", body: h("p", {}, t(`connector.effect.${name}`)), fields: acts[name].fields?.() ?? [], run: (values) => post(`/supervision/connectors/${one.id}/${acts[name].path}`, values, { version: one.version }) });
    if (done) { toast(t("quality.done")); refresh(); }
  };

  const card = (one) => h("section", { class: "card stack", testid: "connector", data: { id: one.id, state: one.state } },
    h("div", { class: "row spread" }, h("h2", {}, t(`region.${one.id}`)), h("span", { class: `tag ${one.state === "connected" ? "ok" : "warn"}` }, icon(one.state === "connected" ? "check" : "clock"), t(`connector.state.${one.state}`))),
    one.limits.map((limit) => h("p", { class: `small ${limit.overdue ? "strong" : "soft"}`, title: fullTime(limit.dueAt) }, t("agreement.limit", { what: language() === "en" ? t(`limit.${limit.kind}`) : limit.display, at: when(limit.dueAt) }))),
    h("dl", { class: "facts" }, h("dt", {}, t("connector.consumer")), h("dd", {}, one.consumer), one.office && [h("dt", {}, t("connector.office")), h("dd", {}, one.office)], h("dt", {}, t("connector.publicKey")), h("dd", {}, h("code", { class: "small" }, one.publicKey)),
      h("dt", {}, t("connector.test")), h("dd", {}, one.testPassedAt ? t("connector.testPassed", { at: fullTime(one.testPassedAt) }) : t("connector.testMissing")), one.disconnectedBecause && [h("dt", {}, t("connector.disconnected")), h("dd", {}, one.disconnectedBecause)],
      h("dt", {}, t("connector.reconciled")), h("dd", {}, one.reconciliation ? t("connector.reconciledOf", { day: one.reconciliation.day, at: fullTime(one.reconciliation.at) }) : t("connector.notReconciled")),
      h("dt", {}, t("connector.feedback")), h("dd", {}, t("connector.feedbackOf", { n: one.feedbackMonths }), " ", one.lastFindingAt ? t("connector.lastFinding", { at: fullTime(one.lastFindingAt) }) : t("connector.noFinding"), " ", !hasRole("operator") && h("a", { href: "/quality/findings" }, t("quality.findings")))),
    one.reconciliation?.differences.length > 0 && notice("bad", h("p", { class: "strong" }, t("connector.differs")), h("ul", {}, one.reconciliation.differences.map((item) => h("li", {}, t("connector.difference", { what: t(`feedClass.${item.class}`), ours: item.ours, theirs: item.theirs }))))),
    h("details", { open: one.today.some((item) => item.count > 0) }, h("summary", {}, t("connector.today")), h("table", { class: "table" }, h("tbody", {}, one.today.map((item) => h("tr", {}, h("td", {}, t(`feedClass.${item.class}`)), h("td", { class: "number" }, item.count)))))),
    h("div", { class: "row no-print" }, one.actions.filter((name) => acts[name]).map((name) => h("button", { type: "button", class: `button ${name === "disconnect" ? "danger" : "main"}`, testid: `connector-${name}`, on: { click: () => perform(one, name) } }, t(`connector.do.${name}`)))));

  async function register() {
    const done = await ask({ title: t("connector.register"), confirm: t("connector.register"), testid: "connector-register", body: h("p", {}, t("connector.registerEffect")), fields: [field({ name: "province", label: t("standing.jurisdiction"), type: "select", required: true, options: ["jilin", "guangxi", "sichuan", "beijing", "liaoning", "heilongjiang"].map((value) => ({ value, label: t(`region.${value}`) })) }), consumer(), key()], run: (values) => post("/supervision/connectors", values) });
    if (done) { toast(t("quality.done")); refresh(); }
  }

  return h("div", { class: "stack", testid: "page-supervision" }, pageHead({ title: t("nav.supervision"), actions: hasRole("operator") && h("button", { type: "button", class: "button main", testid: "connector-new", on: { click: register } }, icon("plus"), t("connector.register")) }), h("p", { class: "soft" }, t("connector.about")), region.element);
}
