// 互联网复诊: the physician's visits, and for reviewing pharmacists the prescriptions that wait.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { when } from "../core/format.js";
import { go } from "../core/router.js";
import { currentAccount, hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { more } from "../ui/more.js";
import { tone } from "./visit/tools.js";

export default async function page({ signal }) {
  style("/css/work.css");
  let box = "all";
  const region = loading({
    signal, load: () => get(`/visits?box=${box}`),
    render({ items = [], next }) {
      if (items.length === 0) return empty({ name: "cases", title: t("visits.none"), text: t("visits.noneHelp") });
      const list = h("ul", { class: "work-list", testid: "visits" }, items.map(row));
      return [list, more({ path: `/visits?box=${box}`, next, list, row, testid: "visits-more" })];
    },
  });
  on("worklist", signal, () => region.refresh());
  const reviews = !hasRole("physician");
  const waiting = h("button", { type: "button", class: "button", "aria-pressed": "false", testid: "visits-waiting", on: { click() { box = box === "all" ? "waiting" : "all"; waiting.setAttribute("aria-pressed", String(box === "waiting")); region.refresh(); } } }, t("visits.onlyWaiting"));
  const open = hasRole("physician") && h("button", { type: "button", class: "button main", testid: "visit-new", on: { click: () => opened(false) } }, icon("plus"), t("visits.new"));
  const consult = hasRole("physician") && h("button", { type: "button", class: "button", testid: "visit-consult", on: { click: () => opened(true) } }, t("visits.newConsultation"));
  const clinic = h("a", { class: "button", href: "/online-clinic", testid: "to-online-clinic" }, icon("list"), t("nav.onlineClinic"));
  return h("div", { class: "stack", testid: "page-visits" }, pageHead({ title: t("nav.visits"), actions: [clinic, reviews && waiting, consult, open] }), h("p", { class: "soft" }, t("visits.about")), region.element);
}

function row(one) {
  const waiting = one.prescriptions.filter((item) => item.state === "underReview").length;
  return h("li", { class: "work-row", testid: "visit", data: { id: one.id, state: one.state } },
    h("span", { class: `tag ${tone[one.state] ?? ""}` }, one.stateDisplay),
    h("div", { class: "work-main" }, h("a", { class: "work-question", href: `/visits/${one.id}` }, `${one.patient.name} · ${one.department}`),
      h("span", { class: "work-meta" }, h("span", {}, one.physician.name), h("span", {}, when(one.createdAt)), waiting > 0 && h("span", { class: "tag warn" }, t("visits.waiting", { n: waiting })))));
}

/** A follow-up of an own patient, or a consultation of an internet hospital for a patient who is here (GX 28). */
async function opened(isConsultation) {
  const account = currentAccount();
  const [patients, institutions, physicians] = await Promise.all([get("/patients"), get("/institutions"), isConsultation ? get("/online-clinic/physicians") : { items: [] }]);
  const own = institutions.items.find((one) => one.id === account.institution.id);
  const title = t(isConsultation ? "visits.newConsultation" : "visits.new");
  const departments = new Map(institutions.items.flatMap((one) => (one.departments ?? []).map((item) => [item.code, item.name])));
  const offered = isConsultation ? [...new Set(physicians.items.flatMap((one) => one.departments))].map((code) => ({ value: code, label: departments.get(code) ?? code })) : (own?.departments ?? []).map((one) => ({ value: one.code, label: one.name }));
  const done = await ask({
    title, confirm: title, testid: "visit-dialog", body: h("p", {}, t(isConsultation ? "visits.newConsultationHelp" : "visits.newHelp")),
    fields: [
      field({ name: "patientId", label: t("visits.patient"), type: "select", required: true, empty: t("visits.choose"), testid: "visit-patient", options: patients.items.map((one) => ({ value: one.id, label: `${one.name} · ${one.identityMasked}` })) }),
      isConsultation && field({ name: "physicianId", label: t("visits.consulted"), type: "select", required: true, empty: t("visits.choose"), testid: "visit-consulted", options: physicians.items.map((one) => ({ value: one.id, label: `${one.name} ${one.title} · ${one.hospital}` })) }),
      field({ name: "departmentCode", label: t("visits.department"), type: "select", required: true, empty: t("visits.choose"), testid: "visit-department", options: offered }),
    ].filter(Boolean),
    run: (values) => post("/visits", { ...values, ...(isConsultation ? { hospitalId: physicians.items.find((one) => one.id === values.physicianId)?.hospitalId } : {}) }),
  });
  if (done) go(`/visits/${done.id}`);
}
