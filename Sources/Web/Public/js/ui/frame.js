// Frame for all pages: navigation, 待办 count, search, help, 大字, language, person and hospital.
import { h, replace } from "../core/dom.js";
import { language, t, useLanguage } from "../core/i18n.js";
import { currentAccount, hasRole, isAdministrator, mayAsk, mayWork, signOut } from "../core/session.js";
import { dropAllDrafts } from "../core/draft-store.js";
import { go, reload } from "../core/router.js";
import { keepTyped } from "../core/keep-typed.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { icon } from "./icons.js";
import { navigation } from "./navigation.js";
import { sheet } from "./dialog.js";

const LARGE = "huizhen.large";
const counts = { todo: 0, overdue: 0 };

export function applyLargeType() {
  let large = false;
  try { large = localStorage.getItem(LARGE) === "1"; } catch { /* default size */ }
  document.documentElement.classList.toggle("large-type", large);
  return large;
}

function toggleLargeType() {
  try { localStorage.setItem(LARGE, document.documentElement.classList.contains("large-type") ? "0" : "1"); } catch { /* this page only */ }
  const large = applyLargeType();
  document.querySelectorAll("[data-testid=large-type]").forEach((one) => one.setAttribute("aria-pressed", String(large)));
}

async function otherLanguage() {
  await useLanguage(language() === "zh" ? "en" : "zh");
  const giveBack = keepTyped(document.getElementById("app"));
  await reload();
  giveBack();
}

/** The three administrators look after access and nothing else; whoever has still to enrol does only that. */
const ownEntries = () => [
  mayWork() && hasRole("systemAdmin", "securityAdmin") && { href: "/accounts", name: "people", key: "nav.accounts" },
  mayWork() && hasRole("auditAdmin") && { href: "/audit-trail", name: "list", key: "nav.audit" },
  { href: "/account-security", name: "lock", key: "nav.security" },
].filter(Boolean);

const entries = () => isAdministrator() || !mayWork() ? ownEntries() : [
  { href: "/", name: "home", key: "nav.work", count: true },
  mayAsk() && { href: "/cases/new", name: "plus", key: "nav.new" },
  { href: "/cases", name: "cases", key: "nav.cases" },
  hasRole("physician", "invitationCoordinator", "qualityController", "institutionAdmin") && { href: "/diagnosis", name: "report", key: "nav.diagnosis" },
  hasRole("physician", "invitationCoordinator", "qualityController", "institutionAdmin") && { href: "/duty-rotas", name: "people", key: "nav.rotas" },
  hasRole("invitationCoordinator", "qualityController", "institutionAdmin", "auditor") && { href: "/practitioners", name: "person", key: "nav.practitioners" },
  hasRole("physician", "invitationCoordinator", "qualityController") && { href: "/referrals", name: "leave", key: "nav.referrals" },
  { href: "/notices", name: "inbox", key: "nav.notices" },
  hasRole("physician", "invitationCoordinator", "qualityController", "institutionAdmin") && { href: "/upload-duties", name: "clock", key: "nav.duties" },
  currentAccount()?.onlineVisits && { href: "/visits", name: "device", key: "nav.visits" },
  currentAccount()?.onlineVisits && hasRole("physician", "qualityController", "institutionAdmin") && { href: "/family-doctors", name: "person", key: "nav.familyDoctors" },
  hasRole("finance", "institutionAdmin", "auditor") && { href: "/settlements", name: "money", key: "nav.settlements" },
  hasRole("physician") && { href: "/my-pay", name: "money", key: "nav.myPay" },
  hasRole("institutionAdmin", "operator", "auditor") && { href: "/agreements", name: "pen", key: "nav.agreements" },
  hasRole("invitationCoordinator", "operator") && { href: "/platform-needs", name: "people", key: "nav.needs" },
  hasRole("qualityController", "institutionAdmin", "auditor") && { href: "/profile", name: "hospital", key: "nav.profile" },
  hasRole("qualityController", "institutionAdmin", "healthAuthority", "operator") && { href: "/standing", name: "shield", key: "nav.standing" },
  hasRole("operator") && { href: "/quality/matches", name: "people", key: "quality.matches" },
  hasRole("operator", "institutionAdmin") && { href: "/platform-feed", name: "upload", key: "nav.feed" },
  hasRole("institutionAdmin", "qualityController") && { href: "/admission", name: "hospital", key: "nav.admission" },
  hasRole("operator", "institutionAdmin", "qualityController", "healthAuthority", "auditor") && { href: "/supervision", name: "upload", key: "nav.supervision" },
  hasRole("institutionAdmin", "invitationCoordinator", "finance") && { href: "/exchange", name: "network", key: "nav.exchange" },
  hasRole("operator", "auditor") && { href: "/operations", name: "warning", key: "nav.operations" },
  hasRole("operator", "qualityController", "institutionAdmin") && { href: "/network", name: "network", key: "nav.network" },
  hasRole("qualityController", "institutionAdmin", "healthAuthority", "auditor") && { href: "/quality", name: "check", key: "nav.quality" },
  { href: "/training", name: "person", key: "nav.training" },
  currentAccount()?.equipment && { href: "/assets", name: "device", key: "nav.assets" },
  hasRole("qualityController", "auditor", "institutionAdmin") && { href: "/violations", name: "warning", key: "nav.violations" },
  hasRole("qualityController", "institutionAdmin", "operator", "healthAuthority") && { href: "/custody", name: "seal", key: "nav.custody" },
  hasRole("auditor", "qualityController", "operator") && { href: "/compliance", name: "shield", key: "nav.compliance" },
  hasRole("finance", "institutionAdmin", "auditor") && { href: "/price-catalogue", name: "list", key: "nav.catalogue" },
  { href: "/prices", name: "price", key: "nav.prices" },
  { href: "/device-check", name: "device", key: "nav.devices" },
  { href: "/account-security", name: "lock", key: "nav.security" },
].filter(Boolean);

