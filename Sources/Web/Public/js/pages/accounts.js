// 账号与岗位: the system administrator adds and proposes, the security administrator decides.
import { h } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { hasRole } from "../core/session.js";
import { fullTime } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { icon } from "../ui/icons.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const roles = ["physician", "invitationCoordinator", "finance", "qualityController", "institutionAdmin", "operator", "auditor", "healthAuthority", "systemAdmin", "securityAdmin", "auditAdmin"];
const names = (list) => (list.length === 0 ? t("accounts.noRole") : list.map((role) => t(`role.${role}`)).join(language() === "zh" ? "、" : ", "));

export default function page({ signal }) {
  style("/css/work.css");
  const region = loading({
    signal, load: () => get("/accounts"),
    render({ items, next }) {
      if (items.length === 0) return empty({ name: "people", title: t("accounts.none") });
      const waiting = items.filter((one) => one.state === "proposed");
      const list = h("ul", { class: "work-list", testid: "accounts" }, [...waiting, ...items.filter((one) => one.state !== "proposed")].map((one) => row(one, refresh)));
      return [list, more({ path: "/accounts", next, list, row: (one) => row(one, refresh) })];
    },
  });
  const refresh = () => region.refresh();
  const rules = loading({ signal, lines: 1, load: () => get("/security-rules"), render: (one) => h("p", { class: "small soft", testid: "security-rules" }, t("accounts.rules", { roles: names(one.secondFactorRoles), idle: one.idleSeconds / 60, session: one.sessionSeconds / 3600, failures: one.failureLimit, lock: one.lockSeconds / 60 })) });
  const add = hasRole("systemAdmin") && h("button", { type: "button", class: "button main", testid: "account-add", on: { click: async () => { if (await adding()) { toast(t("accounts.added")); refresh(); } } } }, icon("plus"), t("accounts.add"));
  return h("div", { class: "stack", testid: "page-accounts" }, pageHead({ title: t("nav.accounts"), actions: add }),
    h("p", { class: "soft" }, t(hasRole("securityAdmin") ? "accounts.aboutSecurity" : "accounts.aboutSystem")), rules.element, region.element);
}

function row(one, refresh) {
  const level = { active: "ok", proposed: "warn", disabled: "bad" }[one.state];
  return h("li", { class: `work-row ${one.state === "disabled" ? "over" : ""}`, testid: "account-row", data: { username: one.username, state: one.state } },
    h("div", { class: "stack-small" }, h("span", { class: `tag ${level}` }, t(`accounts.state.${one.state}`)), one.lockedUntil && h("span", { class: "tag bad" }, icon("lock"), t("accounts.locked"))),
    h("div", { class: "work-main" }, h("span", { class: "work-question" }, one.displayName, " ", h("span", { class: "soft" }, one.username)),
      h("span", { class: "work-meta" }, h("span", {}, one.institution.name), one.staffNumber && h("span", {}, t("accounts.staff", { number: one.staffNumber })), h("span", {}, names(one.roles)), h("span", {}, t(one.secondFactor ? "accounts.factorOn" : "accounts.factorOff"))),
      one.proposal && h("span", { class: "small", testid: "proposal" }, t("accounts.proposal", { roles: names(one.proposal.roles), reason: one.proposal.reason, at: fullTime(one.proposal.at) }))),
    one.actions.length > 0 && h("div", { class: "row end" }, one.actions.map((action) => h("button", { type: "button", class: `button small ${action === "approve" ? "main" : ""}`, testid: `account-${action}`, on: { click: async () => { if (await act(one, action)) { toast(t("accounts.done")); refresh(); } } } }, t(`accounts.act.${action}`)))));
}

const reason = () => field({ name: "reason", label: t("accounts.reason"), type: "textarea", rows: 2, required: true, max: 500, testid: "account-reason" });
const rolePick = (value) => choices({ name: "roles", label: t("accounts.roles"), type: "checkbox", required: true, value, testid: "role", options: roles.map((role) => ({ value: role, label: t(`role.${role}`) })) });
const path = { resetFactor: "reset-factor" };

const act = (one, action) => ask({
  title: t(`accounts.ask.${action}`, { name: one.displayName }), testid: "account-dialog", danger: ["disable", "resetFactor"].includes(action),
  body: one.proposal && action === "approve" && h("p", {}, t("accounts.proposal", { roles: names(one.proposal.roles), reason: one.proposal.reason, at: fullTime(one.proposal.at) })),
  fields: ["approve", "withdraw"].includes(action) ? [] : action === "propose" ? [rolePick(one.roles), reason()] : [reason()],
  run: (values) => post(`/accounts/${one.id}/${path[action] ?? action}`, values, { version: one.version }),
});

async function adding() {
  const { items } = await get("/administered-institutions");
  return ask({
    title: t("accounts.add"), testid: "account-dialog", body: h("p", { class: "small soft" }, t("accounts.addHelp")),
    fields: [
      field({ name: "institutionId", label: t("accounts.institution"), type: "select", required: true, empty: items.length === 1 ? false : undefined, options: items.map((one) => ({ value: one.id, label: one.name })) }),
      field({ name: "displayName", label: t("accounts.name"), required: true, max: 100 }),
      field({ name: "staffNumber", label: t("accounts.staffNumber"), required: true, max: 100, hint: t("accounts.staffHelp") }),
      field({ name: "username", label: t("signIn.username"), required: true, max: 64 }),
      field({ name: "password", label: t("accounts.firstPassword"), type: "password", required: true, max: 256, autocomplete: "new-password" }),
      rolePick([]), reason(),
    ],
    run: (values) => post("/accounts", values),
  });
}
