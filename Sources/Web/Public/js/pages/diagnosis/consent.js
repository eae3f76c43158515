// The patient's signature under the consent to a remote diagnosis, drawn in a dialog.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { readResidentId } from "../../core/resident-id.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import "../../ui/signature-pad.js";

export function askSignature(order, send, title = t("diagnosis.do.signConsent")) {
  const kind = field({ name: "signerKind", label: t("consent.whoSigns"), type: "select", required: true, empty: false, value: "patient", testid: "signer", options: ["patient", "guardian", "closeRelative"].map((value) => ({ value, label: t(`signer.${value}`) })) });
  const name = field({ name: "signerName", label: t("consent.signerName"), required: true, max: 50, value: order.patient?.name ?? "", testid: "signer-name" });
  const reason = field({ name: "reasonNotPatient", label: t("consent.reasonNotPatient"), type: "select", options: ["notSuitableToInform", "minor", "incapacitated"].map((value) => ({ value, label: t(`notPatient.${value}`) })) });
  const relation = field({ name: "relationship", label: t("consent.relationship"), type: "select", options: ["spouse", "parent", "child", "sibling", "grandparent", "grandchild", "legalGuardian", "other"].map((value) => ({ value, label: t(`relationship.${value}`) })) });
  const identity = field({ name: "identityNumber", label: t("patient.residentId"), max: 18 });
  const contact = field({ name: "contact", label: t("consent.contact"), type: "tel", max: 30 });
  const proxy = [reason, relation, identity, contact];
  const adapt = () => proxy.forEach((one) => { one.element.hidden = kind.value() === "patient"; });
  kind.element.addEventListener("change", adapt);
  adapt();
  const pad = h("hz-signature", { testid: "signature" });
  const drawn = { name: "pad", element: h("div", { class: "field" }, h("span", { class: "label" }, t("consent.signature")), pad), value: () => "", setError() {}, take: () => false, focus: () => pad.scrollIntoView({ block: "center" }), check: () => !pad.isEmpty };
  return ask({
    title, testid: "diagnosis-consent", confirm: t("consent.sign"),
    body: h("p", { class: "pre" }, order.consent?.serviceDescription ?? ""), fields: [kind, name, ...proxy, drawn],
    run: (values) => send({
      signerKind: values.signerKind, signerName: values.signerName, signatureImage: pad.toDataURL(),
      ...(values.signerKind === "patient" ? {} : { reasonNotPatient: values.reasonNotPatient || undefined, relationship: values.relationship || undefined, identityNumber: readResidentId(values.identityNumber).number || undefined, contact: values.contact || undefined }),
    }),
  });
}
