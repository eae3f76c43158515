// What a case page offers beside the ordinary way: material that was sent back, the patient's attendance and own view.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { post, upload } from "../core/api.js";
import { sha256 } from "../core/hash.js";
import { fullTime, when } from "../core/format.js";
import { go } from "../core/router.js";
import { hasRole } from "../core/session.js";
import { draftReferral } from "../pages/referral-form.js";
import { ask, sheet } from "./dialog.js";
import { field } from "./field.js";
import { icon } from "./icons.js";
import { notice } from "./states.js";
import { toast } from "./toast.js";
import { fileRow } from "../pages/request/material.js";

/** Files with their source; the invited side sends one back, the inviting side brings another. */
export function materialCard(one, tools) {
  const items = one.attachments ?? [];
  const may = (one.actions ?? []).includes("rejectMaterial");
  return h("section", { class: "card", testid: "case-files" }, h("header", {}, h("h2", {}, t("case.files"))), items.length === 0 ? h("p", { class: "soft" }, t("material.none"))
    : h("ul", { class: "files" }, items.map((item) => [fileRow(item, { id: one.id }), rejection(one, item, tools),
      may && !item.rejection && h("li", {}, h("button", { type: "button", class: "button small", testid: "reject-material", data: { id: item.id }, on: { click: () => reject(one, item, tools) } }, icon("warning"), t("material.reject", { name: item.name })))])));
}

function rejection(one, item, tools) {
  if (!item.rejection) return null;
  const open = !item.rejection.replacedBy && one.side === "inviting";
  const input = h("input", { type: "file", class: "visually-hidden", "aria-label": t("material.replace"), testid: "replace-input" });
  input.addEventListener("change", () => replaceItem(one, item, input.files[0], tools));
  return h("li", { testid: "material-rejected", data: { id: item.id } }, notice(item.rejection.replacedBy ? "ok" : "bad", h("div", {},
    h("p", { class: "strong" }, t(item.rejection.replacedBy ? "material.replaced" : "material.rejected")),
    h("p", { class: "pre" }, item.rejection.reason), h("p", { class: "small soft" }, `${item.rejection.by} · ${fullTime(item.rejection.at)} · ${t("material.attribution")}`),
    open && h("button", { type: "button", class: "button small main", testid: "replace-material", on: { click: () => input.click() } }, icon("upload"), t("material.replace")), open && input)));
}

async function reject(one, item, tools) {
  const done = await ask({
    title: t("material.reject", { name: item.name }), body: h("p", {}, t("material.rejectEffect")), confirm: t("material.rejectConfirm"), danger: true, testid: "reject-dialog",
    fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000, testid: "reject-reason" })],
    run: ({ reason }) => post(`/consultations/${one.id}/reject-material`, { attachmentId: item.id, reason }, { version: one.version }),
  });
  if (done) { toast(t("material.rejectedNow")); tools.refresh(); }
}

/** The new file answers for what the old one did: same kind and source, attested anew by whoever brings it. */
async function replaceItem(one, item, file, tools) {
  if (!file) return;
  const text = (value) => encodeURIComponent(value);
  const digest = await sha256(file);
  try {
    await upload(`/consultations/${one.id}/attachments`, file, { headers: {
      "Content-Type": file.type || "application/octet-stream", "X-File-Name": text(file.name), "X-Material-Group": item.group, "X-Replaces": item.id, "X-Material-Kind": item.kind ?? "document",
      ...(item.author ? { "X-Material-Author": text(item.author) } : {}), ...(item.deviceId ? { "X-Device-Id": text(item.deviceId) } : {}),
      ...(item.acquiredAt ? { "X-Acquired-At": item.acquiredAt } : {}), "X-Quality-Attested": "true", ...(digest ? { "Repr-Digest": digest.header } : {}),
    } });
    toast(t("material.replacedNow"));
  } catch (problem) { toast(problem.title ?? String(problem), { level: "bad", seconds: 12 }); }
  tools.refresh();
}

export function extraActions(one, allowed, tools) {
  const list = [];
  const add = (testid, label, click) => list.push(h("button", { type: "button", class: "button", testid, on: { click } }, label));
  if (allowed.includes("recordPatient")) {
    const here = (one.patientAttendance ?? []).some((stay) => !stay.until);
    add("action-recordPatient", t(here ? "patient.leaves" : "patient.arrives"), async () => { await post(`/consultations/${one.id}/patient-attendance`, { present: !here }, { version: one.version }); tools.refresh(); });
  }
  if (allowed.includes("openToPatient")) add("action-openToPatient", t("patient.open"), () => openToPatient(one, tools));
  if (one.side === "inviting" && one.state !== "draft" && one.patient?.name) add("action-patientCode", t("patient.code"), () => showCode(one));
  // A referral is opened from the issued report of the own patient (JL 9).
  if (one.side === "inviting" && one.report?.state === "signed" && one.patient?.id && hasRole("physician")) add("action-refer", t("referral.fromCase"), async () => { const done = await draftReferral({ patientId: one.patient.id, consultationId: one.id }); if (done) go(`/referrals/${done.id}`); });
  return list;
}

async function openToPatient(one, tools) {
  const done = await ask({ title: t("patient.open"), body: h("p", {}, t("patient.openEffect")), confirm: t("patient.open"), testid: "open-dialog", run: () => post(`/consultations/${one.id}/open-to-patient`, {}, { version: one.version }) });
  if (done) tools.refresh();
}

/** Asked first, because the earlier code is void from then on; shown once. */
async function showCode(one) {
  const made = await ask({
    title: t("patient.code"), confirm: t("patient.makeCode"), testid: "patient-code-dialog",
    body: [h("p", {}, t("patient.codeHelp", { page: `${location.origin}/my` })), one.hiddenFromPatient && notice("warn", h("p", {}, t("patient.hidden")))],
    run: () => post(`/patients/${one.patient.id}/access-code`, {}),
  });
  if (made?.code) sheet({ title: t("patient.code"), testid: "patient-code-sheet", body: [h("p", { class: "fee number", testid: "patient-code" }, made.code), h("p", { class: "small soft" }, t("patient.codeShown", { day: fullTime(made.expiresAt) }))] });
}

export const patientStays = (one) => (one.patientAttendance ?? []).length > 0 && h("p", { class: "small", testid: "patient-stays" }, one.patientAttendance.map((stay) => h("span", {}, `${t("patient.present")} ${when(stay.since)}${stay.until ? ` – ${when(stay.until)}` : ""}（${stay.recordedBy}） `)));
