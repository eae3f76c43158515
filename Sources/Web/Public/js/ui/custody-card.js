// 归档与保存: both packages, retention, seal and holds, who holds the original, and the requests about them.
import { h, replace } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { download, get, post } from "../core/api.js";
import { bytes, fullTime, shortHash, when } from "../core/format.js";
import { ask } from "./dialog.js";
import { choices, field } from "./field.js";
import { icon } from "./icons.js";
import { problemBox } from "./states.js";
import { toast } from "./toast.js";

/** The card of the case page; nothing at all while there is nothing to say. */
export function custodyCard(id, signal) {
  const card = h("section", { class: "card stack", testid: "case-custody", hidden: true });
  const load = async () => {
    try {
      const one = await get(`/consultations/${id}/custody`, { signal });
      replace(card, view(one, load));
      card.hidden = false;
    } catch (error) {
      if (error?.isForbidden || error?.isMissing || error?.name === "AbortError") return;
      replace(card, h("header", {}, h("h2", {}, t("custody.title"))), problemBox(error, { compact: true, retry: load }));
      card.hidden = false;
    }
  };
  load();
  return card;
}

const kindName = (one) => (language() === "zh" ? one.display : t(`custody.kind.${one.value}`));

function view(one, refresh) {
  const holds = one.holds.filter((hold) => !hold.liftedAt);
  return [
    h("header", {}, h("h2", {}, t("custody.title")), h("span", { class: "tag", testid: "custody-state" }, t(`custody.state.${one.state}`))),
    one.sealedAt && h("p", { class: "notice warn", testid: "custody-sealed" }, t("custody.sealed", { at: fullTime(one.sealedAt), ground: one.sealGround ?? "" })),
    holds.map((hold) => h("div", { class: "notice warn", testid: "custody-hold" }, h("p", {}, t("custody.held", { ground: hold.ground, at: when(hold.at) })),
      hold.mayLift && h("button", { type: "button", class: "button small", on: { click: () => reasonThen(t("custody.lift"), (values) => act(`/consultations/${one.consultationId}/custody/holds/${hold.id}/lift`, values, refresh)) } }, t("custody.lift")))),
    one.packages.length > 0 ? [h("p", { class: "small soft" }, t("custody.packages")), h("ul", { class: "stack-small small", testid: "custody-packages" }, one.packages.map((item) => h("li", {}, h("b", {}, t("custody.original", { institution: item.institution })), h("div", { class: "soft number" }, `${bytes(item.size)} · ${fullTime(item.storedAt)} · `, h("span", { title: item.sha256 }, shortHash(item.sha256))))))]
      : h("p", { class: "small soft" }, t("custody.notArchived")),
    one.retention && h("dl", { class: "facts small", testid: "custody-retention" }, fact("custody.recordTo", one.retention.recordTo), fact("custody.mediaTo", one.retention.mediaTo), fact("custody.logTo", one.retention.logTo)),
    one.entries.length > 0 && [h("p", { class: "small soft" }, t("custody.entries")), h("ul", { class: "stack-small small" }, one.entries.map((entry) => h("li", {}, `${entry.institution} · `, h("span", { class: "number" }, fullTime(entry.at)), ` · ${t("custody.signatures", { n: entry.signatures })}`)))],
    one.requests.map((request) => requestRow(request, refresh)),
    h("div", { class: "row" },
      one.state !== "notRecorded" && one.state !== "recording" && one.state !== "disposed" && h("a", { class: "button small", href: `/cases/${one.consultationId}/recording`, testid: "play-recording" }, icon("record"), t("player.open")),
      one.mayTakePackage && h("button", { type: "button", class: "button small", testid: "take-package", on: { click: () => download(`/consultations/${one.consultationId}/custody/package`, `${one.number}.zip`) } }, icon("download"), t("custody.take")),
      one.mayAsk.length > 0 && h("button", { type: "button", class: "button small", testid: "custody-ask", on: { click: () => askFor(one, one.mayAsk, refresh) } }, icon("pen"), t("custody.ask")),
      one.mayHold && h("button", { type: "button", class: "button small", testid: "custody-place-hold", on: { click: () => groundThen(t("custody.hold"), (values) => act(`/consultations/${one.consultationId}/custody/holds`, values, refresh)) } }, icon("pause"), t("custody.hold"))),
    h("p", { class: "small" }, h("a", { href: "/custody" }, t("custody.all")), " · ", h("a", { href: "/data-catalogue" }, t("nav.dataCatalogue"))),
  ];
}

