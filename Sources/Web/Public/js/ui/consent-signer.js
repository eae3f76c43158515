// Who signs a consent, why not the patient, and the handwriting: the form that every consent shares.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { readResidentId } from "../core/resident-id.js";
import { choices, field, showFieldErrors } from "./field.js";
import { icon } from "./icons.js";
import { problemBox } from "./states.js";
import "./signature-pad.js";

/** `run(values)` sends; `busy(yes)` tells that something was begun; `more` stands beside the button; `retry` reloads. */
export function consentSigner({ patient, run, busy = () => {}, more = null, retry }) {
  const kind = choices({
    name: "signerKind", label: t("consent.whoSigns"), required: true, value: "patient", testid: "signer",
    options: ["patient", "guardian", "closeRelative"].map((value) => ({ value, label: t(`signer.${value}`), hint: t(`signerHint.${value}`) })),
  });
  const name = field({ name: "signerName", label: t("consent.signerName"), required: true, value: patient ?? "", max: 50, testid: "signer-name" });
  const reason = field({ name: "reasonNotPatient", label: t("consent.reasonNotPatient"), type: "select", required: true, options: ["notSuitableToInform", "minor", "incapacitated"].map((value) => ({ value, label: t(`notPatient.${value}`) })), testid: "signer-reason" });
  const relation = field({ name: "relationship", label: t("consent.relationship"), type: "select", required: true, testid: "signer-relationship", options: ["spouse", "parent", "child", "sibling", "grandparent", "grandchild", "legalGuardian", "other"].map((value) => ({ value, label: t(`relationship.${value}`) })) });
  const identity = field({ name: "identityNumber", label: t("patient.residentId"), required: true, max: 18, testid: "signer-identity", validate: (value) => { const read = readResidentId(value); return read.ok ? null : t(`residentId.${read.reason}`, read); } });
  const contact = field({ name: "contact", label: t("consent.contact"), type: "tel", required: true, max: 30, testid: "signer-contact" });
  const proxy = h("div", { class: "columns", hidden: true, testid: "signer-proxy" }, reason.element, relation.element, identity.element, contact.element);
  const pad = h("hz-signature", { testid: "signature" });
  const padError = h("p", { class: "error", hidden: true, role: "alert" }, icon("warning"), t("consent.padEmpty"));
  const trouble = h("div", { "aria-live": "assertive" });
  const sign = h("button", { type: "submit", class: "button main", testid: "consent-sign" }, icon("pen"), t("consent.sign"));
  kind.element.addEventListener("change", () => {
    proxy.hidden = kind.value() === "patient";
    name.set(kind.value() === "patient" ? patient ?? "" : "");
  });
  pad.addEventListener("change", () => { padError.hidden = true; busy(!pad.isEmpty); });

  const form = h("form", { class: "card stack no-print", novalidate: true, testid: "consent-form" }, kind.element, name.element, proxy,
    h("div", { class: "field" }, h("span", { class: "label" }, t("consent.signature")), pad, padError),
    trouble, h("div", { class: "row end" }, more, sign));
  form.addEventListener("input", () => busy(true)); // typed names are kept from a refresh as a signature is
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isProxy = kind.value() !== "patient";
    const fields = [name, ...(isProxy ? [reason, relation, identity, contact] : [])];
    const wrong = fields.filter((one) => !one.check());
    padError.hidden = !pad.isEmpty;
    if (wrong.length > 0) { wrong[0].focus(); return; }
    if (pad.isEmpty) { pad.scrollIntoView({ block: "center" }); return; }
    sign.disabled = true;
    try {
      await run({
        signerKind: kind.value(), signerName: name.value(), signatureImage: pad.toDataURL(),
        ...(isProxy ? { reasonNotPatient: reason.value(), relationship: relation.value(), identityNumber: readResidentId(identity.value()).number, contact: contact.value() } : {}),
      });
    } catch (problem) {
      sign.disabled = false;
      if (!showFieldErrors([kind, ...fields], problem)) replace(trouble, problemBox(problem, { retry: problem.isStale ? retry : undefined }));
    }
  });
  return form;
}
