// 家庭医生签约: residents who have signed with a family doctor's team, and one contract with its acts (NHC-ID 2, NHC-ID 15).
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { day, fullTime, money, shortHash } from "../core/format.js";
import { go } from "../core/router.js";
import { currentAccount, hasRole } from "../core/session.js";
import { institutions } from "../core/terms.js";
import { ask } from "../ui/dialog.js";
import { choices, field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { icon } from "../ui/icons.js";
import { more } from "../ui/more.js";
import { empty, loading, notice } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { askSignature } from "./diagnosis/consent.js";

const PATH = "/family-doctor-contracts";
const tone = { draft: "warn", inForce: "ok", withdrawn: "bad" };
const items = ["basicMedicalCare", "publicHealth", "healthManagement", "healthEducation", "priorityAppointment", "priorityReferral", "homeVisit", "medicationGuidance", "longPrescription", "traditionalMedicine"];

export default async function page({ params, signal }) {
  style("/css/work.css");
  style("/css/case.css");
  return params.id ? one(params.id, signal) : list(signal);
}

function list(signal) {
  const region = loading({
    signal, load: () => get(PATH),
    render({ items: found, next }) {
      if (found.length === 0) return empty({ name: "person", title: t("familyDoctor.none"), text: t("familyDoctor.noneHelp") });
      const rows = h("ul", { class: "work-list", testid: "family-doctors" }, found.map(row));
      return [rows, more({ path: PATH, next, list: rows, row })];
    },
  });
  const month = day(now()).slice(0, 7);
  const counts = loading({ signal, lines: 2, load: () => get(`/family-doctor-statistics?period=${month}`), render: (figures) => statistics(figures, month) });
  on("worklist", signal, () => region.refresh());
  const add = hasRole("physician") && h("button", { type: "button", class: "button main", testid: "family-doctor-new", on: { click: () => drafted() } }, icon("plus"), t("familyDoctor.new"));
  return h("div", { class: "stack", testid: "page-family-doctors" }, pageHead({ title: t("nav.familyDoctors"), actions: add }),
    h("p", { class: "soft" }, t("familyDoctor.about")), counts.element, region.element);
}

const statistics = ({ contracts, visits }, month) => h("section", { class: "card stack-small", testid: "family-doctor-statistics" },
  figures(t("familyDoctor.byState"), contracts, (one) => t(`familyDoctor.state.${one.name}`)),
  figures(t("familyDoctor.byService", { month }), visits, (one) => t(`familyDoctor.service.${one.name}`)));

const figures = (title, counts, name) => h("p", {}, h("span", { class: "soft" }, `${title} `), counts.length === 0 ? "0" : counts.map((one) => h("span", { class: "tag" }, `${name(one)} `, h("b", { class: "number" }, one.count))));

const term = (found) => (found.validFrom ? `${found.validFrom} – ${found.validTo}` : t("familyDoctor.unsigned"));

const row = (found) => h("li", { class: "work-row", testid: "family-doctor", data: { id: found.id, state: found.state } },
  h("span", { class: `tag ${tone[found.state] ?? ""}` }, t(`familyDoctor.state.${found.state}`)),
  h("div", { class: "work-main" }, h("a", { class: "work-question", href: `/family-doctors/${found.id}` }, `${found.patient.name} · ${found.department}`),
    h("span", { class: "work-meta" }, h("span", {}, found.physician.name), h("span", { class: "number" }, term(found)))));

function one(id, signal) {
  const region = loading({ signal, load: () => get(`${PATH}/${id}`), render: (found) => view(found, () => region.refresh()) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-family-doctor" }, pageHead({ title: t("familyDoctor.title"), crumbs: [{ href: "/family-doctors", text: t("nav.familyDoctors") }] }), region.element);
}

function view(found, refresh) {
  const last = found.signings.at(-1);
  const fact = (key, value) => value && [h("dt", {}, t(`familyDoctor.${key}`)), h("dd", {}, value)];
  return h("div", { class: "stack" },
    h("section", { class: "card stack-small", testid: "family-doctor-card", data: { state: found.state } },
      h("div", { class: "row spread" }, h("h2", {}, found.patient.name), h("span", { class: `tag ${tone[found.state] ?? ""}` }, t(`familyDoctor.state.${found.state}`))),
      found.reason && notice("warn", h("p", {}, found.reason)),
      h("dl", { class: "facts" }, fact("doctor", `${found.physician.name} · ${found.department}`), fact("members", found.members.map((person) => person.name).join("、")),
        fact("items", found.items.map((item) => t(`familyDoctor.item.${item.value}`)).join("、")), fact("term", term(found)), last && fact("fee", money(last.feeFen))),
      h("div", { class: "row" }, found.actions.map((action) => button(found, action, refresh)),
        found.state === "inForce" && hasRole("physician") && h("button", { type: "button", class: "button main", testid: "family-doctor-visit", on: { click: () => visit(found) } }, icon("device"), t("familyDoctor.visit")))),
    found.signings.length > 0 && h("section", { class: "card stack-small", testid: "family-doctor-signings" }, h("h2", {}, t("familyDoctor.signings")),
      h("ul", { class: "stack-small" }, found.signings.map((signing) => h("li", {}, h("b", { class: "number" }, `${signing.validFrom} – ${signing.validTo}`), ` ${t(`signer.${signing.signerKind}`)} ${signing.signerName} · ${fullTime(signing.at)} `, h("span", { class: "small soft number", title: signing.documentHash }, shortHash(signing.documentHash)))))));
}

const noticeText = (found) => found.notice.blocks.map((part) => `${t(`noticeBlock.${part.block}`)}\n${part.text}`).join("\n\n");

function button(found, action, refresh) {
  const label = t(`familyDoctor.do.${action}`);
  const send = (body) => post(`${PATH}/${found.id}/${action}`, body, { version: found.version });
  const signature = () => askSignature({ patient: found.patient, consent: { serviceDescription: noticeText(found) } }, (values) => send({ ...values, noticeVersion: found.notice.version }), label);
  const reason = () => ask({ title: label, confirm: label, danger: true, testid: "family-doctor-dialog", fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 })], run: send });
  const run = { edit: async () => askTerms({ title: label, found, run: send }), sign: signature, renew: signature }[action] ?? reason;
  const isNext = action === "sign";
  return h("button", { type: "button", class: `button ${isNext ? "main" : ""}`, testid: `family-doctor-${action}`, on: { click: async () => { if (await run()) { toast(t("money.done")); refresh(); } } } }, label);
}

