// One duty rota: shifts in a table, a bar of 24 hours for each day with its gaps in red, publishing and withdrawing.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post, put } from "../core/api.js";
import { clockTime, day, fullTime, toInstant } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice, problemBox } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const DAY = 86_400_000;
const startOf = (text) => Date.parse(`${text}T00:00:00+08:00`);

export default async function page({ params, signal }) {
  style("/css/work.css");
  style("/css/duty.css");
  const region = loading({
    signal,
    async load() {
      const rota = await get(`/duty-rotas/${params.id}`);
      return { rota, staff: rota.actions.includes("plan") ? (await get(`/duty-candidates?serviceKind=${rota.serviceKind}`)).items : [] };
    },
    render: ({ rota, staff }) => view(rota, staff, () => region.refresh()),
  });
  return h("div", { class: "stack", testid: "page-rota" }, region.element);
}

function view(rota, staff, refresh) {
  const trouble = h("div", { "aria-live": "assertive" });
  const act = async (run) => { try { if (await run() !== null) { toast(t("rota.done")); refresh(); } } catch (problem) { replace(trouble, problemBox(problem)); trouble.scrollIntoView({ block: "center" }); } };
  const send = (tail, body) => post(`/duty-rotas/${rota.id}/${tail}`, body, { version: rota.version });
  const may = (name) => rota.actions.includes(name);
  return h("div", { class: "stack", testid: "rota-view", data: { state: rota.state } },
    pageHead({
      title: `${term("service", rota.serviceKind)} · ${t("nav.rotas")}`, crumbs: [{ href: "/duty-rotas", text: t("nav.rotas") }, { text: `${rota.from} – ${rota.to}` }],
      actions: [may("publish") && h("button", { type: "button", class: "button main", testid: "rota-publish", on: { click: () => act(() => send("publish")) } }, icon("check"), t("rota.publish")),
        may("withdraw") && h("button", { type: "button", class: "button danger", testid: "rota-withdraw", on: { click: () => act(() => ask({ title: t("rota.withdraw"), danger: true, fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 })], run: (values) => send("withdraw", values) })) } }, t("rota.withdraw"))],
    }),
    h("p", { class: "row" }, h("span", { class: `tag ${rota.state === "published" ? "ok" : ""}`, testid: "rota-state" }, term("rotaState", rota.state, rota.stateDisplay)), h("span", { class: "soft" }, t("rota.serves", { names: rota.served.map((one) => one.name).join("、") }))),
    trouble,
    rota.unattendedSince && notice("bad", h("p", {}, t("rota.unattended", { time: fullTime(rota.unattendedSince) }))),
    rota.gaps.length > 0 && ["draft", "published"].includes(rota.state) ? notice("bad", h("p", { class: "strong", testid: "rota-gap" }, t("rota.gaps", { n: rota.gaps.length })), h("ul", { class: "small" }, rota.gaps.slice(0, 10).map((gap) => h("li", { class: "number" }, span(gap.from, gap.to)))))
      : rota.state === "draft" && notice("ok", h("p", { testid: "rota-covered" }, t("rota.covered"))),
    bars(rota), may("plan") && editor(rota, staff, (body) => act(() => put(`/duty-rotas/${rota.id}/plan`, body, { version: rota.version }))), shiftTable(rota));
}

const hour = (instant, end) => (end && clockTime(instant) === "00:00" ? "24:00" : clockTime(instant));
const span = (from, to) => (day(from) === day(Date.parse(to) - 1) ? `${day(from)} ${hour(from)} – ${hour(to, true)}` : `${day(from)} ${hour(from)} – ${day(Date.parse(to) - 1)} ${hour(to, true)}`);

