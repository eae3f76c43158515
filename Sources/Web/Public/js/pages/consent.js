// 知情同意书: service, fee in figures and 大写, recording statement, signer with reason, handwriting, refusal.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { capitalAmount } from "../core/capital-amount.js";
import { fullTime, money, shortHash } from "../core/format.js";
import { go } from "../core/router.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { loading, notice, problemBox } from "../ui/states.js";
import { caseHead, caseLine, invitedNames, loadCase, whenCaseChanges } from "../ui/case-head.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { consentSigner } from "../ui/consent-signer.js";

export default async function page({ params, signal }) {
  style("/css/case.css");
  let busy = false;
  const region = loading({
    signal, load: async () => {
      const one = await loadCase(params.id);
      return { one, fee: await feeOf(one) };
    },
    render: ({ one, fee }) => view(one, fee, { refresh: () => region.refresh(), setBusy: (value) => { busy = value; } }),
  });
  // A signature in the making is never taken away by a refresh.
  whenCaseChanges(params.id, signal, () => !busy && region.refresh());
  return h("div", { testid: "page-consent" }, region.element);
}

/** The fee the patient is told: the price chosen in the draft, else what the consent already says. */
async function feeOf(one) {
  if (one.state !== "draft" && one.charge) return one.charge.feeFen;
  if (one.side !== "inviting" || one.state !== "draft") return one.consent?.feeFen ?? null;
  const items = (await get(`/prices?institution=${encodeURIComponent(one.invitingInstitution.id)}&serviceKind=${encodeURIComponent(one.serviceKind)}`)).items ?? [];
  return (items.find((item) => item.id === one.invitation?.priceId) ?? items[0])?.amountFen ?? one.consent?.feeFen ?? null;
}

function view(one, fee, tools) {
  const consent = one.consent ?? { state: "none" };
  const shownFee = consent.state === "none" ? fee : consent.feeFen ?? fee;
  const state = consent.state ?? "none";
  return [
    caseHead(one, { title: t("consent.title"), actions: [h("button", { type: "button", class: "button", on: { click: () => print() } }, icon("print"), t("action.print"))] }),
    caseLine(one),
    h("div", { class: "stack" },
      state === "refused" && notice("bad", h("p", { class: "strong" }, t("consent.refused")), h("p", {}, t("consent.refusedHelp"))),
      state === "withdrawn" && notice("bad", h("p", { class: "strong" }, t("consent.withdrawn")), h("p", {}, t("consent.withdrawnHelp"))),
      state === "signed" && fee > consent.feeFen && notice("warn", h("p", {}, t("consent.feeHigher", { now: money(fee), then: money(consent.feeFen) }))),
      paper(one, shownFee, consent),
      state === "signed" ? signed(one, tools) : state === "presented" ? signing(one, tools) : present(one, fee, tools)),
  ];
}

function paper(one, fee, consent) {
  return h("article", { class: "consent-paper", testid: "consent-paper", "aria-label": t("consent.title") },
    h("h2", {}, t("consent.paperTitle")),
    h("p", { class: "row spread small" }, h("span", {}, `${t("cases.number")}：${one.number ?? t("cases.draft")}`), h("span", {}, one.invitingInstitution?.name)),
    h("section", {}, h("h3", {}, t("consent.who")), h("p", {}, t("consent.whoText", {
      patient: one.patient?.name ?? one.patient?.nameMasked ?? "—", inviting: one.invitingInstitution?.name ?? "—", invited: invitedNames(one) ?? t("work.notChosen"),
    }))),
    h("section", {}, h("h3", {}, t("consent.service")), h("p", { class: "pre" }, consent.serviceDescription || serviceText(one))),
    h("section", {}, h("h3", {}, t("consent.fee")),
      fee === null || fee === undefined ? notice("warn", t("consent.noFee"))
        : h("div", {}, h("p", { class: "fee", testid: "consent-fee" }, money(fee)), h("p", { class: "fee-words", testid: "consent-fee-words" }, `${t("consent.capital")}${capitalAmount(fee)}`), h("p", { class: "small soft" }, t("consent.payer")))),
    h("section", {}, h("h3", {}, t("consent.recording")), h("p", { testid: "consent-recording" }, t("consent.recordingText"), " ", consent.recordingYears ? t("consent.recordingBy", { who: consent.recordedBy ?? "", years: consent.recordingYears }) : t("consent.recordingBySoon", { who: one.invitingInstitution?.name ?? "" }))),
    h("section", {}, h("h3", {}, t("consent.truth")), h("p", { testid: "consent-truth" }, t("consent.truthText"))),
    h("section", {}, h("h3", {}, t("consent.rights")), h("ol", {}, ["1", "2", "3", "4"].map((n) => h("li", {}, t(`consent.right${n}`))))),
    consent.state === "signed" && h("section", {}, h("h3", {}, t("consent.signedTitle")),
      h("dl", { class: "facts" },
        h("dt", {}, t("consent.signer")), h("dd", {}, `${consent.signerName ?? "—"}（${term("signer", consent.signerKind)}）`),
        h("dt", {}, t("consent.signedAt")), h("dd", { class: "number" }, fullTime(consent.signedAt)),
        h("dt", {}, t("consent.hash")), h("dd", { class: "number", title: consent.hash }, shortHash(consent.hash)))));
}

