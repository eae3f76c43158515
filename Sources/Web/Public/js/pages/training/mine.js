// 我的培训: what the plan asks of me, lectures to sign into, what I have had, my actions, and my year in the service.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { on } from "../../core/events.js";
import { now } from "../../core/clock.js";
import { clockTime, day, when } from "../../core/format.js";
import { ask } from "../../ui/dialog.js";
import { pageHead } from "../../ui/frame.js";
import { empty, loading, notice } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { toast } from "../../ui/toast.js";
import { long } from "../../ui/quality-list.js";
import { credits, standingTag, topicName, trainingTabs } from "../../ui/training.js";

export default async function page({ signal }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const year = day(now()).slice(0, 4);
  const region = loading({
    signal,
    load: async () => {
      const own = await get("/training/mine");
      const [activity, stationed] = own.practitionerId ? await Promise.all([get(`/activity?from=${year}-01-01&to=${year}-12-31`), get(`/stationed-time?year=${year}`)]) : [];
      const mine = (data) => data?.lines.find((line) => line.practitionerId === own.practitionerId);
      return { own, activity: mine(activity), stationed: mine(stationed) };
    },
    render: (data) => view(data, year, () => region.refresh()),
  });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-training-mine" }, pageHead({ title: t("nav.training") }), trainingTabs("mine"), region.element);
}

function view({ own, activity, stationed }, year, refresh) {
  if (!own.practitionerId && own.open.length === 0 && own.actions.length === 0) return empty({ name: "check", title: t("training.notPractitioner"), text: t("training.notPractitionerHelp") });
  const missing = own.lines.filter((line) => line.missing);
  return h("div", { class: "stack" },
    missing.length > 0 && notice("warn", h("p", { testid: "training-missing" }, t("training.missingMine", { topics: missing.map((line) => topicName(line.topic)).join("、") }))),
    own.actions.length > 0 && section("training.actions", h("ul", { class: "work-list" }, own.actions.map((one) => action(one, refresh)))),
    section("training.plan", own.lines.length === 0 ? h("p", { class: "soft" }, t("training.noPlan")) : h("table", { class: "table stacking", testid: "training-lines" },
      head("training.topic", "training.mandatory", "training.dueOn", "training.completedOn", "training.validTo", "training.standing"),
      h("tbody", {}, own.lines.map((line) => h("tr", {}, cell("training.topic", topicName(line.topic)), cell("training.mandatory", t(line.mandatory ? "training.yes" : "training.no")), cell("training.dueOn", line.dueOn), cell("training.completedOn", line.completedOn ?? "—"), cell("training.validTo", line.validTo ?? "—"), cell("training.standing", standingTag(line))))))),
    section("training.ahead", own.open.length === 0 ? h("p", { class: "soft" }, t("training.noneAhead")) : h("ul", { class: "work-list" }, own.open.map((one) => lecture(one, refresh)))),
    own.practitionerId && section("training.records", own.records.length === 0 ? h("p", { class: "soft" }, t("training.noRecords")) : [h("p", { class: "soft" }, t("training.creditSum", { credits: credits(own.creditTenths) })), recordTable(own.records)]),
    own.practitionerId && section("training.service", h("dl", { class: "facts", testid: "own-activity" },
      h("dt", {}, t("activity.cases")), h("dd", {}, t("activity.inYear", { year, cases: activity?.cases ?? 0, minutes: activity?.minutes ?? 0 })),
      h("dt", {}, t("stationed.credited")), h("dd", {}, stationed ? stationedText(stationed) : "—"))));
}

const stationedText = (line) => (line.ineligibility ? t(`stationedWhy.${line.ineligibility}`) : t("stationed.line", { raw: line.rawMinutes, credited: line.creditedMinutes }));
const section = (key, ...content) => h("section", { class: "card stack" }, h("header", {}, h("h2", {}, t(key))), content);
const head = (...keys) => h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, t(key)))));
const cell = (key, content) => h("td", { data: { label: t(key) } }, content);

export const recordTable = (records, withName = false) => h("table", { class: "table stacking", testid: "training-records" },
  head(...(withName ? ["credit.name"] : []), "credit.day", "credit.title", "credit.project", "credit.minutes", "credit.credits"),
  h("tbody", {}, records.map((one) => recordRow(one, withName))));

export const recordRow = (one, withName) => h("tr", {}, withName && cell("credit.name", one.name), cell("credit.day", one.completedOn), cell("credit.title", one.title), cell("credit.project", one.projectNumber || "—"), cell("credit.minutes", one.minutes),
  cell("credit.credits", one.noCredit ? t("credit.why", { credits: credits(one.creditTenths), why: t(`noCredit.${one.noCredit}`) }) : credits(one.creditTenths)));

function lecture(one, refresh) {
  const act = (path, key) => h("button", { type: "button", class: "button main work-action", testid: `training-${path}`, on: { click: async (event) => {
    event.currentTarget.disabled = true;
    try { await post(`/training-events/${encodeURIComponent(one.id)}/${path}`); toast(t("quality.done")); } finally { refresh(); }
  } } }, t(key));
  return h("li", { class: "work-row", testid: "training-ahead" }, h("span", { class: "tag" }, t(`trainingForm.${one.form}`)),
    h("div", { class: "work-main" }, h("span", { class: "work-question" }, one.title), h("span", { class: "work-meta" }, h("span", {}, `${when(one.start)}–${clockTime(one.end)}`), h("span", {}, one.organiser), one.projectNumber && h("span", {}, `${one.projectNumber} · ${credits(one.creditTenths)} ${t("credit.credits")}`), one.signedInAt && h("span", { class: "tag ok" }, t("training.signedIn", { time: clockTime(one.signedInAt) })), one.signedOutAt && h("span", { class: "tag" }, t("training.signedOut", { time: clockTime(one.signedOutAt) })))),
    h("span", {}), one.maySignIn ? act("sign-in", "training.signIn") : one.maySignOut ? act("sign-out", "training.signOut") : h("span", {}));
}

const action = (one, refresh) => h("li", { class: "work-row", testid: "own-action" }, h("span", { class: "tag warn" }, one.dueOn),
  h("div", { class: "work-main" }, h("span", { class: "work-question" }, one.action), h("span", { class: "work-meta" }, one.finding)), h("span", {}),
  h("button", { type: "button", class: "button main work-action", testid: "own-action-done", on: { click: async () => {
    const done = await ask({ title: t("inspection.complete"), confirm: t("inspection.complete"), fields: [long("text", t("inspection.doneText"))], run: (values) => post(`/my-actions/${encodeURIComponent(one.inspectionId)}/complete`, { item: one.item, ...values }) });
    if (done) { toast(t("quality.done")); refresh(); }
  } } }, t("inspection.complete")));
