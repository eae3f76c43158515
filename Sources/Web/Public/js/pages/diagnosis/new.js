// A new request of a remote diagnosis: the patient, then what was examined and who reads it.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { go } from "../../core/router.js";
import { field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { loading } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { requestForm } from "./form.js";

export default async function page({ signal }) {
  style("/css/case.css");
  const region = loading({
    signal, load: async () => ({ offers: (await get("/diagnosis-offers")).items, patients: (await get("/patients?q=")).items }),
    render({ offers, patients }) {
      const patient = field({ name: "patientId", label: t("request.patient"), type: "select", required: true, testid: "diagnosis-patient", hint: t("diagnosis.patientHint"), options: patients.map((one) => ({ value: one.id, label: `${one.name} · ${one.identityMasked}` })) });
      return requestForm({
        offers, lead: [patient], label: t("diagnosis.save"),
        save: async (values) => go(`/diagnosis/${(await post("/diagnosis-orders", { patientId: patient.value(), ...values })).id}`, { force: true }),
      });
    },
  });
  return h("div", { class: "stack", testid: "page-diagnosis-new" }, pageHead({ title: t("diagnosis.new"), crumbs: [{ href: "/diagnosis", text: t("nav.diagnosis") }] }), h("p", { class: "soft" }, t("diagnosis.about")), region.element);
}