const fact = (key, value) => [h("dt", {}, t(key)), h("dd", { class: "number" }, value)];

/** One request: who asked what for on which ground, who agreed; with the two answers for who may give them. */
export function requestRow(one, refresh, { withCase = false } = {}) {
  const path = `/consultations/${one.consultationId}/custody/requests/${one.id}`;
  return h("article", { class: "request stack-small", testid: "custody-request", data: { kind: one.kind, state: one.state } },
    h("div", { class: "row spread" }, h("b", {}, t(`custody.kind.${one.kind}`), withCase && [" · ", h("a", { href: `/cases/${one.consultationId}` }, one.number)]), h("span", { class: `tag ${one.state === "granted" ? "ok" : one.state === "rejected" ? "bad" : "warn"}` }, t(`custody.request.${one.state}`))),
    h("p", { class: "small" }, t("custody.asked", { name: one.by.name, institution: one.by.institution, at: when(one.by.at) })),
    h("p", { class: "small" }, t("custody.ground", { purpose: t(`purpose.${one.purpose}`), ground: one.ground })),
    h("p", { class: "small soft" }, t("custody.agreed", { n: one.approvals.length, of: one.approvalsNeeded, names: one.approvals.map((person) => `${person.name}（${person.institution}）`).join("、") || "—" })),
    one.rejection && h("p", { class: "small" }, t("custody.rejected", { name: one.rejection.name, reason: one.rejectionReason ?? "" })),
    one.usableUntil && h("p", { class: "small soft" }, t("custody.usable", { at: fullTime(one.usableUntil) })),
    one.mayAnswer && h("div", { class: "row" },
      h("button", { type: "button", class: "button small main", testid: "custody-approve", on: { click: () => confirmThen(one, () => act(`${path}/approve`, {}, refresh)) } }, icon("check"), t("custody.approve")),
      h("button", { type: "button", class: "button small", testid: "custody-reject", on: { click: () => reasonThen(t("custody.reject"), (values) => act(`${path}/reject`, values, refresh)) } }, t("custody.reject"))));
}

async function act(path, values, refresh) {
  const answer = await post(path, values);
  toast(t("custody.done"));
  refresh();
  return answer;
}

const confirmThen = (one, run) => ask({ title: t("custody.approve"), confirm: t("custody.approve"), body: h("p", {}, t(`custody.effect.${one.kind}`)), run });
const reasonThen = (title, run) => ask({ title, confirm: title, fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 1000 })], run });
const groundThen = (title, run) => ask({ title, confirm: title, body: h("p", {}, t("custody.holdAbout")), fields: [field({ name: "ground", label: t("custody.groundLabel"), type: "textarea", required: true, max: 1000 })], run });

/** The question what for comes before everything. */
export function askFor(one, kinds, refresh) {
  return ask({
    title: t("custody.ask"), confirm: t("custody.ask"), testid: "custody-dialog", body: h("p", { class: "small" }, t("custody.askAbout")),
    fields: [
      choices({ name: "kind", label: t("custody.what"), required: true, value: kinds[0]?.value, options: kinds.map((kind) => ({ value: kind.value, label: kindName(kind) })) }),
      choices({ name: "purpose", label: t("purpose.label"), required: true, value: kinds[0]?.value === "breakGlass" ? "emergencyMaintenance" : "disputeHandling", options: purposes(kinds).map((value) => ({ value, label: t(`purpose.${value}`) })) }),
      field({ name: "ground", label: t("custody.groundLabel"), type: "textarea", required: true, max: 1000 })],
    run: (values) => act(`/consultations/${one.consultationId}/custody/requests`, values, refresh),
  });
}

const purposes = (kinds) => (kinds.some((kind) => kind.value === "breakGlass") ? ["emergencyMaintenance"] : ["care", "qualityControl", "disputeHandling", "patientRequest", "supervision"]);
