// 培训活动: announce a lecture, a session or a training held elsewhere; enter who was there; confirm hours and credits.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { on } from "../../core/events.js";
import { now } from "../../core/clock.js";
import { clockTime, fullTime, toInstant, toLocal } from "../../core/format.js";
import { currentAccount, hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { more } from "../../ui/more.js";
import { empty, loading } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { toast } from "../../ui/toast.js";
import { atPlace, long, pick, short } from "../../ui/quality-list.js";
import { credits, topicName, topics, trainingPlace, trainingTabs } from "../../ui/training.js";

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const path = atPlace("/training-events", query.get("institution"));
  const region = loading({ signal, load: () => get(path), render: view });
  const refresh = () => region.refresh();
  on("worklist", signal, refresh);
  const create = hasRole("qualityController", "institutionAdmin") && h("button", { type: "button", class: "button main", testid: "training-create", on: { click: async () => { if (await announce()) { toast(t("quality.done")); refresh(); } } } }, t("training.announce"));
  return h("div", { class: "stack", testid: "page-training-events" }, pageHead({ title: t("training.events"), actions: [create] }), trainingTabs("events"), trainingPlace("events", query), h("p", { class: "soft" }, t("training.eventsAbout")), region.element);

  function view({ items, next }) {
    if (items.length === 0) return empty({ name: "list", title: t("training.noEvents") });
    const rows = h("ul", { class: "work-list" }, items.map((one) => card(one, refresh)));
    return h("div", { class: "stack" }, rows, more({ path, next, list: rows, row: (one) => card(one, refresh) }));
  }
}

function card(one, refresh) {
  const path = `/training-events/${encodeURIComponent(one.id)}`;
  const act = (name, title, fields = []) => h("button", { type: "button", class: "button", testid: `training-${name}`, on: { click: async () => {
    const done = await ask({ title, confirm: title, fields: await fields, run: (values) => post(`${path}/${name}`, name === "enter" ? { ...values, minutes: Number(values.minutes), institutionId: currentAccount().institution.id } : values, { version: one.version }) });
    if (done) { toast(t("quality.done")); refresh(); }
  } } }, title);
  const may = (name) => (one.actions ?? []).includes(name);
  return h("li", { class: "card stack", testid: "training-event" },
    h("div", { class: "row spread" }, h("h2", {}, one.title), h("span", { class: `tag ${one.state === "confirmed" ? "ok" : one.state === "cancelled" ? "" : "warn"}` }, t(`trainingState.${one.state}`))),
    h("dl", { class: "facts" }, [[t("training.form"), t(`trainingForm.${one.form}`)], [t("training.topics"), one.topics.map(topicName).join("、")], [t("training.time"), `${fullTime(one.start)} – ${clockTime(one.end)}`], [t("training.organiser"), one.institution], [t("training.invited"), one.invited.join("、")], [t("credit.project"), one.projectNumber], [t("credit.credits"), one.creditTenths > 0 ? t("training.creditRule", { credits: credits(one.creditTenths), minutes: one.minimumMinutes }) : ""], [t("training.reason"), one.reason]]
      .filter(([, value]) => value).flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
    one.people.length > 0 && h("table", { class: "table stacking", testid: "training-people-list" }, h("thead", {}, h("tr", {}, ["credit.name", "quality.institution", "training.signInOut", "credit.minutes", "credit.credits"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", {}, one.people.map((person) => h("tr", {}, h("td", {}, person.name), h("td", {}, person.institution), h("td", {}, person.signedInAt ? `${clockTime(person.signedInAt)} – ${person.signedOutAt ? clockTime(person.signedOutAt) : "—"}` : "—"), h("td", {}, person.minutes ?? "—"), h("td", {}, person.creditTenths === undefined ? "—" : person.noCredit ? t("credit.why", { credits: credits(person.creditTenths), why: t(`noCredit.${person.noCredit}`) }) : credits(person.creditTenths)))))),
    h("div", { class: "row no-print" },
      may("enter") && one.form !== "session" && h("button", { type: "button", class: "button", testid: "training-enter-open", on: { click: async () => { if (await enter(one, path)) { toast(t("quality.done")); refresh(); } } } }, t("training.enter")),
      may("confirm") && act("confirm", t("training.confirm")), may("cancel") && act("cancel", t("training.cancel"), [long("reason", t("training.reason"))])));
}

async function enter(one, path) {
  const { items = [] } = await get(`/institutions/${encodeURIComponent(currentAccount().institution.id)}/practitioners`);
  return ask({
    title: t("training.enter"), confirm: t("training.enter"), testid: "training-enter",
    fields: [field({ name: "practitionerId", label: t("credit.name"), type: "select", required: true, options: items.map((person) => ({ value: person.id, label: `${person.name} ${person.titleDisplay}` })) }), field({ name: "minutes", label: t("credit.minutes"), type: "number", min: 1, required: true })],
    run: ({ practitionerId, minutes }) => post(`${path}/enter`, { practitionerId, minutes: Number(minutes), institutionId: currentAccount().institution.id }, { version: one.version }),
  });
}

async function announce() {
  const [{ items: houses = [] }, { items: cases = [] }] = await Promise.all([get("/institutions"), get("/quality/cases").catch(() => ({}))]);
  const own = currentAccount().institution.id;
  const form = pick("form", t("training.form"), "trainingForm", ["lecture", "session", "external"], { value: "lecture", empty: false });
  const subject = field({ name: "consultationId", label: t("quality.case"), type: "select", options: cases.map((one) => ({ value: one.consultationId ?? one.id, label: one.number })) });
  const invited = choices({ name: "invited", label: t("training.invited"), type: "checkbox", options: houses.filter((one) => one.id !== own).map((one) => ({ value: one.id, label: one.name })) });
  const show = () => { subject.element.hidden = form.value() !== "session"; invited.element.hidden = form.value() !== "lecture" || invited.inputs.length === 0; };
  form.input.addEventListener("change", show);
  show();
  const soon = toLocal(now() + 3_600_000);
  return ask({
    title: t("training.announce"), confirm: t("training.announce"), testid: "training-dialog",
    fields: [short("title", t("training.title")), form, subject, choices({ name: "topics", label: t("training.topics"), type: "checkbox", required: true, options: topics.map((value) => ({ value, label: topicName(value) })) }),
      field({ name: "start", label: t("training.start"), type: "datetime-local", required: true, value: soon }), field({ name: "end", label: t("training.end"), type: "datetime-local", required: true, value: toLocal(now() + 7_200_000) }), invited,
      field({ name: "projectNumber", label: t("credit.project"), max: 100, hint: t("training.projectHint") }), field({ name: "credits", label: t("credit.credits"), type: "number", min: 0, step: 0.1 }), field({ name: "minimumMinutes", label: t("training.minimum"), type: "number", min: 0 })],
    run: ({ credits: points, minimumMinutes, projectNumber, consultationId, start, end, invited: guests, ...values }) => post("/training-events", {
      ...values, start: toInstant(start), end: toInstant(end), invited: values.form === "lecture" ? guests : [], ...(projectNumber ? { projectNumber } : {}), ...(values.form === "session" && consultationId ? { consultationId } : {}),
      creditTenths: Math.round(Number(points || 0) * 10), minimumMinutes: Number(minimumMinutes || 0),
    }),
  });
}