function badge() {
  if (counts.todo === 0) return null;
  return h("span", { class: `count ${counts.overdue > 0 ? "over" : ""}`, testid: "todo-count", title: t("nav.count", counts) }, counts.todo);
}

const current = (href) => {
  const path = location.pathname;
  if (href === "/") return path === "/";
  if (href === "/cases") return path.startsWith("/cases") && !path.startsWith("/cases/new");
  return path.startsWith(href);
};

const link = (entry) => h("a", { href: entry.href, "aria-current": current(entry.href) ? "page" : null, testid: `nav-${entry.key.split(".")[1]}` },
  icon(entry.name), h("span", {}, t(entry.key)), entry.count && h("span", { class: "badge-place" }, badge()));

export async function refreshCounts() {
  if (!currentAccount() || isAdministrator() || !mayWork()) return;
  try {
    const answer = await get("/worklist?box=todo");
    Object.assign(counts, { todo: answer.counts?.todo ?? answer.items.length, overdue: answer.counts?.overdue ?? 0 });
    document.querySelectorAll(".badge-place").forEach((place) => replace(place, badge()));
  } catch { /* the list itself shows its problem */ }
}
export function tellCounts(given) {
  if (!given) return;
  Object.assign(counts, given);
  document.querySelectorAll(".badge-place").forEach((place) => replace(place, badge()));
}

async function leave() {
  dropAllDrafts();
  try { await signOut(); } catch { /* the cookie may be gone already */ }
  go("/sign-in", { force: true });
}

const tools = () => [
  h("a", { class: "tool", href: "/help", testid: "nav-help" }, icon("help"), h("span", { class: "wide-only" }, t("nav.help"))),
  h("button", { class: "tool", type: "button", testid: "large-type", "aria-pressed": String(document.documentElement.classList.contains("large-type")), title: t("nav.largeHelp"), on: { click: toggleLargeType } },
    icon("letter"), h("span", { class: "wide-only" }, t("nav.large"))),
  h("button", { class: "tool", type: "button", testid: "language", lang: language() === "zh" ? "en" : "zh-Hans", on: { click: otherLanguage } }, icon("globe"), language() === "zh" ? "EN" : "中文"),
];