/** A bar a day: green where somebody is on duty, red where nobody is. */
function bars(rota) {
  const days = [];
  for (let at = startOf(rota.from); at <= startOf(rota.to); at += DAY) days.push(at);
  const part = (start, end, from, to, look, title) => {
    const [left, right] = [Math.max(start, from), Math.min(end, to)];
    if (right <= left) return null;
    const element = h("span", { class: `duty-part ${look}`, title });
    element.style.left = `${((left - from) / DAY) * 100}%`;
    element.style.width = `${((right - left) / DAY) * 100}%`;
    return element;
  };
  return h("section", { class: "card stack-small", testid: "rota-bars" }, h("h2", {}, t("rota.bars")),
    h("div", { class: "duty-scale small soft", "aria-hidden": "true" }, h("span", {}), h("div", {}, ["0:00", "6:00", "12:00", "18:00", "24:00"].map((text) => h("span", {}, text)))),
    days.map((from) => h("div", { class: "duty-day" }, h("span", { class: "number small" }, day(from)),
      h("div", { class: "duty-bar", role: "img", "aria-label": barText(rota, from) },
        rota.shifts.map((shift) => part(Date.parse(shift.start), Date.parse(shift.end), from, from + DAY, "on", `${span(shift.start, shift.end)} ${names(shift)}`)),
        rota.gaps.map((gap) => part(Date.parse(gap.from), Date.parse(gap.to), from, from + DAY, "gap", `${t("rota.gap")} ${span(gap.from, gap.to)}`))))));
}

const names = (shift) => shift.practitioners.map((one) => one.name).join("、");
function barText(rota, from) {
  const open = rota.gaps.filter((gap) => Date.parse(gap.from) < from + DAY && Date.parse(gap.to) > from);
  return `${day(from)} ${open.length === 0 ? t("rota.covered") : open.map((gap) => `${t("rota.gap")} ${span(gap.from, gap.to)}`).join("；")}`;
}

const shiftTable = (rota) => rota.shifts.length > 0 && h("section", { class: "card scroll-x" }, h("h2", {}, t("rota.shifts")),
  h("table", { class: "table stacking" }, h("thead", {}, h("tr", {}, h("th", {}, t("rota.time")), h("th", {}, t("rota.people")))),
    h("tbody", {}, rota.shifts.map((shift) => h("tr", {}, h("td", { class: "number", "data-label": t("rota.time") }, span(shift.start, shift.end)), h("td", { "data-label": t("rota.people") }, shift.practitioners.map((one) => `${one.name} ${one.title}`).join("、")))))));

/** A pattern of shifts, put on every day from one day to another; shifts already there in that time go. */
function editor(rota, staff, save) {
  const from = field({ name: "from", label: t("rota.applyFrom"), type: "date", required: true, value: rota.from });
  const to = field({ name: "to", label: t("rota.applyTo"), type: "date", required: true, value: rota.to });
  const start = field({ name: "start", label: t("rota.start"), type: "time", required: true, value: "00:00", testid: "shift-start" });
  const end = field({ name: "end", label: t("rota.end"), required: true, value: "24:00", hint: t("rota.endHint"), testid: "shift-end", validate: (value) => (/^([01]?\d|2[0-4]):[0-5]\d$/.test(value) ? null : t("rota.endWrong")) });
  const people = choices({ name: "people", label: t("rota.people"), type: "checkbox", required: true, testid: "shift-people", options: staff.map((one) => ({ value: one.practitionerId, label: `${one.name} ${one.titleDisplay}`, disabled: !one.qualified, hint: one.qualified ? "" : one.reasons[0]?.title })) });
  const given = () => rota.shifts.map((shift) => ({ start: shift.start, end: shift.end, practitionerIds: shift.practitioners.map((one) => one.practitionerId) }));
  const body = (shifts) => ({ from: rota.from, to: rota.to, shifts });
  const form = h("form", { class: "card stack", novalidate: true, testid: "shift-form" }, h("h2", {}, t("rota.add")), h("div", { class: "columns" }, from.element, to.element, start.element, end.element), people.element,
    h("div", { class: "row end" }, rota.shifts.length > 0 && h("button", { type: "button", class: "button", testid: "rota-clear", on: { click: () => save(body([])) } }, icon("trash"), t("rota.clear")), h("button", { type: "submit", class: "button main", testid: "shift-add" }, icon("plus"), t("rota.addShift"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if ([from, to, start, end, people].some((one) => !one.check())) return;
    const shifts = given();
    for (let at = startOf(from.value()); at <= startOf(to.value()); at += DAY) {
      const begins = Date.parse(toInstant(`${day(at)}T${start.value()}`));
      const [hours, minutes] = end.value().split(":").map(Number);
      let ends = at + (hours * 60 + minutes) * 60_000;
      if (ends <= begins) ends += DAY; // a night shift ends on the next day
      shifts.push({ start: new Date(begins).toISOString(), end: new Date(Math.min(ends, startOf(rota.to) + DAY)).toISOString(), practitionerIds: people.value() });
    }
    shifts.sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
    save(body(shifts));
  });
  return form;
}
