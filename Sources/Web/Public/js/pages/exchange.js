// 院内系统对接: connections to HIS, LIS and PACS, what waits, what was given up, what came in and fits no case.
import { every, h } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { get, post, put } from "../core/api.js";
import { fullTime } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const STATES = ["dead", "unmatched", "waiting", "delivered", "taken", "givenUp", "dismissed"];
const SENDS = { his: ["report", "diagnosisReport", "visitRecord"], lis: [], pacs: ["diagnosisReport"] };
const words = (one) => (language() === "en" ? one.failureEn : one.failure);

export default async function page({ signal }) {
  style("/css/work.css");
  let state = "dead";
  const region = loading({ signal, load: async () => ({ all: await get("/exchange"), page: await get(`/exchange/messages?state=${state}`) }), render: ({ all, page }) => h("div", { class: "stack" }, connections(all, refresh), messages(all, page)) });
  const refresh = () => region.refresh();
  every(10000, signal, refresh);

  function messages(all, page) {
    const draw = (one) => row(one, refresh);
    const list = h("ul", { class: "work-list", testid: "exchange-messages" }, page.items.map(draw));
    return h("section", { class: "stack" }, h("h2", {}, t("exchange.messages")),
      h("div", { class: "row", role: "group" }, STATES.map((one) => h("button", { type: "button", class: `button small ${one === state ? "main" : ""}`, testid: `exchange-${one}`, "aria-pressed": String(one === state), on: { click: () => { state = one; refresh(); } } }, t(`exchange.${one}`), all[one] > 0 && ` (${all[one]})`))),
      page.items.length === 0 ? empty({ name: "check", title: t("exchange.empty") }) : list,
      more({ path: `/exchange/messages?state=${state}`, parameter: "before", next: page.next, list, row: draw }));
  }

  return h("div", { class: "stack", testid: "page-exchange" }, pageHead({ title: t("nav.exchange") }), h("p", { class: "soft" }, t("exchange.about")), region.element);
}

const button = (name, label, run, refresh, more = {}) => h("button", { type: "button", class: `button small ${more.class ?? ""}`, testid: name, on: { click: async () => { if (await run()) refresh(); } } }, more.icon && icon(more.icon), label);

function connections(all, refresh) {
  return h("section", { class: "stack", testid: "exchange-connections" },
    h("div", { class: "row spread" }, h("h2", {}, t("exchange.connections")), all.mayKeep && button("exchange-new", t("exchange.new"), () => edit(all, null), refresh, { icon: "plus", class: "main" })),
    all.mayKeep && all.allowedHosts.length === 0 && notice("warn", h("p", {}, t("exchange.noHosts"))),
    all.connections.length === 0 ? empty({ name: "network", title: t("exchange.none"), text: t("exchange.noneHelp") }) : all.connections.map((one) => connection(one, all, refresh)));
}

function connection(one, all, refresh) {
  const active = one.state === "active";
  const good = active && !one.failure && one.succeededAt;
  const stop = () => ask({ title: t("exchange.stop"), body: h("p", {}, t("exchange.stopEffect")), confirm: t("exchange.stop"), danger: true, fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500 })], run: (values) => post(`/exchange/connections/${one.id}/stop`, values, { version: one.version }) });
  const test = async () => {
    try { await post(`/exchange/connections/${one.id}/test`); toast(t("exchange.testPassed")); } catch (problem) { toast(`${problem.title ?? t("exchange.testFailed")} ${problem.detail ?? ""}`, { level: "bad", seconds: 12 }); }
    return true;
  };
  return h("article", { class: `card stack ${one.failure ? "over" : ""}`, testid: "exchange-connection", data: { id: one.id, state: one.state } },
    h("div", { class: "row spread" }, h("h3", {}, one.name), h("span", { class: `tag ${!active ? "warn" : one.failure ? "bad" : good ? "ok" : ""}` }, icon(good ? "check" : one.failure ? "warning" : "clock"), t(!active ? "exchange.stopped" : one.failure ? "exchange.failing" : good ? "exchange.working" : "exchange.untried"))),
    h("p", { class: "work-meta" }, h("span", {}, t(`exchange.system.${one.system}`)), h("span", { class: "number" }, `${one.host}:${one.port}${one.path}`), h("span", {}, t(one.encrypted ? "exchange.encrypted" : "exchange.plain")), one.application && h("span", {}, `${one.application} / ${one.facility}`)),
    one.sends.length > 0 && h("p", { class: "small" }, t("exchange.sends"), "：", one.sends.map((topic) => t(`exchange.topic.${topic}`)).join("、")),
    h("p", { class: "small soft" }, t("exchange.lastSuccess"), "：", one.succeededAt ? fullTime(one.succeededAt) : t("exchange.never"), one.failure && h("span", { class: "strong" }, `　${words(one)}${one.failedAt ? ` ${fullTime(one.failedAt)}` : ""}`)),
    one.stopReason && h("p", { class: "small" }, t("field.reason"), "：", one.stopReason),
    all.mayKeep && h("div", { class: "row" }, active && button("exchange-test", t("exchange.test"), test, refresh, { icon: "refresh" }), button("exchange-edit", t("profile.edit"), () => edit(all, one), refresh, { icon: "pen" }),
      active ? button("exchange-stop", t("exchange.stop"), stop, refresh, { class: "danger" }) : button("exchange-start", t("exchange.start"), async () => { try { await post(`/exchange/connections/${one.id}/start`, {}, { version: one.version }); } catch (problem) { toast(problem.title, { level: "bad" }); } return true; }, refresh, { icon: "check" })));
}

