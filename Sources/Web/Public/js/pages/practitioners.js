// 执业人员: titles, years, departments, kinds of diagnosis, and the yearly checks of who they are.
import { h } from "../core/dom.js";
import { language, t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { day } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

export default async function page({ signal }) {
  style("/css/work.css");
  style("/css/duty.css");
  const region = loading({
    signal, load: () => get("/practitioners"),
    render({ items, next }) {
      if (items.length === 0) return empty({ name: "people", title: t("register.none") });
      const list = h("ul", { class: "work-list", testid: "practitioners" }, items.map((one) => row(one, refresh)));
      return [list, more({ path: "/practitioners", next, list, row: (one) => row(one, refresh) })];
    },
  });
  const refresh = () => region.refresh();
  on("worklist", signal, refresh);
  return h("div", { class: "stack", testid: "page-practitioners" }, pageHead({ title: t("nav.practitioners") }), h("p", { class: "soft" }, t("register.about")), region.element);
}

const soon = (date) => date && (Date.parse(`${date}T24:00:00+08:00`) - now()) / 86_400_000 < 30;

function row(one, refresh) {
  const level = one.state !== "verified" ? "bad" : soon(one.validTo) ? "warn" : "ok";
  return h("li", { class: `work-row person-row ${level === "bad" ? "over" : ""}`, testid: "practitioner", data: { id: one.practitionerId, state: one.state } },
    h("div", {}, h("div", {}, h("span", { class: `tag ${level}` }, icon(level === "ok" ? "check" : "warning"), term("identityState", one.state, one.stateDisplay))), one.validTo && h("div", { class: "small soft" }, t("register.validTo", { day: one.validTo }))),
    h("div", { class: "work-main" }, h("span", { class: "work-question" }, `${one.name} `, h("span", { class: "soft" }, one.titleDisplay)),
      h("span", { class: "work-meta" }, h("span", {}, one.departments.join("、")), one.clinicalYears !== undefined && h("span", {}, t("register.years", { n: one.clinicalYears })), one.licenceNumber && h("span", { class: "number" }, t("register.licence", { number: one.licenceNumber })), one.provincialRegistration && h("span", { class: "number" }, t("register.provincial", { number: one.provincialRegistration }))),
      one.diagnosisKinds.length > 0 && h("span", { class: "row small" }, t("register.kinds"), one.diagnosisKinds.map((kind) => h("span", { class: "tag" }, term("service", kind)))),
      h("span", { class: "small soft" }, one.registryCheck ? t("register.checked", { source: one.registryCheck.source, result: t(`registryResult.${one.registryCheck.result}`), day: one.registryCheck.checkedOn }) : t(one.validTo ? "register.imported" : "register.notChecked"), one.realName ? ` · ${t("register.named", { method: t(`realName.${one.realName.method}`), day: one.realName.verifiedOn })}` : one.validTo ? "" : ` · ${t("register.notNamed")}`),
      one.onlineConsent && h("span", { class: "small soft", testid: "online-consent" }, t("register.onlineConsent", { reference: one.onlineConsent.reference, from: one.onlineConsent.from, to: one.onlineConsent.validTo ?? "—" })),
      one.reasons.length > 0 && h("ul", { class: "small" }, one.reasons.map((reason) => h("li", { title: reason.article ?? "" }, `· ${language() === "en" ? reason.titleEn : reason.title}`)))),
    one.mayRecord && h("div", { class: "stack-small" },
      h("button", { type: "button", class: "button", testid: "record-registry", on: { click: () => act(one, registry, refresh) } }, t("register.recordCheck")),
      h("button", { type: "button", class: "button", testid: "record-real-name", on: { click: () => act(one, realName, refresh) } }, t("register.recordName")),
      h("button", { type: "button", class: "button", testid: "record-online-consent", on: { click: () => act(one, onlineConsent, refresh) } }, t("register.recordConsent"))));
}

const act = async (one, dialog, refresh) => { if (await dialog(one)) { toast(t("register.done")); refresh(); } };

const registry = (one) => ask({
  title: t("register.recordCheckOf", { name: one.name }), testid: "registry-dialog",
  fields: [field({ name: "source", label: t("register.source"), required: true, max: 100, value: t("register.sourceDefault") }),
    field({ name: "result", label: t("register.result"), type: "select", required: true, options: ["confirmed", "notFound", "mismatch"].map((value) => ({ value, label: t(`registryResult.${value}`) })) }),
    field({ name: "checkedOn", label: t("register.checkedOn"), type: "date", required: true, value: day(now()) })],
  run: (values) => post(`/practitioners/${one.practitionerId}/registry-check`, values, { version: one.version }),
});

const realName = (one) => ask({
  title: t("register.recordNameOf", { name: one.name }), testid: "real-name-dialog", body: h("p", { class: "small soft" }, t("register.nameHelp")),
  fields: [field({ name: "method", label: t("register.method"), type: "select", required: true, options: ["documentSeen", "registryMatch", "faceComparison"].map((value) => ({ value, label: t(`realName.${value}`) })) }),
    field({ name: "verifiedOn", label: t("register.verifiedOn"), type: "date", required: true, value: day(now()) })],
  run: (values) => post(`/practitioners/${one.practitionerId}/real-name`, values, { version: one.version }),
});

/** NHC-ID 25: the institution of the registration agrees to online visits; a last day in the past takes it back. */
const onlineConsent = (one) => ask({
  title: t("register.recordConsentOf", { name: one.name }), testid: "online-consent-dialog", body: h("p", { class: "small soft" }, t("register.consentHelp")),
  fields: [field({ name: "reference", label: t("register.consentReference"), required: true, max: 100 }), field({ name: "from", label: t("register.consentFrom"), type: "date", required: true, value: day(now()) }), field({ name: "validTo", label: t("register.consentTo"), type: "date" })],
  run: ({ validTo, ...rest }) => post(`/practitioners/${one.practitionerId}/online-consent`, { ...rest, ...(validTo ? { validTo } : {}) }, { version: one.version }),
});
