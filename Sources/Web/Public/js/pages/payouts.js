// 补助发放 (JL 43): what each person gets of a month's retained fees, the sheet to sign, and the institution's own key.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { capitalAmount } from "../core/capital-amount.js";
import { day, when, yuan } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { fileButton, monthOf, monthPicker } from "../ui/money.js";
import { more } from "../ui/more.js";
import { empty, loading, notice } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { keysOf } from "./payout-keys.js";

export default async function page({ query, signal }) {
  for (const one of ["work", "case", "money"]) style(`/css/${one}.css`);
  const period = monthOf(query);
  const region = loading({
    signal, load: async () => ({ ...(await get(`/payouts?period=${period}`)), keys: (await get("/payout-keys")).items }),
    render: (answer) => view(answer, () => region.refresh()),
  });
  const file = (format) => fileButton(`/payouts/export?period=${period}&format=${format}`, `${t("pay.file")}_${period}.${format}`, t(`pay.export.${format}`), { testid: `pay-${format}`, main: format === "xlsx" });
  return h("div", { class: "stack", testid: "page-payouts" },
    pageHead({ title: t("nav.payouts"), crumbs: [{ href: "/settlements", text: t("nav.settlements") }], actions: [monthPicker("/payouts", period), file("xlsx"), file("csv")] }),
    h("p", { class: "soft" }, t("pay.about")), region.element);
}

function view(answer, refresh) {
  const balanced = answer.differenceFen === 0;
  return h("div", { class: "stack" },
    notice(balanced ? "ok" : "bad", h("p", { class: "strong", testid: "pay-balance", data: { balanced: String(balanced) } }, balanced ? t("pay.balanced") : t("pay.unbalanced", { difference: yuan(answer.differenceFen) }))),
    h("div", { class: "columns" }, tile("pay.retained", answer.retainedFen), tile("pay.required", answer.requiredFen), tile("pay.total", answer.totalFen)),
    standing(answer, refresh),
    answer.people.length === 0 ? nothing(answer) : [people(answer), lines(answer)],
    keysOf(answer.keys, refresh));
}

/** Nothing was earned, or nobody can be given what was. */
const nothing = ({ retainedFen }) => empty(retainedFen === 0 ? { name: "money", title: t("pay.none"), text: t("pay.noneHelp") } : { name: "money", title: t("pay.unshared"), text: t("pay.unsharedHelp") });

const tile = (key, fen) => h("section", { class: "card" }, h("p", { class: "soft small" }, t(key)), h("p", { class: "fee" }, `¥${yuan(fen)}`), h("p", { class: "small soft" }, fen >= 0 && capitalAmount(fen)));

function standing(answer, refresh) {
  const sheet = answer.sheet;
  const act = (name, run, danger) => h("button", { type: "button", class: `button ${danger ? "" : "main"}`, testid: `pay-${name}`, on: { click: async () => { if (await run()) { toast(t("money.done")); refresh(); } } } }, t(`pay.${name}`));
  return h("section", { class: "card stack-small", testid: "pay-sheet", data: { state: sheet?.state ?? "none" } },
    h("div", { class: "row spread" }, h("h2", {}, t("pay.file"), " ", answer.period), h("span", { class: `tag ${sheet?.state === "paid" ? "ok" : "warn"}` }, sheet ? t(`pay.state.${sheet.state}`) : t("pay.preview"))),
    sheet?.payment && h("p", {}, t("pay.paid", sheet.payment)),
    !answer.periodOver && h("p", { class: "small soft" }, t("pay.running")),
    answer.withoutKey && notice("warn", h("p", {}, t("pay.withoutKey", { day: answer.withoutKey }))),
    answer.withoutPerson.length > 0 && notice("warn", h("p", {}, t("pay.withoutPerson", { n: answer.withoutPerson.length, list: answer.withoutPerson.slice(0, 10).join(", ") }))),
    answer.withdrawn.map((one) => h("p", { class: "small soft" }, t("pay.withdrawnBefore", { reason: one.reason, time: when(one.issuedAt) }))),
    h("div", { class: "row" }, answer.mayIssue && answer.people.length > 0 && act("issue", () => issue(answer)), answer.actions.includes("recordPayment") && act("recordPayment", () => paid(sheet)), answer.actions.includes("withdraw") && act("withdraw", () => withdraw(sheet), true)));
}

