// On the case page: studies from the hospital's own archive, and whether signed documents reached its own record.
import { every, h, replace } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { hasRole } from "../core/session.js";
import { fullTime, when } from "../core/format.js";
import { ask } from "./dialog.js";
import { choices, field } from "./field.js";
import { icon } from "./icons.js";
import { problemBox } from "./states.js";

const TONE = { delivered: "ok", waiting: "warn", dead: "bad", givenUp: "bad", notConnected: "", notDue: "" };

export const deliveryTag = (state) => h("span", { class: `tag ${TONE[state]}`, testid: "record-delivery", data: { state } }, icon(state === "delivered" ? "check" : TONE[state] === "bad" ? "warning" : "clock"), t(`delivery.${state}`));

/** 线上线下一体化质控: has what was signed here reached the inviting hospital's own record? */
export function deliveryCard(one, signal) {
  if (one.side !== "inviting" || one.state === "draft") return null;
  const place = h("div", { class: "stack-small" });
  const load = async () => {
    try {
      const found = await get(`/consultations/${one.id}/record-delivery`);
      replace(place, deliveryTag(found.state), found.steps.length > 0 && h("ul", { class: "plain" }, found.steps.map((step) => h("li", { class: "small" }, `${t(`exchange.topic.${step.topic}`)}：${t(`exchange.${step.state}`)} · ${fullTime(step.at)}`))));
    } catch { replace(place, h("p", { class: "soft" }, "—")); }
  };
  load();
  every(15000, signal, load);
  return h("section", { class: "card", testid: "case-delivery" }, h("header", {}, h("h2", {}, t("delivery.title"))), place);
}

const size = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;

/** Shown where an archive is connected and material may still be added. */
export function imagingCard(one, tools) {
  if (one.side !== "inviting" || !hasRole("physician", "invitationCoordinator") || ["reported", "decided", "archived", "cancelled", "terminated"].includes(one.state)) return null;
  const results = h("div", { class: "stack-small", "aria-live": "polite" });
  const running = h("ul", { class: "plain", testid: "imaging-imports" });
  const number = h("input", { class: "input", type: "search", "aria-label": t("imaging.number"), placeholder: t("imaging.number"), testid: "imaging-number", autocomplete: "off" });
  const card = h("section", { class: "card stack-small", testid: "case-imaging", hidden: true }, h("header", {}, h("h2", {}, t("imaging.title"))), h("p", { class: "small soft" }, t("imaging.about")),
    h("div", { class: "row" }, number, h("button", { type: "button", class: "button", testid: "imaging-search", on: { click: () => search() } }, icon("search"), t("imaging.search"))), results, running);
  let finished = 0;
  async function load() {
    try {
      const all = await get(`/consultations/${one.id}/imaging`);
      card.hidden = all.archives.length === 0;
      replace(running, all.imports.map(progress));
      const done = all.imports.filter((item) => item.state === "finished").length;
      if (done > finished) { finished = done; if (!number.value) tools.refresh(); }
    } catch { card.hidden = true; }
  }
  const progress = (item) => h("li", { class: "stack-small", testid: "imaging-import", data: { state: item.state } },
    h("span", { class: "row" }, h("span", { class: `tag ${item.state === "finished" ? "ok" : item.state === "failed" ? "bad" : "warn"}` }, icon(item.state === "finished" ? "check" : item.state === "failed" ? "warning" : "clock"), t(`imaging.${item.state}`)), h("span", { class: "small number" }, t("imaging.progress", { n: item.objects, all: item.expected || "?", size: size(item.bytes) }))),
    item.state === "running" && h("progress", { max: item.expected || undefined, value: item.expected ? item.objects : undefined, "aria-label": t("imaging.running") }),
    item.problem && h("p", { class: "error" }, language() === "en" ? item.problemEn : item.problem));
  async function search() {
    replace(results, h("p", { class: "soft" }, t("imaging.searching")));
    try {
      const found = await post(`/consultations/${one.id}/imaging/search`, number.value.trim() ? { patientNumber: number.value.trim() } : {});
      replace(results, found.studies.length === 0 ? h("p", { class: "soft" }, t("imaging.none"))
        : h("ul", { class: "files", testid: "imaging-studies" }, found.studies.map((study) => h("li", { testid: "imaging-study", data: { uid: study.uid } },
          icon("file"), h("span", { class: "name" }, [study.modalities.join("/"), study.description].filter(Boolean).join(" · ") || t("imaging.study"), h("span", { class: "soft small" }, ` ${study.patientName} ${study.patientNumber} · ${study.at ? when(study.at) : ""} · ${t("imaging.objects", { n: study.objects })}`)),
          h("button", { type: "button", class: "button small main", testid: "imaging-fetch", on: { click: () => fetchStudy(study, found.connectionId) } }, t("imaging.fetch"))))));
    } catch (problem) { replace(results, problemBox(problem, { compact: true })); }
  }
  async function fetchStudy(study, connectionId) {
    const done = await ask({
      title: t("imaging.fetch"), confirm: t("imaging.fetch"), testid: "imaging-dialog",
      body: h("dl", { class: "facts" }, h("dt", {}, t("imaging.whose")), h("dd", {}, `${study.patientName}　${study.patientNumber}`), h("dt", {}, t("imaging.what")), h("dd", {}, `${study.modalities.join("/")} ${study.description}`)),
      fields: [choices({ name: "attest", type: "checkbox", label: t("exchange.quality"), required: true, testid: "imaging-attest", options: [{ value: "yes", label: t("imaging.attest") }] })],
      run: ({ attest }) => post(`/consultations/${one.id}/imaging/imports`, { studyUid: study.uid, connectionId, qualityAttested: (attest ?? []).includes("yes") }),
    });
    if (done) { replace(results); load(); }
  }
  load();
  every(3000, tools.signal, load);
  return card;
}

/** Fills the form of a new patient from what the hospital's own system told. */
export function registrationSearch(fill) {
  const number = field({ name: "recordNumber", label: t("exchange.recordNumber"), max: 64, testid: "his-number", hint: t("exchange.registrationHint") });
  const trouble = h("div", { "aria-live": "polite" });
  const look = h("button", { type: "button", class: "button", testid: "his-search", on: { click: async () => {
    replace(trouble);
    try { fill(await post("/exchange/registrations/search", { recordNumber: number.value().trim() })); } catch (problem) {
      replace(trouble, problem.status === 404 ? h("p", { class: "soft" }, t("exchange.registrationNone")) : problemBox(problem, { compact: true }));
    }
  } } }, icon("search"), t("exchange.registration"));
  return h("div", { class: "stack-small" }, h("div", { class: "row" }, number.element, look), trouble);
}
