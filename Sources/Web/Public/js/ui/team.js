// Multidisciplinary consultations: the institutions asked, their answers, their opinions, and what they say together.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { post, put } from "../core/api.js";
import { fullTime, money, shortHash } from "../core/format.js";
import { ask, askPassword } from "./dialog.js";
import { field } from "./field.js";
import { icon } from "./icons.js";
import { toast } from "./toast.js";

export const isTeam = (one) => one.serviceKind === "remoteMultidisciplinaryTeam";

/** One row an institution: hospital, its specialties, its weight in the fee. */
export function teamEditor(initial, hospitals, touched) {
  const list = h("div", { class: "stack-small", testid: "team" });
  const make = (seat) => ({ institutionId: seat?.institutionId ?? "", specialties: [...(seat?.specialties ?? [])], weight: seat?.weight ?? 1 });
  const rows = (initial.length > 0 ? initial : [null, null]).map(make);
  const departments = (id) => hospitals.find((one) => one.id === id)?.departments ?? [];
  function draw() {
    replace(list, rows.map((row, index) => {
      const house = h("select", { class: "input", "aria-label": t("field.invitedInstitution"), testid: "team-institution" }, h("option", { value: "" }, t("field.choose")), hospitals.map((one) => h("option", { value: one.id, selected: one.id === row.institutionId, disabled: rows.some((other) => other !== row && other.institutionId === one.id) }, one.name)));
      house.addEventListener("change", () => { row.institutionId = house.value; row.specialties = []; draw(); touched(); });
      const weight = h("input", { class: "input number", type: "number", min: 1, max: 1000, value: row.weight, "aria-label": t("team.weight"), testid: "team-weight" });
      weight.addEventListener("input", () => { row.weight = Math.max(1, Number(weight.value) || 1); touched(); });
      return h("div", { class: "card stack-small", testid: "team-seat" }, h("div", { class: "columns" },
        h("label", {}, h("span", { class: "label" }, t("team.institution", { n: index + 1 })), house), h("label", {}, h("span", { class: "label" }, t("team.weight")), weight)),
      departments(row.institutionId).length > 0 && h("fieldset", { class: "pick" }, h("legend", { class: "label" }, t("team.specialties")), departments(row.institutionId).map((one) => {
        const box = h("input", { type: "checkbox", checked: row.specialties.includes(one.code), testid: "team-specialty", value: one.code });
        box.addEventListener("change", () => { row.specialties = box.checked ? [...row.specialties, one.code] : row.specialties.filter((code) => code !== one.code); touched(); });
        return h("label", {}, box, h("span", {}, one.name));
      })),
      rows.length > 1 && h("button", { type: "button", class: "button small", on: { click: () => { rows.splice(index, 1); draw(); touched(); } } }, icon("trash"), t("action.remove")));
    }), rows.length < 8 && h("button", { type: "button", class: "button small", testid: "team-add", on: { click: () => { rows.push(make(null)); draw(); } } }, icon("plus"), t("team.add")));
  }
  draw();
  const chosen = () => rows.filter((row) => row.institutionId);
  return {
    element: h("fieldset", {}, h("legend", { class: "strong" }, t("team.asked"), h("span", { class: "must", "aria-hidden": "true" }, "*")), h("p", { class: "soft small" }, t("team.hint")), list),
    value: () => chosen().map((row) => ({ institutionId: row.institutionId, specialties: row.specialties, weight: row.weight })),
    names: () => chosen().map((row) => hospitals.find((one) => one.id === row.institutionId)?.name ?? "").join("、"),
  };
}

const colour = { accepted: "ok", sent: "warn", declined: "bad", expired: "bad", withdrawn: "" };

/** All institutions with their specialties, answers, reasons and shares. */
export function teamCard(one) {
  if (!isTeam(one) || (one.team ?? []).length === 0) return null;
  return h("section", { class: "card", testid: "case-team" }, h("header", {}, h("h2", {}, t("team.title"))), h("ul", { class: "files" }, one.team.map((member) => h("li", { testid: "team-member", data: { state: member.state ?? "draft" } },
    icon("hospital"), h("span", { class: "name" }, member.institution.name, h("span", { class: "soft small" }, ` ${member.specialtyNames.join("、")}`),
      (one.assigned ?? []).filter((person) => person.institutionId === member.institution.id).map((person) => h("span", { class: "small" }, ` · ${person.name}`)),
      member.declineReason && h("span", { class: "small" }, h("br"), `${term("declineCode", member.declineReason.code)}：${member.declineReason.text}`)),
    member.shareFen !== undefined && h("span", { class: "number small" }, money(member.shareFen)),
    h("span", { class: `tag ${colour[member.state] ?? ""}` }, t(`invitationState.${member.state ?? "draft"}`))))));
}

