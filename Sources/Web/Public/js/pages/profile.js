// 机构档案与站点: what an institution has for telemedicine, and what is missing before it serves.
import { h } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { fullTime } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { changeDivision, changeAcceptance, changeLicence, changePeople, changeSecurity } from "./profile/facts.js";
import { officeChosen, officeOpen } from "../ui/licensing-office.js";
import { sitesOf } from "./profile/sites.js";

export default async function page({ signal, params, account }) {
  style("/css/work.css");
  const id = params.id ?? account.institution.id;
  const region = loading({ signal, load: () => get(`/profiles/${id}`), render: (profile) => whole(profile, refresh, signal) });
  const refresh = () => region.refresh();
  on("worklist", signal, refresh);
  return h("div", { class: "stack", testid: "page-profile" }, pageHead({ title: t("profile.title") }), h("p", { class: "soft" }, t("profile.about")), region.element);
}

function whole(profile, refresh, signal) {
  return h("div", { class: "stack", testid: "profile", data: { state: profile.state, id: profile.institutionId } },
    h("section", { class: "card stack" },
      h("div", { class: "row spread" }, h("h2", {}, profile.institution),
        h("span", { class: `tag ${profile.state === "active" ? "ok" : "warn"}`, testid: "profile-state" }, icon(profile.state === "active" ? "check" : "pause"), profile.stateDisplay)),
      readinessOf(profile), actions(profile, refresh)),
    facts(profile, refresh), sitesOf(profile, refresh, signal));
}

const order = { missing: 0, warning: 1, passed: 2 };

/** What is missing first, then what is only said, then what is there. */
function readinessOf(profile) {
  const missing = profile.readiness.filter((one) => one.state === "missing").length;
  return h("div", { class: "stack-small" },
    notice(missing > 0 ? "warn" : "good", h("p", { class: "strong", testid: "profile-missing" }, missing > 0 ? t("profile.missing", { n: missing }) : t("profile.complete"))),
    h("ul", { class: "work-list", testid: "readiness" }, [...profile.readiness].sort((a, b) => order[a.state] - order[b.state]).map((one) => h("li", { class: `work-row ${one.state === "missing" ? "over" : ""}`, testid: "readiness-check", data: { name: one.name, state: one.state } },
      h("span", { class: `tag ${one.state === "passed" ? "ok" : one.state === "warning" ? "warn" : "bad"}` }, icon(one.state === "passed" ? "check" : "warning"), t(`profile.check.${one.state}`)),
      h("div", { class: "work-main" }, h("span", { class: "work-question" }, language() === "en" ? t(`profile.name.${one.name}`) : one.display),
        one.findings.map((finding) => h("span", { class: "small" }, siteName(profile, finding.siteId), language() === "en" ? finding.adviceEn : finding.advice)),
        one.findings.length > 0 && h("span", { class: "work-meta" }, h("span", {}, t("profile.ask", { who: language() === "en" ? one.ask : one.askDisplay })), h("span", {}, one.findings[0].article)))))));
}

const siteName = (profile, id) => {
  const site = profile.sites.find((one) => one.id === id);
  return site ? `${site.name}：` : null;
};

function actions(profile, refresh) {
  const accept = () => ask({
    title: t("profile.accept"), confirm: t("profile.accept"), testid: "accept-dialog", body: h("p", {}, t("profile.acceptEffect", { name: profile.institution })),
    run: () => post(`/standings/${profile.institutionId}/accept`, {}, { version: profile.standingVersion }),
  });
  const test = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      const after = await post(`/profiles/${profile.institutionId}/connectivity-test`);
      toast(t(after.connectivity?.passed ? "profile.connected" : "profile.notConnected"));
      refresh();
    } catch (problem) { toast(problem.detail ?? problem.title); } finally { button.disabled = false; }
  };
  return h("div", { class: "row" },
    profile.mayEdit && h("button", { type: "button", class: "button", testid: "connectivity-test", on: { click: test } }, icon("network"), t("profile.testConnection")),
    profile.connectivity && h("span", { class: "small soft", testid: "connectivity" }, t(profile.connectivity.passed ? "profile.connectedAt" : "profile.failedAt", { time: fullTime(profile.connectivity.at) })),
    profile.platformReachable === false && h("span", { class: "tag bad", testid: "platform-down" }, icon("warning"), t("profile.platformDown")),
    profile.mayAccept && h("button", { type: "button", class: "button main", testid: "profile-accept", on: { click: async () => { if (await accept()) { toast(t("profile.accepted")); refresh(); } } } }, icon("check"), t("profile.accept")));
}

function facts(profile, refresh) {
  const edit = (name, change) => profile.mayEdit && h("button", { type: "button", class: "button", testid: `edit-${name}`, on: { click: async () => { if (await change(profile)) refresh(); } } }, icon("pen"), t("profile.edit"));
  const card = (name, change, ...content) => h("section", { class: "card stack-small", testid: `profile-${name}` }, h("div", { class: "row spread" }, h("h2", {}, t(`profile.${name}`)), edit(name, change)), content);
  const nothing = h("p", { class: "soft" }, t("profile.nothing"));
  const people = (list) => (list.length === 0 ? nothing.cloneNode(true) : h("ul", {}, list.map((one) => h("li", {}, [one.name, one.phone, one.trainedOn && t("profile.trained", { day: one.trainedOn })].filter(Boolean).join(" · ")))));
  const { licence, acceptance, security } = profile;
  return h("div", { class: "stack" },
    card("licence", changeLicence, licence ? [h("p", {}, `${licence.number} · ${licence.authority} `, licence.authorityId ? officeChosen() : officeOpen()), licence.scope && h("p", { class: "small soft" }, licence.scope), licence.validTo && h("p", {}, t("profile.validTo", { day: licence.validTo }))] : nothing.cloneNode(true)),
    card("acceptance", changeAcceptance, acceptance ? h("p", {}, `${acceptance.certificateNumber} · ${acceptance.acceptedOn}`) : nothing.cloneNode(true)),
    card("division", changeDivision, profile.division ? h("p", { class: "number", testid: "division-code" }, profile.division) : h("p", { class: "soft" }, t("profile.divisionMissing"))),
    card("people", changePeople, h("h3", {}, t("profile.managers")), people(profile.managers), h("h3", {}, t("profile.technicians")), people(profile.technicians)),
    card("security", changeSecurity, security ? h("p", {}, t("profile.mlps", { level: security.level, number: security.number, day: security.validTo })) : nothing.cloneNode(true)));
}