async function drafted() {
  const { items: patients } = await get("/patients");
  const made = await askTerms({ title: t("familyDoctor.new"), patients, run: (values) => post(PATH, values) });
  if (made) go(`/family-doctors/${made.id}`);
}

/** Team, department, package and price; the patient too where the contract is new. */
async function askTerms({ title, patients, found, run }) {
  const own = currentAccount().institution.id;
  const [all, { items: people }, { items: prices = [] }] = await Promise.all([institutions(), get(`${PATH}/candidates`), get(`/prices?institution=${encodeURIComponent(own)}&serviceKind=familyDoctorService`)]);
  const departments = all.find((place) => place.id === own)?.departments ?? [];
  return ask({
    title, confirm: title, testid: "family-doctor-dialog", body: h("p", { class: "small soft" }, t("familyDoctor.newHelp")),
    fields: [
      patients && field({ name: "patientId", label: t("visits.patient"), type: "select", required: true, empty: t("visits.choose"), testid: "family-doctor-patient", options: patients.map((person) => ({ value: person.id, label: `${person.name} · ${person.identityMasked}` })) }),
      field({ name: "departmentCode", label: t("visits.department"), type: "select", required: true, empty: t("visits.choose"), value: found?.departmentCode, testid: "family-doctor-department", options: departments.map((place) => ({ value: place.code, label: place.name })) }),
      people.length > 0 && choices({ name: "memberIds", label: t("familyDoctor.members"), type: "checkbox", value: found?.members.map((person) => person.id) ?? [], testid: "family-doctor-members", options: people.map((person) => ({ value: person.id, label: person.name })) }),
      choices({ name: "items", label: t("familyDoctor.items"), type: "checkbox", required: true, value: found?.items.map((item) => item.value) ?? ["basicMedicalCare", "publicHealth", "healthManagement"], testid: "family-doctor-items", options: items.map((value) => ({ value, label: t(`familyDoctor.item.${value}`) })) }),
      field({ name: "priceId", label: t("familyDoctor.fee"), type: "select", empty: t("familyDoctor.free"), value: found?.priceId, testid: "family-doctor-price", options: prices.map((price) => ({ value: price.id, label: money(price.amountFen) })) }),
    ].filter(Boolean),
    run: ({ priceId, ...values }) => run({ ...values, ...(priceId ? { priceId } : {}) }),
  });
}

async function visit(found) {
  const opened = await ask({ title: t("familyDoctor.visit"), confirm: t("familyDoctor.visit"), body: h("p", {}, t("familyDoctor.visitHelp")), run: () => post("/visits", { patientId: found.patient.id, departmentCode: found.departmentCode, serviceKind: "familyDoctorService" }) });
  if (opened) go(`/visits/${opened.id}`);
}
