// Settlement of a month: batches with their steps, staff subsidy, what to look at, and every line; files to save.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { capitalAmount } from "../core/capital-amount.js";
import { day, fullTime, yuan } from "../core/format.js";
import { pageHead } from "../ui/frame.js";
import { fileButton, monthOf, monthPicker } from "../ui/money.js";
import { empty, loading, notice } from "../ui/states.js";
import { style } from "../ui/style.js";
import { anomaliesOf, batchesOf, subsidyOf } from "./settlement-batches.js";

export default async function page({ query, signal }) {
  style("/css/work.css");
  style("/css/case.css");
  style("/css/money.css");
  const period = monthOf(query);
  const region = loading({ signal, load: () => load(period), render: (answer) => view(answer, period, () => region.refresh()) });
  return h("div", { class: "stack", testid: "page-settlements" },
    pageHead({ title: t("nav.settlements"), actions: [monthPicker("/settlements", period), h("a", { class: "button", href: `/payouts?period=${period}` }, t("nav.payouts")), h("a", { class: "button", href: `/costs?period=${period}` }, t("nav.costs")), h("a", { class: "button", href: "/service-fees" }, t("nav.serviceFees")), saver(period, "xlsx"), saver(period, "csv"), saver(period, "json")] }), region.element);
}

async function load(period) {
  const [statement, batches, subsidy, anomalies] = await Promise.all([
    get(`/settlements?period=${period}`), get(`/settlement-batches?period=${period}`), get(`/staff-subsidy?period=${period}`), get(`/settlements/anomalies?period=${period}`),
  ]);
  return { ...statement, batches: batches.items ?? [], subsidy, anomalies: anomalies.items ?? [] };
}

const saver = (period, format) => fileButton(`/settlements/export?period=${period}&format=${format}`, `${t("settle.file")}_${period}.${format}`, t(`settle.export.${format}`), { testid: `export-${format}`, main: format === "xlsx" });

function view(answer, period, refresh) {
  const lines = answer.lines ?? [];
  const totals = answer.totals ?? {};
  const ledger = answer.ledger ?? {};
  if (lines.length === 0) return empty({ name: "money", title: t("settle.none"), text: t("settle.noneHelp") });
  // Added again here: a list whose own lines do not give its totals must never look right.
  const sum = (name) => lines.reduce((total, line) => total + (line[name] ?? 0), 0);
  const whole = answer.count === lines.length;
  const agrees = !whole || (sum("feeFen") === totals.feeFen && sum("invitingShareFen") === totals.invitingFen && sum("invitedShareFen") === totals.invitedFen);
  const balanced = ledger.balanced && agrees && totals.invitingFen + totals.invitedFen === totals.feeFen && (ledger.differenceFen ?? 0) === 0;
  return h("div", { class: "stack" },
    notice(balanced ? "ok" : "bad", h("p", { class: "strong", testid: "settle-balance", data: { balanced: String(balanced) } }, balanced
      ? t("settle.balanced", { fee: yuan(totals.feeFen), difference: yuan(ledger.differenceFen ?? 0) }) : t("settle.unbalanced", { difference: yuan(ledger.differenceFen ?? sum("feeFen") - totals.feeFen) }))),
    h("div", { class: "columns" }, tile("settle.fee", totals.feeFen), tile("settle.invitingShare", totals.invitingFen), tile("settle.invitedShare", totals.invitedFen)),
    batchesOf(answer.batches, refresh), h("div", { class: "columns wide" }, subsidyOf(answer.subsidy, period, refresh), anomaliesOf(answer.anomalies)),
    h("h2", {}, t("money.lines")), !whole && notice("info", h("p", {}, t("money.more", { shown: lines.length, n: answer.count }))),
    h("div", { class: "card flush", tabindex: "0", role: "region", "aria-label": t("nav.settlements") }, h("table", { class: "table stacking", testid: "settlements" },
      h("thead", {}, h("tr", {}, ["cases.number", "settle.endedAt", "settle.parties", "settle.specialist"].map((key) => h("th", { scope: "col" }, t(key))),
        ["settle.fee", "settle.invitingShare", "settle.invitedShare"].map((key) => h("th", { scope: "col", class: "number" }, `${t(key)}（${t("settle.unit")}）`)), ["settle.payee", "settle.state"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, lines.map(row)),
      h("tfoot", {}, h("tr", {}, h("td", { colspan: 4, data: { label: t("settle.total") } }, t("settle.totalOf", { n: answer.count })), money(totals.feeFen, "settle.fee"), money(totals.invitingFen, "settle.invitingShare"), money(totals.invitedFen, "settle.invitedShare"), h("td", { colspan: 2, data: { label: t("settle.capital") } }, capitalAmount(totals.feeFen)))))),
    h("p", { class: "small soft" }, t("settle.basis")));
}

const tile = (key, fen) => h("section", { class: "card" }, h("p", { class: "soft small" }, t(key)), h("p", { class: "fee" }, `¥${yuan(fen)}`), h("p", { class: "small soft" }, capitalAmount(fen)));
const money = (fen, key) => h("td", { class: "number", data: { label: t(key) } }, yuan(fen));

function row(line) {
  const at = line.endedAt ?? line.at;
  const back = line.kind === "charge" ? null : h("span", { class: "tag warn" }, t(`money.${line.kind}Line`));
  return h("tr", { testid: "settle-line", data: { number: line.number, kind: line.kind, fee: line.feeFen, inviting: line.invitingShareFen, invited: line.invitedShareFen } },
    h("td", { class: "nowrap", data: { label: t("cases.number") } }, h("a", { href: `/charges/${line.consultationId}` }, line.number), back),
    h("td", { class: "nowrap", title: fullTime(at), data: { label: t("settle.endedAt") } }, day(at)),
    h("td", { data: { label: t("settle.parties") } }, `${line.invitingInstitution} → ${line.invitedInstitution}`, h("span", { class: "small soft nowrap" }, ` ${line.ratio ?? ""}`)),
    h("td", { data: { label: t("settle.specialist") } }, line.specialist || "—"),
    money(line.feeFen, "settle.fee"), money(line.invitingShareFen, "settle.invitingShare"), money(line.invitedShareFen, "settle.invitedShare"),
    h("td", { data: { label: t("settle.payee") } }, line.payee?.institution ?? "—", h("span", { class: "small soft number nowrap" }, ` ${line.payee?.accountMasked ?? ""}`)),
    h("td", { data: { label: t("settle.state") } }, h("span", { class: "tag" }, term("chargeState", line.state)), line.receipt && h("span", { class: "small soft number nowrap" }, ` ${line.receipt}`)));
}
