// What a physician writes to refer a patient; members of the own consortium stand first among the targets.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";

async function targets() {
  const [up, down] = await Promise.all(["referralUp", "referralDown"].map((one) => get(`/referrals/targets?direction=${one}`)));
  return { referralUp: up.items, referralDown: down.items };
}

async function fields(earlier) {
  const known = await targets();
  const first = earlier?.direction ?? (known.referralUp.length > 0 ? "referralUp" : "referralDown");
  const direction = field({ name: "direction", label: t("referral.direction"), type: "select", empty: false, value: first, testid: "referral-direction", options: ["referralUp", "referralDown"].map((value) => ({ value, label: t(`referral.${value}`) })) });
  const to = field({ name: "toInstitutionId", label: t("referral.to"), type: "select", required: true, empty: t("referral.choose"), testid: "referral-to" });
  const label = (one) => [one.name, term("level", one.level), one.consortium && t("referral.consortium")].filter(Boolean).join(" · ");
  const fill = () => to.input.replaceChildren(h("option", { value: "" }, t("referral.choose")), ...known[direction.value()].map((one) => h("option", { value: one.id }, label(one))));
  direction.input.addEventListener("change", fill);
  fill();
  if (earlier?.to) to.set(earlier.to.id);
  return [direction, to, field({ name: "reason", label: t("referral.reason"), type: "textarea", rows: 2, required: true, max: 2000, value: earlier?.reason, testid: "referral-reason" }), field({ name: "summary", label: t("referral.summary"), type: "textarea", rows: 6, required: true, max: 20000, value: earlier?.summary, testid: "referral-summary" })];
}

/** A new draft: from a case with its report, or of any own patient. */
export async function draftReferral(from) {
  const patient = from ? [] : [field({ name: "patientId", label: t("referral.patient"), type: "select", required: true, empty: t("referral.choose"), testid: "referral-patient", options: (await get("/patients")).items.map((one) => ({ value: one.id, label: `${one.name} · ${one.identityMasked}` })) })];
  return ask({ title: t("referral.new"), confirm: t("referral.new"), testid: "referral-dialog", body: h("p", { class: "small soft" }, t("referral.about")), fields: [...patient, ...(await fields())], run: (values) => post("/referrals", { ...from, ...values }) });
}

export const editReferral = async (one, send) => ask({ title: t("referral.do.edit"), confirm: t("referral.do.edit"), testid: "referral-dialog", body: h("p", { class: "small soft" }, t("referral.consentNo")), fields: await fields(one), run: (values) => send("edit", values) });