const serviceText = (one) => t("consent.serviceText", { reason: one.invitation?.reason || t("case.untitled"), purpose: one.invitation?.purpose || "—" });

function present(one, fee, tools) {
  const trouble = h("div", { "aria-live": "assertive" });
  const ready = (one.team ? one.team.length > 0 : one.invitedInstitution) && fee !== null && fee !== undefined;
  const button = h("button", { type: "button", class: "button main", disabled: !ready, testid: "consent-present" }, icon("eye"), t("consent.present"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await post(`/consultations/${one.id}/consent/present`, { serviceDescription: serviceText(one), feeFen: fee, payer: "patient", recordingStatement: true, truthfulnessStatement: true }, { version: one.version });
      await tools.refresh();
    } catch (problem) { button.disabled = false; replace(trouble, problemBox(problem, { retry: problem.isStale ? tools.refresh : undefined })); }
  });
  return h("section", { class: "card stack no-print" }, !ready && notice("warn", h("p", {}, t("consent.needPrice")), h("a", { href: `/cases/${one.id}/edit` }, t("consent.toDraft"))),
    h("p", {}, t("consent.presentHelp")), trouble, h("div", { class: "row" }, button));
}

const signing = (one, tools) => consentSigner({
  patient: one.patient?.name, busy: tools.setBusy, retry: tools.refresh,
  more: h("button", { type: "button", class: "button danger", testid: "consent-refuse", on: { click: () => refuse(one, tools) } }, t("consent.refuse")),
  async run(values) {
    await post(`/consultations/${one.id}/consent/sign`, values, { version: one.version });
    tools.setBusy(false);
    toast(t("consent.done"));
    if (one.state === "draft") go(`/cases/${one.id}/edit`, { force: true });
    else await tools.refresh();
  },
});

const refuse = async (one, tools) => {
  const done = await ask({
    title: t("consent.refuseTitle"), body: h("p", {}, t("consent.refuseEffect")), confirm: t("consent.refuse"), danger: true, testid: "consent-refuse-dialog",
    fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", max: 500 })],
    run: ({ reason }) => post(`/consultations/${one.id}/consent/refuse`, reason ? { reason } : {}, { version: one.version }),
  });
  if (done) await tools.refresh();
};

function signed(one, tools) {
  const early = ["draft", "inviting", "accepted", "scheduled"].includes(one.state);
  return h("section", { class: "card row end no-print" },
    early && h("button", {
      type: "button", class: "button danger", testid: "consent-withdraw", on: {
        async click() {
          const done = await ask({
            title: t("consent.withdrawTitle"), body: h("p", {}, t("consent.withdrawEffect")), confirm: t("consent.withdraw"), danger: true, testid: "consent-withdraw-dialog",
            fields: [field({ name: "reason", label: t("field.reason"), type: "textarea", required: true, max: 500 })],
            run: ({ reason }) => post(`/consultations/${one.id}/consent/withdraw`, { reason }, { version: one.version }),
          });
          if (done) await tools.refresh();
        },
      },
    }, t("consent.withdraw")),
    h("a", { class: "button main", href: one.state === "draft" ? `/cases/${one.id}/edit` : `/cases/${one.id}`, testid: "consent-back" }, t("action.toCase")));
}
