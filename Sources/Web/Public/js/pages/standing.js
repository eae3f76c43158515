// 服务状态: whether hospitals serve; stopping for a cause of JL 34, the report, and serving again.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { hasRole } from "../core/session.js";
import { day, fullTime, when } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { officeOpen } from "../ui/licensing-office.js";
import { near } from "./agreements.js";

const causes = ["safetyHazard", "seriousConsequence", "staffChanged", "equipmentChanged", "facilityChanged", "otherConditionChanged"];

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({
    signal, load: () => get("/standings"),
    render: ({ items = [] }) => (items.length === 0 ? empty({ name: "shield", title: t("standing.none") }) : h("ul", { class: "work-list", testid: "standings" }, items.map((one) => row(one, refresh)))),
  });
  const refresh = () => region.refresh();
  on("worklist", signal, refresh);
  return h("div", { class: "stack", testid: "page-standing" }, pageHead({ title: t("nav.standing"), actions: hasRole("operator") && h("button", { type: "button", class: "button main", testid: "institution-register", on: { click: async () => { if (await register()) { toast(t("standing.registered")); refresh(); } } } }, icon("plus"), t("standing.register")) }), h("p", { class: "soft" }, t("standing.about")), hasRole("healthAuthority") && h("p", { class: "soft", testid: "licensing-scope" }, t("licensing.supervised")), region.element);
}

function row(one, refresh) {
  const stop = one.suspension;
  const late = one.limits.find((limit) => limit.overdue);
  return h("li", { class: `card stack ${late ? "over" : ""}`, testid: "standing", data: { id: one.institutionId, state: one.state } },
    h("div", { class: "row spread" }, h("h2", {}, one.institution), h("span", { class: `tag ${one.state === "active" ? "ok" : "bad"}` }, icon(one.state === "active" ? "check" : "pause"), one.stateDisplay)),
    one.proposal && notice("warn", h("p", {}, t("standing.proposal", { cause: one.proposal }))),
    stop && notice("bad", h("p", { class: "strong" }, `${stop.causeDisplay}${stop.byAuthority ? `（${t("standing.byAuthority")}）` : ""}`), h("p", {}, stop.reason), h("p", { class: "small soft" }, fullTime(stop.at)),
      h("p", {}, t("standing.held", { n: one.heldCases })),
      stop.report ? h("p", {}, t("standing.reported", { number: stop.report.number, authority: stop.report.authority, day: stop.report.filedOn })) : h("p", {}, t("standing.reportDue"))),
    h("p", { class: "row small" }, one.licenceValidTo && h("span", { class: "soft" }, t("standing.licence", { day: one.licenceValidTo })),
      one.licensingOffice && h("span", { class: "soft" }, t("licensing.issuedBy", { name: one.licensingOffice })), one.licensingOfficeOpen && officeOpen(),
      near(one.limits).map((limit) => h("span", { class: limit.overdue ? "tag warn" : "soft", title: fullTime(limit.dueAt) }, t("agreement.limit", { what: limit.display, at: when(limit.dueAt) })))),
    h("div", { class: "row" }, !hasRole("healthAuthority") && h("a", { class: "button", href: `/profile/${one.institutionId}` }, icon("hospital"), t("standing.profile")), one.actions.map((action) => h("button", { type: "button", class: `button ${["suspend", "exit"].includes(action) ? "danger" : "main"}`, testid: `standing-${action}`, on: { click: async () => { if (await perform(one, action)) { toast(t("agreement.done")); refresh(); } } } }, t(`standing.do.${action}`)))));
}

function perform(one, action) {
  const label = t(`standing.do.${action}`);
  const send = (path, body) => post(`/standings/${one.institutionId}/${path}`, body, { version: one.version });
  if (action === "accept") return ask({ title: label, confirm: label, body: h("p", {}, t("standing.acceptEffect")), run: () => send("accept", {}) });
  const reason = field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 });
  if (action === "suspend") return ask({
    title: label, confirm: label, danger: true, testid: "suspend-dialog", body: h("p", {}, t("standing.suspendEffect")),
    fields: [choices({ name: "cause", label: t("standing.cause"), required: true, value: "safetyHazard", testid: "suspend-cause", options: causes.map((cause) => ({ value: cause, label: term("suspension", cause) })) }), reason],
    run: (values) => send("suspend", values),
  });
  if (action === "fileReport") return ask({
    title: label, confirm: label, fields: [field({ name: "number", label: t("standing.number"), required: true, max: 100 }), field({ name: "authority", label: t("standing.authority"), required: true, max: 100, value: one.licensingOffice }), field({ name: "filedOn", label: t("standing.filedOn"), type: "date", required: true, value: day(now()) })],
    run: (values) => send("report", values),
  });
  if (action === "resume") return ask({ title: label, confirm: label, body: h("p", {}, t("standing.resumeEffect")), fields: [field({ name: "evidence", label: t("standing.evidence"), type: "textarea", required: true, max: 1000 })], run: (values) => send("resume", values) });
  return ask({ title: label, confirm: label, danger: action === "exit", fields: [reason], run: (values) => send(action === "exit" ? "exit" : "dismiss", values) });
}

const provinces = ["jilin", "beijing", "liaoning", "heilongjiang", "guangxi", "sichuan"];
const from = (name, group, all) => field({ name, label: t(`standing.${name}`), type: "select", required: true, options: all.map((value) => ({ value, label: term(group, value) })) });

/** A new institution: it serves only after its acceptance. */
const register = () => ask({
  title: t("standing.register"), confirm: t("standing.register"), testid: "register-dialog",
  fields: [field({ name: "code", label: t("standing.code"), required: true, max: 64 }), field({ name: "name", label: t("standing.name"), required: true, max: 100 }), field({ name: "shortName", label: t("standing.shortName"), required: true, max: 100 }),
    from("jurisdiction", "region", provinces), from("level", "level", ["province", "city", "county", "primaryCare"]), from("grade", "grade", ["tertiary", "secondary", "primary", "ungraded"])],
  run: (values) => post("/institutions", values),
});
