// 人员准入: who is let in, with the data that the supervision platform asks for, insurance and work elsewhere.
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { admissionTabs } from "../../ui/admission-tabs.js";
import { long, qualityPage, short } from "../../ui/quality-list.js";

const day = (name, label, options = {}) => field({ name, label, type: "date", required: true, ...options });

const dataFields = (one = {}) => [
  short("identityNumber", t("staff.identity"), { hint: one.identityMasked && t("staff.known", { text: one.identityMasked }) }),
  field({ name: "practicePlaces", label: t("staff.places"), value: (one.practicePlaces ?? []).join("、"), hint: t("staff.placesHint"), max: 300 }),
  day("clinicalSince", t("staff.since"), { required: false, value: one.clinicalSince }), picture(one),
];

/** A picture of at most 140 kB, so that it fits a request. */
function picture(one) {
  const self = field({ name: "photo", label: t("staff.photo"), type: "file", hint: one.photoSha256 ? t("staff.photoKept") : t("staff.photoHint") });
  let url = null;
  self.input.accept = "image/png,image/jpeg";
  self.input.addEventListener("change", () => {
    const file = self.input.files[0];
    url = null;
    if (!file) return;
    if (file.size > 140_000) { self.setError(t("staff.photoLarge")); self.input.value = ""; return; }
    const reader = new FileReader();
    reader.addEventListener("load", () => { url = reader.result; });
    reader.readAsDataURL(file);
  });
  self.value = () => url;
  return self;
}

const data = (one) => ({ photo, practicePlaces, clinicalSince, ...rest }) => ({
  ...rest, practicePlaces: practicePlaces.split(/[、，,]/).map((text) => text.trim()).filter(Boolean),
  ...(clinicalSince ? { clinicalSince } : {}), ...(photo ? { photo } : one?.photoSha256 ? { photoSha256: one.photoSha256 } : {}),
});
const reason = () => [long("reason", t("field.reason"))];

export default (context) => qualityPage({
  ...context, name: "staff", path: "/staff-admissions", tabs: admissionTabs, title: t("nav.admission"), about: t("staff.about"), none: t("staff.none"), create: hasRole("institutionAdmin") ? record : undefined,
  row: (one) => ({ title: `${one.name} ${one.titleDisplay}`, done: one.state === "admitted", facts: [
    [t("staff.identity"), one.identityMasked], [t("staff.licence"), one.licenceNumber], [t("staff.places"), one.practicePlaces.join("、")], [t("staff.since"), one.clinicalSince],
    [t("staff.missing"), one.missing.map((name) => t(`staff.field.${name}`)).join("、")],
    [t("staff.insurance"), one.insurance ? `${one.insurance.insurer} ${one.insurance.policyNumber}（${t("hospital.until", { day: one.insurance.validTo })}）` : t("staff.noInsurance")],
    [t("staff.multiSite"), one.multiSite.map((item) => `${item.institutionId} ${t(`staff.kind.${item.kind}`)} ${item.number}`).join("；")], [t("field.reason"), one.reason]] }),
  acts: {
    keepData: { title: t("staff.keepData"), path: "data", fields: dataFields, run: (one, values) => post(`/staff-admissions/${encodeURIComponent(one.id)}/data`, data(one)(values), { version: one.version }) },
    admit: { title: t("staff.admit"), path: "admit", effect: t("staff.admitEffect"), body: () => ({}) },
    suspend: { title: t("staff.suspend"), path: "suspend", effect: t("staff.stopEffect"), fields: reason },
    reinstate: { title: t("staff.reinstate"), path: "reinstate", body: () => ({}) },
    exit: { title: t("staff.exit"), path: "exit", effect: t("staff.stopEffect"), fields: reason },
    keepInsurance: { title: t("staff.keepInsurance"), path: "insurance", fields: (one) => [short("insurer", t("staff.insurer"), { value: one.insurance?.insurer }), short("policyNumber", t("staff.policy"), { value: one.insurance?.policyNumber }), day("validTo", t("staff.validTo"), { value: one.insurance?.validTo })] },
    keepMultiSite: { title: t("staff.keepMultiSite"), path: "multi-site", effect: t("staff.multiSiteEffect"), fields: () => [short("institutionId", t("staff.otherInstitution")), short("authority", t("hospital.authority")), short("number", t("standing.number")), field({ name: "kind", label: t("staff.kind"), type: "select", required: true, options: ["registration", "filing"].map((value) => ({ value, label: t(`staff.kind.${value}`) })) }), day("validTo", t("staff.validTo"), { required: false })],
      run: (one, { validTo, ...place }) => post(`/staff-admissions/${encodeURIComponent(one.id)}/multi-site`, { places: [...one.multiSite, validTo ? { ...place, validTo } : place] }, { version: one.version }) },
  },
});

async function record() {
  const { items } = await get("/practitioners");
  return ask({ title: t("quality.create.staff"), confirm: t("quality.create.staff"), testid: "staff-create-dialog",
    fields: [field({ name: "practitionerId", label: t("staff.person"), type: "select", required: true, options: items.map((one) => ({ value: one.practitionerId, label: `${one.name} ${one.titleDisplay}` })) }), ...dataFields()],
    run: ({ practitionerId, ...values }) => post("/staff-admissions", { practitionerId, ...data()(values) }) });
}
