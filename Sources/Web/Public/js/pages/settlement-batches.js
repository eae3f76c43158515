// The batches of a month with the step that is next, the staff subsidy, and what finance should look at.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { download, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { capitalAmount } from "../core/capital-amount.js";
import { day, money, when, yuan } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { amountField, fenOf } from "../ui/money.js";
import { entityText } from "../ui/legal-entity.js";
import { notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { toast } from "../ui/toast.js";

const states = ["open", "closed", "exported", "paid", "reconciled"];

export const batchesOf = (batches, refresh) => h("section", { class: "stack", testid: "batches" }, h("h2", {}, t("money.batches")), batches.map((batch) => card(batch, refresh)));

function card(batch, refresh) {
  const reached = states.indexOf(batch.state);
  const back = batch.payableFen < 0;
  return h("article", { class: "card stack-small", testid: "batch", data: { id: batch.id, state: batch.state } },
    h("div", { class: "row spread" }, h("h3", {}, `${batch.invitingInstitution} → ${batch.invitedInstitution}`), h("span", { class: "soft small" }, t("money.cases", { n: batch.count }))),
    h("ol", { class: "steps batch-steps" }, states.map((state, index) => h("li", { class: index < reached ? "done" : index === reached ? "now" : "" }, h("span", { class: "dot" }, index < reached ? icon("check") : String(index + 1)), t(`money.batchState.${state}`)))),
    h("p", {}, t(back ? "money.payableBack" : "money.payable"), " ", h("strong", { class: "number" }, money(Math.abs(batch.payableFen))), " ", h("span", { class: "small soft" }, capitalAmount(Math.abs(batch.payableFen)))),
    (batch.parties ?? []).length > 0 && h("p", { class: "small soft", testid: "batch-entities" }, batch.parties.map((entity, index) => `${t(index === 0 ? "legal.payer" : "legal.payee")}：${entityText(entity)}`).join("；")),
    problems(batch), trail(batch), action(batch, refresh));
}

function problems(batch) {
  const gaps = batch.gaps;
  const list = (numbers) => numbers.slice(0, 5).join("、") + (numbers.length > 5 ? " …" : "");
  const found = [
    !batch.ledger.balanced && t("money.difference", { difference: yuan(batch.ledger.differenceFen) }),
    gaps.withoutReceipt.length > 0 && t("money.gap.receipt", { n: gaps.withoutReceipt.length, list: list(gaps.withoutReceipt) }),
    gaps.withoutEvidence.length > 0 && t("money.gap.evidence", { n: gaps.withoutEvidence.length, list: list(gaps.withoutEvidence) }),
    gaps.duplicates.length > 0 && t("money.gap.duplicate", { n: gaps.duplicates.length, list: list(gaps.duplicates) }),
    !gaps.payee && t("money.gap.payee"),
  ].filter(Boolean);
  if (found.length === 0) return h("p", { class: "small ok-text" }, icon("check"), t("money.proved"));
  return notice("warn", h("ul", { class: "small" }, found.map((text) => h("li", {}, text))));
}

const trail = (batch) => batch.steps.length > 0 && h("ul", { class: "small soft" }, batch.steps.map((step) => h("li", {}, t("money.step", { state: t(`money.batchState.${step.state}`), by: step.by, side: t(`side.${step.side}`), time: when(step.at) }))));

function action(batch, refresh) {
  const next = batch.nextAction;
  const again = batch.state !== "open" && hasRole("finance") && next !== "export" && h("button", { type: "button", class: "button", on: { click: () => exported(batch, refresh) } }, icon("download"), t("money.next.export"));
  if (!next) return again || null;
  if (next === "close" && !batch.periodOver) return h("p", { class: "small soft" }, icon("clock"), " ", t("money.periodRunning"));
  if (!batch.nextIsMine || !hasRole("finance")) return h("div", { class: "row" }, h("span", { class: "small soft" }, icon("hourglass"), t(`money.waits.${next}`)), again);
  return h("div", { class: "row" }, h("button", { type: "button", class: "button main", testid: `batch-${next}`, on: { click: () => run[next](batch, refresh) } }, t(`money.next.${next}`)), again);
}

const run = { close, export: exported, pay: (batch, refresh) => transfer(batch, refresh, "pay"), reconcile: (batch, refresh) => transfer(batch, refresh, "reconcile") };

async function close(batch, refresh) {
  const done = await ask({ title: t("money.closeTitle"), confirm: t("money.next.close"), testid: "batch-dialog", body: h("p", {}, t("money.closeEffect")), run: () => post(`/settlement-batches/${batch.id}/close`) });
  if (done) { toast(t("money.done")); refresh(); }
}

async function exported(batch, refresh) {
  const done = await ask({
    title: t("money.next.export"), confirm: t("money.next.export"), testid: "batch-dialog",
    fields: [field({ name: "format", label: t("money.next.export"), type: "select", empty: false, options: ["xlsx", "csv", "json"].map((value) => ({ value, label: t(`settle.export.${value}`) })) })],
    run: ({ format }) => download(`/settlement-batches/${batch.id}/export`, `${t("settle.file")}_${batch.period}.${format}`, { body: { format } }),
  });
  if (done) { toast(t("settle.saved", { name: done.name })); refresh(); }
}

async function transfer(batch, refresh, act) {
  const amount = money(Math.abs(batch.payableFen));
  const done = await ask({
    title: t(`money.${act}Title`), confirm: t(`money.next.${act}`), testid: "batch-dialog",
    body: h("p", {}, t(`money.${act}Effect`, { amount, capital: capitalAmount(Math.abs(batch.payableFen)), to: batch.invitedInstitution })),
    fields: [field({ name: "reference", label: t("money.reference"), required: true, max: 64, testid: "transfer-reference" }), field({ name: "day", label: t("money.day"), type: "date", required: true, value: day(now()), testid: "transfer-day" })],
    run: (values) => post(`/settlement-batches/${batch.id}/${act}`, values),
  });
  if (done) { toast(t("money.done")); refresh(); }
}

export function subsidyOf(subsidy, period, refresh) {
  const enough = (subsidy.declaredFen ?? -1) >= subsidy.requiredFen;
  const declare = async () => {
    const done = await ask({
      title: t("money.subsidyDeclare"), confirm: t("money.subsidyDeclare"), testid: "subsidy-dialog", body: h("p", {}, t("money.subsidyEffect")), fields: [amountField({ testid: "subsidy-amount" })],
      run: ({ amountFen }) => post("/staff-subsidy", { period, amountFen: fenOf(amountFen) }),
    });
    if (done) { toast(t("money.done")); refresh(); }
  };
  return h("section", { class: "card stack-small", testid: "subsidy" }, h("h2", {}, t("money.subsidy")),
    h("p", {}, t("money.subsidyLine", { retained: yuan(subsidy.retainedFen), required: yuan(subsidy.requiredFen) })),
    h("p", {}, h("span", { class: `tag ${enough ? "ok" : "warn"}` }, subsidy.declaredFen === undefined || subsidy.declaredFen === null ? t("money.subsidyMissing") : t("money.subsidyDeclared", { amount: yuan(subsidy.declaredFen) }))),
    subsidy.periodOver && hasRole("finance") && h("button", { type: "button", class: "button", testid: "subsidy-declare", on: { click: declare } }, t("money.subsidyDeclare")),
    h("p", { class: "small soft" }, t("money.subsidyBasis")));
}

export const anomaliesOf = (found) => h("section", { class: "card stack-small", testid: "anomalies" }, h("h2", {}, t("money.anomalies")),
  found.length === 0 ? h("p", { class: "small ok-text" }, icon("check"), t("money.noAnomalies"))
    : h("ul", { class: "stack-small" }, found.map((one) => h("li", {}, icon("warning"), " ", h("a", { href: `/charges/${one.consultationId}` }, one.number), " ", t(`money.anomaly.${one.kind}`, { n: one.figure, yuan: yuan(one.figure) })))));
