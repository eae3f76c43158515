// Step 4: to whom (hospital, specialty, title), when (up to five slots), and at what published price.
import { h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get } from "../../core/api.js";
import { institutions, partners } from "../../core/terms.js";
import { currentAccount } from "../../core/session.js";
import { now } from "../../core/clock.js";
import { capitalAmount } from "../../core/capital-amount.js";
import { day, money, toInstant, toLocal } from "../../core/format.js";
import { field } from "../../ui/field.js";
import { icon } from "../../ui/icons.js";
import { maintenanceWarning } from "../../ui/maintenance-warning.js";
import { teamEditor } from "../../ui/team.js";
import { notice, problemBox } from "../../ui/states.js";

const MOST_SLOTS = 5;
const titles = ["associateSenior", "fullSenior", "intermediate"];

export async function whereStep(initial, touched, signal, onPlatform = false, kind = "remoteConsultation") {
  const isTeam = kind === "remoteMultidisciplinaryTeam";
  const operators = onPlatform ? ((await get("/platforms", { signal })).items ?? []) : [];
  const home = (await institutions()).find((one) => one.id === currentAccount().institution.id);
  const own = onPlatform ? home : null;
  const hospitals = await partners();
  const invited = field({
    name: "invitedInstitutionId", label: t("field.invitedInstitution"), type: "select", required: !onPlatform, empty: onPlatform ? t("request.byPlatform") : undefined, value: initial.invitedInstitutionId, pointer: "/invitedInstitutionId",
    options: hospitals.map((one) => ({ value: one.id, label: `${one.name}${one.agreement?.validTo ? `（${t("request.agreementTo", { day: one.agreement.validTo })}）` : ""}` })), hint: t("field.invitedInstitutionHint"),
  });
  const specialty = field({ name: "requestedSpecialty", label: t("field.requestedSpecialty"), type: "select", required: true, options: [] });
  const title = field({ name: "requestedTitle", label: t("field.requestedTitle"), type: "select", required: true, value: initial.requestedTitle, options: titles.map((one) => ({ value: one, label: t(`title.${one}`) })), hint: t("field.requestedTitleHint") });
  const wished = field({ name: "wishedPhysician", label: t("field.wishedPhysician"), value: initial.wishedPhysician, max: 50, hint: t("field.wishedPhysicianHint") });
  const platform = field({ name: "platformOperatorId", label: t("agreement.operator"), type: "select", required: true, empty: operators.length === 1 ? false : undefined, value: initial.platformOperatorId || operators[0]?.id, options: operators.map((one) => ({ value: one.id, label: one.name })) });
  const summary = field({ name: "publicSummary", label: t("field.publicSummary"), type: "textarea", rows: 4, required: true, max: 10_000, value: initial.publicSummary, hint: t("field.publicSummaryHint") });
  const published = onPlatform ? [platform, summary] : [];
  // Where the patient is treated; without a choice that of the sending physician counts (NHC-TM 二(一)1).
  const treating = field({ name: "treatingDepartment", label: t("field.treatingDepartment"), type: "select", value: initial.treatingDepartment, hint: t("field.treatingDepartmentHint"), options: (home?.departments ?? []).map((one) => ({ value: one.code, label: one.name })), testid: "treating-department" });
  const team = isTeam ? teamEditor(initial.team ?? [], hospitals, touched) : null;
  const bare = kind === "remoteCaseDiscussion" ? h("input", { type: "checkbox", checked: Boolean(initial.deidentified), testid: "deidentified" }) : null;
  bare?.addEventListener("change", touched);
  const fields = isTeam ? [title, wished, treating] : [invited, specialty, title, wished, treating, ...published];
  const fee = h("div", { testid: "price" });
  let prices = [];
  let chosen = initial.priceId;

  const hospital = () => hospitals.find((one) => one.id === invited.value()) ?? (onPlatform ? own : undefined);
  function fillDepartments(keep) {
    replace(specialty.input, h("option", { value: "" }, hospital() ? t("field.choose") : t("request.hospitalFirst")), (hospital()?.departments ?? []).map((one) => h("option", { value: one.code }, one.name)));
    specialty.set(keep);
    if (specialty.input.selectedIndex < 0) specialty.input.selectedIndex = 0;
  }
  async function fillPrices() {
    // The patient pays at the inviting hospital, so its own published catalogue holds the fee (JL 39).
    try {
      prices = (await get(`/prices?institution=${encodeURIComponent(currentAccount().institution.id)}&serviceKind=${encodeURIComponent(kind)}`, { signal })).items ?? [];
      if (!prices.some((one) => one.id === chosen)) chosen = prices[0]?.id ?? "";
      drawPrices();
    } catch (problem) { if (problem.name !== "AbortError") replace(fee, problemBox(problem, { retry: fillPrices })); }
  }
  function drawPrices() {
    if (prices.length === 0) { replace(fee, notice("warn", t("request.noPrice"))); return; }
    replace(fee, h("fieldset", { class: "pick" }, h("legend", { class: "label strong" }, t("request.fee")), prices.map((one) => {
      const input = h("input", { type: "radio", name: "price", value: one.id, checked: one.id === chosen, testid: "price-choice" });
      input.addEventListener("change", () => { chosen = one.id; touched(); });
      return h("label", {}, input, h("span", { class: "grow" }, h("span", { class: "strong number" }, money(one.amountFen)), ` ${capitalAmount(one.amountFen)}`,
        h("span", { class: "small soft" }, ` · ${[one.levelDisplay ?? (one.level ? t(`level.${one.level}`) : null), t("price.since", { day: day(one.validFrom) }), one.authorityDocument].filter(Boolean).join(" · ")}`)));
    })));
  }

  fillDepartments(initial.requestedSpecialty);
  await fillPrices();
  invited.input.addEventListener("change", () => { fillDepartments(""); touched(); });
  [specialty, title, wished, treating, ...published].forEach((one) => one.input.addEventListener("input", touched));
  const room = maintenanceWarning(signal);
  const slots = slotRows(initial.proposedSchedule, () => { touched(); lookAtRoom(); });
  // The latest of the proposed days: what is in order then is so before.
  function lookAtRoom() { const starts = slots.value().map((slot) => slot.start).sort(); if (starts.length > 0) room.show(starts.at(-1)); }
  lookAtRoom();

  return {
    fields,
    institution: () => (isTeam ? { name: team.names() } : onPlatform && !invited.value() ? operators.find((one) => one.id === platform.value()) : hospital()),
    price: () => prices.find((one) => one.id === chosen),
    element: h("div", { class: "stack" },
      hospitals.length === 0 && notice("warn", t("request.noPartner")),
      isTeam ? team.element : invited.element, h("div", { class: "columns" }, !isTeam && specialty.element, title.element, wished.element, treating.element),
      bare && h("label", { class: "choice" }, bare, h("span", {}, t("request.deidentified"), h("span", { class: "small soft" }, ` ${t("request.deidentifiedHint")}`))), published.map((one) => one.element), slots.element, room.element, fee),
    value: () => clean({
      ...(isTeam ? { team: team.value() } : { invitedInstitutionId: invited.value(), requestedSpecialty: specialty.value() }),
      treatingDepartment: treating.value(), ...(bare ? { deidentified: bare.checked } : {}),
      requestedTitle: title.value(), wishedPhysician: wished.value(),
      ...(onPlatform ? { platformOperatorId: platform.value(), publicSummary: summary.value() } : {}),
      priceId: chosen, proposedSchedule: slots.value(),
    }),
  };
}