function moreSheet() {
  const account = currentAccount();
  sheet({
    title: t("nav.more"),
    body: h("div", { class: "more-list" },
      h("p", { class: "soft small" }, `${account.displayName} · ${account.institution?.name ?? ""}`),
      navigation(entries(), { current: (entry) => current(entry.href), link }), h("a", { href: "/help" }, icon("help"), t("nav.help")),
      h("button", { type: "button", on: { click: leave } }, icon("exit"), t("nav.signOut"))),
  });
}

/** The signed-in frame around `page`; `search` opens the command palette. */
export function frame(page, { search, signal }) {
  const account = currentAccount();
  const all = entries();
  const offline = h("div", { class: "offline-bar", role: "status", hidden: navigator.onLine, testid: "offline-bar" }, t("state.offlineBar"));
  addEventListener("online", () => { offline.hidden = true; }, { signal });
  addEventListener("offline", () => { offline.hidden = false; }, { signal });
  on("worklist", signal, refreshCounts);
  return h("div", {},
    h("a", { class: "skip", href: "#page" }, t("nav.skip")),
    h("header", { class: "topbar no-print" },
      h("a", { class: "logo", href: "/" }, h("img", { src: "/favicon.svg", alt: "" }), t("app.name")),
      h("span", { class: "spacer" }),
      h("button", { class: "search-button", type: "button", testid: "search-open", "aria-label": t("nav.search"), on: { click: search } }, icon("search"), h("span", {}, t("nav.search")), h("kbd", {}, "Ctrl K")),
      h("span", { class: "spacer" }),
      tools(),
      h("div", { class: "person", testid: "account" }, h("b", {}, account.displayName), h("span", {}, account.institution?.shortName ?? account.institution?.name)),
      h("button", { class: "tool", type: "button", testid: "sign-out", title: t("nav.signOut"), on: { click: leave } }, icon("exit"), h("span", { class: "visually-hidden" }, t("nav.signOut")))),
    offline,
    h("div", { class: "layout" },
      h("nav", { class: "sidenav no-print", "aria-label": t("nav.main") }, navigation(all, { current: (entry) => current(entry.href), link })),
      h("main", { class: "page", id: "page", tabindex: "-1" }, page)),
    h("nav", { class: "tabbar no-print", "aria-label": t("nav.main") },
      all.slice(0, mayAsk() ? 3 : 2).map(link),
      h("button", { type: "button", testid: "nav-more", on: { click: moreSheet } }, icon("list"), h("span", {}, t("nav.more")))));
}

/** The frame of pages that need no sign-in. */
export function publicFrame(page) {
  return h("div", { class: "public" },
    h("header", { class: "topbar no-print" },
      h("a", { class: "logo", href: currentAccount() ? "/" : "/sign-in" }, h("img", { src: "/favicon.svg", alt: "" }), t("app.name")),
      h("span", { class: "spacer" }), tools()),
    h("main", { id: "page", tabindex: "-1" }, page),
    h("footer", { class: "no-print" }, h("a", { href: "/device-check" }, t("nav.devices")), " · ", h("a", { href: "/prices" }, t("nav.prices")), " · ", h("a", { href: "/disclosure" }, t("nav.disclosure")), " · ", h("a", { href: "/information" }, t("nav.information")), " · ", h("a", { href: "/feedback" }, t("nav.feedback")), " · ", h("a", { href: "/help" }, t("nav.help"))));
}

export function pageHead({ title, crumbs = [], actions, testid }) {
  document.title = `${title} · ${t("app.name")}`;
  return h("div", { class: "page-head", testid },
    h("div", {},
      crumbs.length > 0 && h("nav", { class: "crumbs", "aria-label": t("nav.crumbs") }, crumbs.map((one, index) => [index > 0 && h("span", { "aria-hidden": "true" }, "›"), one.href ? h("a", { href: one.href }, one.text) : h("span", {}, one.text)])),
      h("h1", {}, title)),
    actions && h("div", { class: "row no-print" }, actions));
}
