// 值班表: the rotas of this hospital, who is on duty now, and a new rota from a pattern of shifts.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { day, fullTime, when } from "../core/format.js";
import { go } from "../core/router.js";
import { hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";

const mayPlan = () => hasRole("invitationCoordinator", "institutionAdmin", "qualityController");

export default async function page({ signal }) {
  style("/css/work.css");
  style("/css/duty.css");
  const region = loading({ signal, load: () => get("/duty-rotas"), render: ({ items }) => (items.length === 0 ? empty({ name: "clock", title: t("rota.none"), text: t("rota.about") }) : h("ul", { class: "work-list", testid: "rotas" }, items.map(row))) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-rotas" },
    pageHead({ title: t("nav.rotas"), actions: [mayPlan() && h("button", { type: "button", class: "button main", testid: "rota-new", on: { click: create } }, icon("plus"), t("rota.new"))] }),
    h("p", { class: "soft" }, t("rota.about")), region.element);
}

function row(one) {
  const level = one.state === "published" ? one.unattendedSince ? "bad" : "ok" : "";
  return h("li", { class: `work-row ${one.unattendedSince ? "over" : ""}`, testid: "rota", data: { id: one.id, state: one.state } },
    h("span", { class: `tag ${level}` }, term("rotaState", one.state, one.stateDisplay)),
    h("a", { class: "work-main", href: `/duty-rotas/${one.id}` }, h("span", { class: "work-question" }, term("service", one.serviceKind)),
      h("span", { class: "work-meta" }, h("span", { class: "number" }, `${one.from} – ${one.to}`), h("span", {}, icon("hospital"), one.served.map((served) => served.name).join("、")),
        one.onDuty.length > 0 && h("span", {}, icon("person"), t("rota.now", { names: one.onDuty.map((person) => `${person.name}${person.lastSeen ? `（${t("rota.seen", { time: when(person.lastSeen) })}）` : `（${t("rota.neverSeen")}）`}`).join("、") })),
        one.unattendedSince && h("span", { class: "tag bad", title: fullTime(one.unattendedSince) }, icon("warning"), t("rota.unattended", { time: when(one.unattendedSince) })))),
    h("span", {}), h("a", { class: "button work-action", href: `/duty-rotas/${one.id}`, testid: "rota-open" }, t("action.open")));
}

async function create() {
  const offers = (await get("/diagnosis-offers")).items;
  const from = day(now());
  const done = await ask({
    title: t("rota.new"), testid: "rota-dialog", body: h("p", { class: "small soft" }, t("rota.newHelp")),
    fields: [
      field({ name: "offer", label: t("rota.kind"), type: "select", required: true, testid: "rota-offer", hint: offers.length === 0 ? t("diagnosis.noOffer") : undefined, options: offers.map((one, index) => ({ value: String(index), label: `${term("service", one.serviceKind)} · ${one.institution.name}` })) }),
      field({ name: "from", label: t("rota.from"), type: "date", required: true, value: from, testid: "rota-from" }),
      field({ name: "to", label: t("rota.to"), type: "date", required: true, value: from, testid: "rota-to" }),
    ],
    run: ({ offer, from: first, to }) => post("/duty-rotas", { agreementId: offers[Number(offer)].agreementId, serviceKind: offers[Number(offer)].serviceKind, from: first, to, shifts: [] }),
  });
  if (done) go(`/duty-rotas/${done.id}`);
}