/** Empty choices are left out: "" is not an id. Text fields stay, so that they can be emptied. */
function clean(value) {
  for (const name of ["invitedInstitutionId", "requestedSpecialty", "requestedTitle", "priceId", "platformOperatorId", "treatingDepartment"]) if (!value[name]) delete value[name];
  return value;
}

function slotRows(initial, touched) {
  const list = h("div", { class: "stack-small", testid: "slots" });
  const make = (slot) => {
    const start = field({ name: "slotStart", label: t("request.slotStart"), type: "datetime-local", value: toLocal(slot?.start), testid: "slot-start", min: toLocal(now()) });
    const minutes = field({ name: "slotLength", label: t("request.slotLength"), type: "select", empty: false, value: lengthOf(slot), testid: "slot-length", options: [15, 30, 45, 60, 90].map((n) => ({ value: String(n), label: t("time.minutes", { m: n }) })) });
    [start, minutes].forEach((one) => one.input.addEventListener("input", touched));
    return { start, minutes };
  };
  const rows = (initial?.length > 0 ? initial : [null]).map(make);
  function draw() {
    replace(list, rows.map((row, index) => h("div", { class: "slot-row" }, row.start.element, row.minutes.element,
      h("button", { type: "button", class: "tool", "aria-label": t("request.slotRemove", { n: index + 1 }), disabled: rows.length === 1, on: { click: () => { rows.splice(index, 1); draw(); touched(); } } }, icon("trash")))),
    rows.length < MOST_SLOTS && h("button", { type: "button", class: "button small", testid: "slot-add", on: { click: () => { rows.push(make(null)); draw(); } } }, icon("plus"), t("request.slotAdd")));
  }
  draw();
  return {
    element: h("fieldset", {}, h("legend", { class: "strong" }, t("field.proposedSchedule"), h("span", { class: "must", "aria-hidden": "true" }, "*")), h("p", { class: "soft small" }, t("request.slotsHint")), list),
    value: () => rows.filter((row) => row.start.value()).map((row) => {
      const start = toInstant(row.start.value());
      return { start, end: toInstant(toLocal(Date.parse(start) + Number(row.minutes.value()) * 60_000)) };
    }),
  };
}

function lengthOf(slot) {
  if (!slot?.start || !slot?.end) return "30";
  const minutes = Math.round((Date.parse(slot.end) - Date.parse(slot.start)) / 60_000);
  return [15, 30, 45, 60, 90].includes(minutes) ? String(minutes) : "30";
}
