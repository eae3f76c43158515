// 设备台账: everything the hospital has for telemedicine, what is due first at the top.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { go } from "../core/router.js";
import { askEntry, askPlan, categories, workName } from "../ui/asset-forms.js";
import { field } from "../ui/field.js";
import { fileButtons } from "../ui/file-buttons.js";
import { pageHead } from "../ui/frame.js";
import { icon } from "../ui/icons.js";
import { more } from "../ui/more.js";
import { placeFilter } from "../ui/quality-list.js";
import { hasRole } from "../core/session.js";
import { empty, loading } from "../ui/states.js";
import { style } from "../ui/style.js";

const views = ["current", "overdue", "soon", "defective", "outOfService", "retired"];
const tones = { inService: "ok", defective: "bad", outOfService: "warn", retired: "" };
const asks = ["view", "category", "mine", "institution"];

export const stateTag = (one) => h("span", { class: `tag ${tones[one.state]}` }, t(`assetState.${one.state}`));

export default async function page({ query, signal }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const wanted = Object.fromEntries(asks.map((name) => [name, query.get(name) ?? ""]));
  const asked = (change = {}) => `${new URLSearchParams(Object.entries({ ...wanted, ...change }).filter(([, value]) => value))}`;
  const region = loading({ signal, load: () => get(`/assets?${asked()}`), render: (data) => view(data, wanted, asked) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-assets" },
    pageHead({ title: t("nav.assets"), actions: fileButtons(() => `/assets/export?${asked()}`, t("nav.assets"), "assets") }),
    hasRole("healthAuthority") && placeFilter("assets", query, (institution) => `/assets?${asked({ institution })}`), region.element);
}

function view(data, wanted, asked) {
  const current = wanted.view || "current";
  const tab = (name) => h("a", { class: `button ${name === current ? "main" : ""}`, href: `/assets?${asked({ view: name === "current" ? "" : name })}`, "aria-current": name === current ? "page" : null, testid: `assets-${name}` },
    t(`assets.view.${name}`), data.counts[name] > 0 && h("span", { class: "tag" }, String(data.counts[name])));
  const category = field({ name: "category", label: t("assets.category"), type: "select", empty: t("assets.allCategories"), value: wanted.category, options: categories.map((value) => ({ value, label: t(`assetCategory.${value}`) })) });
  category.input.addEventListener("change", () => go(`/assets?${asked({ category: category.value() })}`, { replace: true }));
  const own = !wanted.institution && (!data.ownOnly || wanted.mine) ? h("a", { class: "button", href: `/assets?${asked({ mine: wanted.mine ? "" : "1" })}`, testid: "assets-mine" }, t(wanted.mine ? "assets.everyone" : "assets.mine")) : null;
  const add = data.mayRegister && h("button", { type: "button", class: "button main", testid: "asset-new", on: { click: register } }, icon("plus"), t("assets.register"));
  return h("div", { class: "stack" }, h("p", { class: "soft" }, data.ownOnly ? t("assets.aboutOwn") : t("assets.about", { days: data.reminderDays })),
    h("nav", { class: "row no-print", "aria-label": t("nav.assets") }, views.map(tab)), h("div", { class: "row spread no-print" }, h("div", { class: "row" }, category.element, own), add),
    data.items.length === 0 ? nothing(data, wanted) : table(data, asked));
}

function nothing(data, wanted) {
  if (wanted.view || wanted.category) return empty({ name: "check", title: t("assets.noneHere") });
  return data.ownOnly ? empty({ name: "check", title: t("assets.noneOwn") }) : empty({ name: "device", title: t("assets.none"), text: t("assets.noneHelp") });
}

/** The plan follows at once: without one nothing is ever due. */
async function register() {
  const made = await askEntry();
  if (!made) return;
  await askPlan(made);
  go(`/assets/${encodeURIComponent(made.id)}`);
}

function table({ items, next }, asked) {
  const body = h("tbody", {}, items.map(row));
  const head = ["name", "category", "place", "keeper", "next", "last", "state"];
  return h("div", { class: "stack" }, h("div", { class: "card flush" }, h("table", { class: "table stacking", testid: "assets" },
    h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, t(`assets.${name}`))))), body)),
  more({ path: `/assets?${asked()}`, next, list: body, row, testid: "assets-more" }));
}

function row(one) {
  const cell = (name, ...content) => h("td", { data: { label: t(`assets.${name}`) } }, h("div", {}, content));
  return h("tr", { class: one.overdue || one.state === "defective" ? "over" : "", testid: "asset", data: { id: one.id, state: one.state } },
    cell("name", h("a", { class: "strong", href: `/assets/${encodeURIComponent(one.id)}` }, one.name), h("div", { class: "small soft" }, [one.maker, one.model, one.serial].filter(Boolean).join(" · "))),
    cell("category", h("span", { class: "nowrap" }, t(`assetCategory.${one.category}`))), cell("place", one.place), cell("keeper", h("span", { class: "nowrap" }, one.keeperName)),
    cell("next", one.plan.length === 0 ? h("span", { class: "small soft" }, t("assets.noPlan")) : one.plan.filter((planned) => planned.dueOn).map((planned) => h("div", { class: planned.overdue ? "strong nowrap" : "nowrap" }, t("assets.due", { work: workName(planned.work), day: planned.dueOn }), " ", planned.overdue && h("span", { class: "tag bad" }, t("assets.overdue"))))),
    cell("last", one.last ? `${one.last.doneOn} ${workName(one.last.work)} · ${t(one.last.passed ? "assets.passed" : "assets.failed")}` : "—"), cell("state", stateTag(one)));
}
