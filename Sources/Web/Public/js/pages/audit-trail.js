// 审计日志: who signed in and failed to, factors, accounts, roles, exports; for the audit administrator alone.
import { h, replace } from "../core/dom.js";
import { has, t } from "../core/i18n.js";
import { download, get } from "../core/api.js";
import { fullTime } from "../core/format.js";
import { go } from "../core/router.js";
import { field } from "../ui/field.js";
import { icon } from "../ui/icons.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading, problemBox } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const categories = ["signIn", "failure", "factor", "account", "role", "export"];

export default function page({ query, signal }) {
  style("/css/compliance.css");
  const wanted = new URLSearchParams(["category", "from", "to", "account"].filter((name) => query.get(name)).map((name) => [name, query.get(name)]));
  const path = `/audit-trail?${wanted}`;
  const trouble = h("div", {});
  const region = loading({
    signal, load: () => get(path),
    render({ items, next }) {
      if (items.length === 0) return empty({ name: "list", title: t("audit.none") });
      const draw = (one) => row(one, wanted);
      const body = h("tbody", {}, items.map(draw));
      return h("div", { class: "stack" },
        h("div", { class: "scroll-x" }, h("table", { class: "table", testid: "audit-trail" }, h("thead", {}, h("tr", {}, ["audit.at", "audit.what", "audit.whose", "audit.by", "audit.detail"].map((key) => h("th", { scope: "col" }, t(key))))), body)),
        more({ path, next, list: body, row: draw, testid: "audit-more" }));
    },
  });
  const take = h("button", { type: "button", class: "button", testid: "audit-export", on: { click: async () => {
    replace(trouble);
    try {
      await download(`/audit-trail/export?${wanted}`, "audit-trail.csv", { body: {} });
      toast(t("audit.exported"));
      region.refresh();
    } catch (problem) { replace(trouble, problemBox(problem, { compact: true })); }
  } } }, icon("download"), t("audit.export"));
  return h("div", { class: "stack", testid: "page-audit-trail" }, pageHead({ title: t("nav.audit"), actions: take }),
    h("p", { class: "soft" }, t("audit.about")), filter(wanted), trouble, region.element);
}

function filter(wanted) {
  const fields = [
    field({ name: "category", label: t("audit.category"), type: "select", empty: t("audit.all"), value: wanted.get("category") ?? "", options: categories.map((value) => ({ value, label: t(`audit.category.${value}`) })) }),
    field({ name: "from", label: t("audit.from"), type: "date", value: wanted.get("from") }),
    field({ name: "to", label: t("audit.to"), type: "date", value: wanted.get("to") }),
  ];
  const form = h("form", { class: "row no-print", testid: "audit-filter" }, fields.map((one) => one.element),
    h("button", { type: "submit", class: "button" }, icon("search"), t("audit.show")), wanted.size > 0 && h("a", { class: "button", href: "/audit-trail" }, t("audit.clear")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const next = new URLSearchParams([...fields.map((one) => [one.name, one.value()]), ["account", wanted.get("account") ?? ""]].filter(([, value]) => value));
    go(`/audit-trail?${next}`);
  });
  return form;
}

const detail = (one) => [one.roles && one.roles.map((role) => t(`role.${role}`)).join("、"), one.reason].filter(Boolean).join(" · ");

function row(one, wanted) {
  const whose = one.name ? `${one.name}（${one.username}）` : t("audit.nobody");
  const same = new URLSearchParams([...wanted, ["account", one.accountId]]);
  return h("tr", { testid: "audit-row", data: { kind: one.kind } },
    h("td", { class: "number" }, fullTime(one.at)),
    h("td", {}, h("span", { class: `tag ${one.category === "failure" ? "bad" : ""}` }, has(`audit.kind.${one.kind}`) ? t(`audit.kind.${one.kind}`) : one.kind)),
    h("td", {}, one.name ? h("a", { href: `/audit-trail?${same}` }, whose) : whose),
    h("td", {}, one.by), h("td", { class: "small" }, detail(one)));
}