async function edit(all, one) {
  let system = one?.system;
  if (!system) {
    const chosen = await ask({ title: t("exchange.new"), confirm: t("action.confirm"), testid: "exchange-kind", fields: [choices({ name: "system", label: t("exchange.kind"), required: true, value: "his", testid: "exchange-system", options: ["his", "lis", "pacs"].map((value) => ({ value, label: t(`exchange.system.${value}`), hint: t(`exchange.systemHint.${value}`) })) })] });
    if (!chosen) return null;
    system = chosen.system;
  }
  const text = (name, label, more = {}) => field({ name, label, max: 100, value: one?.[name] ?? more.otherwise, testid: `exchange-${name}`, ...more });
  const fields = [
    text("name", t("exchange.name"), { required: true }),
    text("host", t("exchange.host"), { required: true, hint: all.allowedHosts.length > 0 ? t("exchange.allowed", { hosts: all.allowedHosts.join(", ") }) : t("exchange.noHosts") }),
    field({ name: "port", label: t("exchange.port"), type: "number", min: 1, required: true, value: one?.port ?? (system === "pacs" ? 443 : 2575), testid: "exchange-port" }),
    choices({ name: "encrypted", label: t("exchange.line"), required: true, value: String(one?.encrypted ?? true), testid: "exchange-encrypted", options: [{ value: "true", label: t("exchange.encrypted") }, { value: "false", label: t("exchange.plain"), hint: t("exchange.plainHint") }] }),
    ...(system === "pacs" ? [text("path", t("exchange.path"), { required: true, otherwise: "/dicom-web" }), text("secret", t("exchange.secret"), { hint: t("exchange.secretHint") })]
      : [text("application", "MSH-3", { required: true, hint: t("exchange.applicationHint") }), text("facility", "MSH-4", { required: true })]),
    ...(SENDS[system].length > 0 ? [choices({ name: "sends", type: "checkbox", label: t("exchange.sends"), value: one?.sends ?? SENDS[system], testid: "exchange-sends", options: SENDS[system].map((value) => ({ value, label: t(`exchange.topic.${value}`) })) })] : []),
    ...(system === "lis" ? [choices({ name: "attest", type: "checkbox", label: t("exchange.quality"), value: one?.qualityAttested ? ["yes"] : [], testid: "exchange-attest", options: [{ value: "yes", label: t("exchange.attest") }] })] : []),
  ];
  return ask({
    title: one ? one.name : t(`exchange.system.${system}`), confirm: t("profile.save"), testid: "exchange-dialog", fields,
    run: ({ attest, port, encrypted, secret, ...rest }) => {
      const body = { system, ...rest, port: Number(port), encrypted: encrypted === "true", ...(secret ? { secret } : {}), qualityAttested: system === "lis" ? (attest ?? []).includes("yes") : true };
      return one ? put(`/exchange/connections/${one.id}`, body, { version: one.version }) : post("/exchange/connections", body);
    },
  });
}

function row(one, refresh) {
  const bad = one.state === "dead" || one.state === "unmatched";
  const good = one.state === "delivered" || one.state === "taken";
  const why = (act, path) => ask({ title: t(`exchange.act.${act}`), confirm: t(`exchange.act.${act}`), testid: `exchange-${act}-dialog`, fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500, testid: "exchange-reason" })], run: (values) => post(`/exchange/messages/${one.id}/${path}`, values) });
  const acts = {
    retry: async () => { try { await post(`/exchange/messages/${one.id}/retry`); } catch (problem) { toast(problem.title, { level: "bad" }); } return true; },
    giveUp: () => why("giveUp", "give-up"), dismiss: () => why("dismiss", "dismiss"), match: () => match(one),
  };
  return h("li", { class: `work-row ${bad ? "over" : ""}`, testid: "exchange-message", data: { id: one.id, state: one.state } },
    h("span", { class: `tag ${good ? "ok" : bad ? "bad" : "warn"}` }, icon(good ? "check" : bad ? "warning" : "clock"), t(`exchange.${one.state}`)),
    h("div", { class: "work-main" }, h("span", { class: "work-question" }, `${t(`exchange.topic.${one.topic}`)} · ${one.connection}${one.consultationNumber ? ` · ${one.consultationNumber}` : ""}`),
      h("span", { class: "work-meta" }, h("span", {}, fullTime(one.createdAt)), one.attempts > 0 && h("span", {}, t("exchange.attempts", { n: one.attempts })), one.nextAt && h("span", {}, t("exchange.nextAt", { time: fullTime(one.nextAt) })), words(one) && h("span", { class: "strong" }, words(one)), one.reason && h("span", {}, `${t("field.reason")}：${one.reason}`))),
    h("div", { class: "row" }, one.actions.map((act) => button(`exchange-act-${act}`, t(`exchange.act.${act}`), acts[act], refresh))));
}

/** Who it is about is read only now, and on record. */
async function match(one) {
  let content;
  try { content = await post(`/exchange/messages/${one.id}/content`); } catch (problem) { toast(problem.title, { level: "bad" }); return null; }
  return ask({
    title: t("exchange.act.match"), confirm: t("exchange.act.match"), testid: "exchange-match-dialog",
    body: h("dl", { class: "facts", testid: "exchange-content" }, h("dt", {}, t("exchange.patient")), h("dd", {}, `${content.patientName}　${content.birthDate ?? ""}`), h("dt", {}, t("exchange.recordNumber")), h("dd", { class: "number" }, content.recordNumber || "—"), h("dt", {}, t("exchange.items")), h("dd", {}, content.items.join("、")), h("dt", {}, t("exchange.numbers")), h("dd", { class: "number" }, content.numbers.join("、") || "—")),
    fields: [field({ name: "consultationNumber", label: t("exchange.caseNumber"), required: true, max: 40, hint: t("exchange.matchHint"), testid: "exchange-case-number" })],
    run: (values) => post(`/exchange/messages/${one.id}/match`, values),
  });
}
