// 运行成本 (JL 40): the month's report by group and account, and its entries.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { day, money, yuan } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { amountField, fenOf, monthOf, monthPicker } from "../ui/money.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

export default async function page({ query, signal }) {
  style("/css/work.css");
  style("/css/money.css");
  const period = monthOf(query);
  const load = async () => {
    const answer = await get(`/costs?period=${period}`);
    for (let next = answer.next; next && answer.items.length < 1000;) {
      const more = await get(`/costs?period=${period}&cursor=${encodeURIComponent(next)}`);
      answer.items.push(...more.items);
      next = more.next;
    }
    return answer;
  };
  const region = loading({ signal, load, render: (answer) => view(answer, () => region.refresh()) });
  const add = hasRole("finance") && h("button", { type: "button", class: "button main", testid: "cost-add", on: { click: async () => { if (await entered()) region.refresh(); } } }, icon("plus"), t("cost.add"));
  return h("div", { class: "stack", testid: "page-costs" },
    pageHead({ title: t("nav.costs"), crumbs: [{ href: "/settlements", text: t("nav.settlements") }], actions: [monthPicker("/costs", period), add] }),
    h("p", { class: "soft" }, t("cost.about")), region.element);
}

function view(answer, refresh) {
  return h("div", { class: "stack" },
    h("p", {}, t("cost.total"), " ", h("strong", { class: "number", testid: "cost-total" }, money(answer.totalFen))),
    h("div", { class: "columns wide" }, answer.groups.map(group)),
    answer.items.length === 0 ? empty({ name: "money", title: t("cost.none"), text: t("cost.about") }) : entries(answer.items, refresh));
}

const group = (one) => h("section", { class: "card stack-small", testid: "cost-group", data: { group: one.group } },
  h("div", { class: "row spread" }, h("h2", {}, t(`cost.group.${one.group}`)), h("strong", { class: "number" }, yuan(one.totalFen))),
  h("table", { class: "table" }, h("tbody", {}, one.accounts.map((line) => h("tr", {}, h("td", {}, t(`cost.of.${line.account}`)), h("td", { class: "small soft" }, line.entries > 0 && t("cost.entries", { n: line.entries })), h("td", { class: "number" }, yuan(line.amountFen)))))));

function entries(items, refresh) {
  const columns = ["cost.day", "cost.account", "cost.voucher", "cost.note", "cost.amount"];
  const cell = (index, content) => h("td", { class: index === 4 ? "number" : null, data: { label: t(columns[index]) } }, content);
  return h("div", { class: "card flush", tabindex: "0", role: "region", "aria-label": t("nav.costs") }, h("table", { class: "table stacking", testid: "costs" },
    h("thead", {}, h("tr", {}, columns.map((key, index) => h("th", { scope: "col", class: index === 4 ? "number" : null }, t(key))), h("th", { scope: "col" }))),
    h("tbody", {}, items.map((one) => h("tr", { testid: "cost", data: { id: one.id } },
      cell(0, one.day), cell(1, t(`cost.of.${one.account}`)), cell(2, one.voucher), cell(3, one.note || "—"), cell(4, yuan(one.amountFen)),
      h("td", {}, one.reversed ? h("span", { class: "tag" }, t("cost.reversed")) : one.reverses ? h("span", { class: "tag warn" }, t("cost.reversal"))
        : hasRole("finance") && h("button", { type: "button", class: "button small", testid: "cost-reverse", on: { click: async () => { if (await takenBack(one)) refresh(); } } }, t("cost.reverse"))))))));
}

const accounts = ["expertFee", "trainingFee", "venue", "equipment", "network", "operation", "management", "dedicatedStaff", "technicalMaintenance", "technicalSupport", "systemMaintenance", "recordDigitisation", "iotDataCollection"];

async function entered() {
  const done = await ask({
    title: t("cost.add"), confirm: t("cost.add"), testid: "cost-dialog",
    fields: [
      field({ name: "account", label: t("cost.account"), type: "select", empty: false, testid: "cost-account", options: accounts.map((value) => ({ value, label: t(`cost.of.${value}`) })) }),
      field({ name: "day", label: t("cost.day"), type: "date", required: true, value: day(now()), testid: "cost-day" }), amountField({ testid: "cost-amount" }),
      field({ name: "voucher", label: t("cost.voucher"), required: true, max: 64, testid: "cost-voucher" }), field({ name: "note", label: t("cost.note"), max: 500 }),
    ],
    run: (values) => post("/costs", { ...values, amountFen: fenOf(values.amountFen) }),
  });
  if (done) toast(t("money.done"));
  return done;
}

const takenBack = (one) => ask({
  title: t("cost.reverse"), confirm: t("cost.reverse"), danger: true, body: h("p", {}, t("cost.reverseEffect")),
  fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500 })], run: (values) => post(`/costs/${one.id}/reverse`, values),
});