/** Opinions of the institutions, then what they say together with who has signed and who has not. */
export function opinionsCard(one) {
  if (!isTeam(one) || ((one.opinions ?? []).length === 0 && !one.summary)) return null;
  return h("section", { class: "card stack", testid: "case-opinions" }, h("h2", {}, t("team.opinions")),
    (one.opinions ?? []).map((opinion) => h("section", { class: "opinion", testid: "opinion" }, h("h3", {}, opinion.institution.name, " ", h("span", { class: `tag ${opinion.givenAt ? "ok" : "warn"}` }, t(opinion.givenAt ? "team.given" : "team.draft"))),
      opinion.sections.map((section, index) => [h("p", { class: "strong" }, `${index + 1}. ${section.question}`), h("p", { class: "pre" }, section.answer || "—")]),
      opinion.signatures.map((who) => h("p", { class: "small" }, `${who.name} · ${term("title", who.title)} · ${fullTime(who.signedAt)}`, h("span", { class: "soft number", title: who.hash }, ` ${shortHash(who.hash)}`))))),
    one.summary && h("section", { class: "opinion", testid: "summary" }, h("h3", {}, t("team.summary")), h("p", { class: "pre" }, one.summary.text),
      one.summary.signatures.map((who) => h("p", { class: "small", testid: "summary-signature" }, `${who.name} · ${term("title", who.title)} · ${fullTime(who.signedAt)}`)),
      one.report?.state !== "signed" && one.summary.waitsFor.length > 0 && h("p", { class: "small soft" }, t("team.waitsFor", { names: one.summary.waitsFor.join("、") }))));
}

/** Buttons of a team beside the ordinary ones. */
export function teamActions(one, allowed, tools) {
  const list = [];
  const button = (testid, label, click, main = false) => list.push(h("button", { type: "button", class: `button ${main ? "main" : ""}`, testid, on: { click } }, label));
  const act = (path, key) => async () => {
    const done = await ask({ title: t(key), body: h("p", {}, t(`${key}Effect`)), confirm: t(key), testid: `${path}-dialog`, run: () => post(`/consultations/${one.id}/${path}`, {}, { version: one.version }) });
    if (done) tools.refresh();
  };
  if (allowed.includes("confirmTeam")) button("action-confirmTeam", t("team.confirm"), act("confirm-team", "team.confirm"), true);
  if (allowed.includes("startWithoutAbsent")) button("action-startWithoutAbsent", t("team.startWithout"), act("start-without-absent", "team.startWithout"));
  if (allowed.includes("saveSummary")) button("action-saveSummary", t(one.summary ? "team.rewrite" : "team.write"), () => writeSummary(one, tools), !one.summary);
  const signs = allowed.includes("signSummary") && one.summary;
  if (signs) button("action-signSummary", t("team.signSummary"), () => signSummary(one, tools), true);
  return list;
}

async function writeSummary(one, tools) {
  const text = field({ name: "text", label: t("team.summary"), type: "textarea", rows: 8, required: true, max: 8000, value: one.summary?.text ?? "", hint: t("team.summaryHint"), testid: "summary-text" });
  const done = await ask({ title: t("team.summary"), confirm: t("team.save"), fields: [text], testid: "summary-dialog", run: (values) => put(`/consultations/${one.id}/summary`, values, { version: one.version }) });
  if (done) { toast(t("team.saved")); tools.refresh(); }
}

async function signSummary(one, tools) {
  const done = await askPassword({ title: t("team.signSummary"), confirm: t("report.sign"), body: [h("p", { class: "pre" }, one.summary.text), h("p", { class: "small soft" }, t("team.signEffect"))],
    run: ({ password }) => post(`/consultations/${one.id}/summary/sign`, { password }, { version: one.version }) });
  if (done) { toast(t("report.signed")); tools.refresh(); }
}
