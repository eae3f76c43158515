// Lists of quality control that all work alike: records of an institution, newest first, their acts as dialogs.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { day, fullTime, when } from "../core/format.js";
import { currentAccount } from "../core/session.js";
import { go } from "../core/router.js";
import { ask } from "./dialog.js";
import { field } from "./field.js";
import { pageHead } from "./frame.js";
import { more } from "./more.js";
import { empty, loading } from "./states.js";
import { style } from "./style.js";
import { toast } from "./toast.js";

const groups = [
  ["records", [["samples", "quality.samples"], ["cases", "quality.cases"]]],
  ["events", [["adverse-events", "quality.adverseEvents"], ["complaints", "quality.complaints"], ["disputes", "quality.disputes"], ["data-breaches", "quality.breaches"]]],
  ["reviews", [["findings", "quality.findings"], ["inspections", "quality.inspections"], ["evaluations", "quality.evaluations"]]],
  ["figures", [["statistics", "quality.statistics"], ["activity", "quality.activity"], ["stationed", "quality.stationed"], ["matches", "quality.matches"]]],
];

/** Sections in which an office has nothing of its own: it sees an institution at once. */
const ofHospitals = ["samples", "cases", "adverse-events", "statistics", "inspections", "activity", "stationed", "assets", "people", "events", "credits"];
/** A path of the pages or the API as it is asked about one institution; without one, about one's own. */
export const atPlace = (path, institution) => (institution ? `${path}${path.includes("?") ? "&" : "?"}institution=${encodeURIComponent(institution)}` : path);

/** The sections of 质控, with the one that is open marked; who looks at an institution goes on looking at it. */
export function qualityTabs(current) {
  const institution = new URLSearchParams(location.search).get("institution");
  const link = ([path, key]) => h("a", { class: `button small ${path === current ? "main" : ""}`, href: atPlace(`/quality/${path}`, institution), "aria-current": path === current ? "page" : null, testid: `quality-${path}` }, t(key));
  return h("nav", { class: "row section-groups no-print", "aria-label": t("nav.quality") }, groups.map(([name, sections]) => h("div", { class: "row", role: "group", "aria-label": t(`quality.group.${name}`) }, h("span", { class: "small soft", "aria-hidden": "true" }, t(`quality.group.${name}`)), sections.map(link))));
}

/** For offices that supervise several institutions: which one is looked at. Nothing for a hospital's own people. */
export function placeFilter(current, query, path = (institution) => atPlace(`/quality/${current}`, institution)) {
  const own = currentAccount()?.institution?.id;
  const place = field({ name: "institution", label: t("quality.institution"), type: "select", empty: t("quality.own"), value: "", testid: "quality-institution", options: [] });
  place.element.hidden = true;
  get("/quality/institutions").then(({ items = [] }) => {
    if (!items.some((one) => one.id !== own)) return;
    const isOffice = !items.some((one) => one.id === own);
    if (isOffice && !query.get("institution") && ofHospitals.includes(current)) return void go(path(items[0].id), { replace: true });
    place.element.hidden = false;
    place.input.append(...items.map((one) => h("option", { value: one.id }, one.name)));
    place.set(query.get("institution") ?? "");
  }).catch(() => { /* without the list one's own institution is shown */ });
  place.input.addEventListener("change", () => go(path(place.value()), { replace: true }));
  return place.element;
}

/**
 * A page of records. `row(one)` gives title, text and facts; `acts` maps an action to {fields(one), path, body(values), title, effect}.
 * `extra(one, refresh)` adds content under the row, `create` a button at the head.
 */
export function qualityPage({ signal, query, name, path, title, about, row, acts, extra, create, none, tabs = qualityTabs }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const wanted = query.get("institution") ?? "";
  const url = `${path}?${new URLSearchParams([["institution", wanted], ["state", query.get("state") ?? ""]].filter(([, value]) => value))}`;
  const region = loading({ signal, load: () => get(url), render: list });
  const refresh = () => region.refresh();
  on("worklist", signal, refresh);

  function list({ items = [], next }) {
    if (items.length === 0) return empty({ name: "check", title: none ?? t("quality.none") });
    const rows = h("ul", { class: "work-list", testid: name }, items.map(card));
    return h("div", { class: "stack" }, rows, more({ path: url, next, list: rows, row: card, testid: `${name}-more` }));
  }

  function card(one) {
    const shown = row(one);
    const late = one.late || (one.limits ?? []).some((limit) => limit.overdue);
    return h("li", { class: `card stack ${late ? "over" : ""}`, testid: `${name}-row`, data: { id: one.id, state: one.state } },
      h("div", { class: "row spread" }, h("h2", {}, shown.title), h("span", { class: `tag ${shown.done ? "ok" : "warn"}` }, one.stateDisplay)),
      (one.limits ?? []).map((limit) => h("p", { class: `small ${limit.overdue ? "strong" : "soft"}`, title: fullTime(limit.dueAt) }, t("agreement.limit", { what: limit.display, at: when(limit.dueAt) }))),
      h("dl", { class: "facts" }, shown.facts.filter(([, value]) => value !== undefined && value !== null && value !== "").flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
      extra?.(one, refresh),
      h("div", { class: "row no-print" }, one.consultationId && one.number && h("a", { class: "button", href: `/cases/${one.consultationId}` }, t("action.open")),
        (one.actions ?? []).filter((action) => acts[action]).map((action) => h("button", { type: "button", class: "button main", testid: `${name}-${action}`, on: { click: () => perform(one, acts[action], refresh) } }, acts[action].title))));
  }

  async function perform(one, act, refresh) {
    const done = await ask({ title: act.title, confirm: act.title, body: act.effect && h("p", {}, act.effect), testid: `${name}-dialog`, fields: act.fields?.(one) ?? [], run: act.run ? (values) => act.run(one, values) : (values) => post(`${path}/${encodeURIComponent(one.id)}/${act.path}`, act.body ? act.body(values) : values, { version: one.version }) });
    if (done) { toast(t("quality.done")); refresh(); }
  }

  return h("div", { class: "stack", testid: `page-${name}` }, pageHead({ title, actions: [create && h("button", { type: "button", class: "button main", testid: `${name}-create`, on: { click: async () => { if (await create()) { toast(t("quality.done")); refresh(); } } } }, t(`quality.create.${name}`))] }),
    tabs(query.section), tabs === qualityTabs && placeFilter(query.section, query), h("p", { class: "soft" }, about), region.element);
}

export const long = (name, label, options = {}) => field({ name, label, type: "textarea", required: true, max: 1000, ...options });
export const short = (name, label, options = {}) => field({ name, label, required: true, max: 100, ...options });
export const filed = () => [short("number", t("standing.number")), short("authority", t("standing.authority")), field({ name: "filedOn", label: t("standing.filedOn"), type: "date", required: true, value: day(now()) })];
export const pick = (name, label, group, words, options = {}) => field({ name, label, type: "select", required: true, options: words.map((value) => ({ value, label: t(`${group}.${value}`) })), ...options });
