// 平台服务费: the operator's bills, apart from every consultation's fee.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { day, money, when } from "../core/format.js";
import { currentAccount, hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { amountField, fenOf } from "../ui/money.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const tone = { charged: "warn", accepted: "warn", disputed: "bad", received: "ok" };

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({ signal, load, render: (data) => view(data, () => region.refresh()) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-service-fees" }, pageHead({ title: t("nav.serviceFees"), crumbs: [{ href: "/settlements", text: t("nav.settlements") }] }),
    h("p", { class: "soft" }, t("fees.about")), region.element);
}

/** The bills, and the agreements under which this institution, as the operator, may make out another. */
async function load() {
  const [fees, agreements] = await Promise.all([get("/service-fees"), hasRole("finance") ? get("/agreements") : { items: [] }]);
  const own = currentAccount().institution.id;
  return { items: fees.items ?? [], usable: agreements.items.filter((one) => one.text?.platformOperatorId === own && one.text.serviceFeeBearerId) };
}

function view({ items, usable }, refresh) {
  const bill = usable.length > 0 && h("div", {}, h("button", { type: "button", class: "button main", testid: "fee-new", on: { click: async () => { if (await billed(usable)) refresh(); } } }, icon("plus"), t("fees.new")));
  return [bill, items.length === 0 ? empty({ name: "money", title: t("fees.none"), text: t("fees.noneHelp") })
    : h("ul", { class: "work-list" }, items.map((one) => row(one, refresh)))];
}

function row(one, refresh) {
  return h("li", { class: "card stack-small", testid: "service-fee", data: { id: one.id, state: one.state } },
    h("div", { class: "row spread" }, h("h2", {}, t("fees.line", one)), h("span", { class: `tag ${tone[one.state] ?? ""}` }, one.stateDisplay)),
    h("p", {}, h("strong", { class: "number" }, money(one.amountFen)), " ", h("span", { class: "soft number" }, one.period), " ", one.note),
    one.reason && notice("warn", h("p", {}, one.reason)),
    h("p", { class: "small soft" }, when(one.chargedAt), one.payment && ` · ${t("fees.paid", one.payment)}`, one.arrival && ` · ${t("fees.arrived", one.arrival)}`),
    one.actions.length > 0 && h("div", { class: "row" }, one.actions.map((action) => h("button", { type: "button", class: `button ${action === "withdraw" || action === "dispute" ? "" : "main"}`, testid: `fee-${action}`, on: { click: async () => { if (await perform(one, action)) { toast(t("money.done")); refresh(); } } } }, t(`fees.do.${action}`)))));
}

function billed(usable) {
  const last = new Date(`${day(now()).slice(0, 7)}-01T00:00:00+08:00`).getTime() - 1;
  return ask({
    title: t("fees.new"), confirm: t("fees.new"), testid: "fee-dialog", body: h("p", {}, t("fees.about")),
    fields: [
      field({ name: "agreementId", label: t("fees.agreement"), type: "select", empty: false, options: usable.map((one) => ({ value: one.id, label: one.parties.map((party) => party.name).join(" · ") })) }),
      field({ name: "period", label: t("fees.period"), type: "month", required: true, value: day(last).slice(0, 7), testid: "fee-period" }),
      amountField({ testid: "fee-amount" }), field({ name: "note", label: t("fees.note"), max: 500 }),
    ],
    run: ({ amountFen, ...rest }) => post("/service-fees", { ...rest, amountFen: fenOf(amountFen) }),
  });
}

function perform(one, action) {
  const label = t(`fees.do.${action}`);
  const send = (body) => post(`/service-fees/${one.id}/${action}`, body, { version: one.version });
  if (action === "accept") return ask({ title: label, confirm: label, body: h("p", {}, t("fees.acceptEffect")), run: () => send({}) });
  if (action === "pay" || action === "confirm") return ask({
    title: label, confirm: label, fields: [field({ name: "reference", label: t("money.reference"), required: true, max: 64 }), field({ name: "day", label: t("money.day"), type: "date", required: true, value: day(now()) })], run: send,
  });
  return ask({ title: label, confirm: label, danger: action === "withdraw", body: action === "withdraw" ? h("p", {}, t("fees.withdrawEffect")) : null, fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500 })], run: send });
}