const issue = (answer) => ask({ title: t("pay.issue"), confirm: t("pay.issue"), testid: "pay-dialog", body: h("p", {}, t("pay.issueEffect")), run: () => post("/payouts", { period: answer.period }) });
const withdraw = (sheet) => ask({
  title: t("pay.withdraw"), confirm: t("pay.withdraw"), danger: true, testid: "pay-dialog", body: h("p", {}, t("pay.withdrawEffect")),
  fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500 })], run: (values) => post(`/payouts/${sheet.id}/withdraw`, values, { version: sheet.version }),
});
const paid = (sheet) => ask({
  title: t("pay.recordPayment"), confirm: t("pay.recordPayment"), testid: "pay-dialog", body: h("p", {}, t("pay.paymentEffect")),
  fields: [field({ name: "reference", label: t("pay.voucher"), required: true, max: 64 }), field({ name: "day", label: t("pay.day"), type: "date", required: true, value: day(now()) })],
  run: (values) => post(`/payouts/${sheet.id}/payment`, values, { version: sheet.version }),
});

function people(answer) {
  const sums = ["chargedFen", "takenBackFen", "topUpFen", "amountFen"];
  const heads = ["pay.charged", "pay.takenBack", "pay.topUp", "pay.amount"];
  const sum = (name) => answer.people.reduce((total, one) => total + one[name], 0);
  const number = (fen, index) => h("td", { class: "number", data: { label: t(heads[index]) } }, yuan(fen));
  return h("div", { class: "card flush", tabindex: "0", role: "region", "aria-label": t("nav.payouts") }, h("table", { class: "table stacking", testid: "pay-people" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("pay.person")), h("th", { scope: "col", class: "number" }, t("pay.cases")), heads.map((key) => h("th", { scope: "col", class: "number" }, `${t(key)}（${t("settle.unit")}）`)))),
    h("tbody", {}, answer.people.map((one) => h("tr", { testid: "pay-person", data: { id: one.practitionerId, amount: one.amountFen } },
      h("td", { data: { label: t("pay.person") } }, one.name, " ", h("span", { class: "small soft" }, one.title)), h("td", { class: "number", data: { label: t("pay.cases") } }, one.cases), sums.map((name, index) => number(one[name], index))))),
    h("tfoot", {}, h("tr", {}, h("td", { colspan: 2 }, t("pay.sum", { n: answer.people.length })), sums.map((name, index) => number(sum(name), index))))));
}

/** The lines, one person's or all, page by page. */
function lines(answer) {
  const choice = h("select", { class: "input", "aria-label": t("pay.person"), testid: "pay-choice" }, h("option", { value: "" }, t("pay.all")), answer.people.map((one) => h("option", { value: one.practitionerId }, one.name)));
  const path = () => `/payouts/lines?period=${answer.period}${choice.value ? `&person=${encodeURIComponent(choice.value)}` : ""}`;
  const region = loading({
    lines: 4, load: async () => ({ asked: path(), found: await get(path()) }),
    render({ asked, found }) {
      const row = (one) => payRow(one);
      const body = h("tbody", {}, found.items.map(row));
      return h("div", { class: "stack-small" }, h("div", { class: "card flush" }, payTable(body)), more({ path: asked, next: found.next, list: body, row, testid: "pay-more" }));
    },
  });
  choice.addEventListener("change", () => region.refresh({ silent: false }));
  return h("section", { class: "stack-small" }, h("div", { class: "row spread" }, h("h2", {}, t("pay.lines")), choice), region.element);
}

export const payTable = (body, months = false) => h("table", { class: "table stacking", testid: "pay-lines" }, h("thead", {}, h("tr", {}, months && h("th", { scope: "col" }, t("pay.month")), ["pay.case", "pay.person", "pay.reason"].map((key) => h("th", { scope: "col" }, t(key))), h("th", { scope: "col", class: "number" }, `${t("pay.amount")}（${t("settle.unit")}）`))), body);

export const payRow = (one, months = false) => h("tr", { testid: "pay-line" }, months && h("td", { data: { label: t("pay.month") } }, one.period),
  h("td", { data: { label: t("pay.case") } }, one.number ? (hasRole("finance", "institutionAdmin", "auditor") ? h("a", { href: `/charges/${one.consultationId}` }, one.number) : one.number) : "—"),
  h("td", { data: { label: t("pay.person") } }, one.name), h("td", { data: { label: t("pay.reason") } }, t(`pay.kind.${one.kind}`)), h("td", { class: "number", data: { label: t("pay.amount") } }, yuan(one.amountFen)));
