// The opinion, one box per question, autosaved. Used on the report page and beside the video.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { put } from "../core/api.js";
import { autosave, readDraft } from "../core/draft-store.js";
import { field } from "./field.js";
import { loadCase } from "./case-head.js";

/** sections: what the server has; questions asked and not yet in it are added, none can silently vanish. */
export function sectionsOf(one) {
  const stored = one.report?.sections ?? [];
  const asked = (one.questions ?? []).map((item) => item.text ?? item);
  const all = asked.map((question) => ({ question, answer: stored.find((item) => item.question === question)?.answer ?? "" }));
  for (const item of stored) if (!asked.includes(item.question)) all.push({ ...item });
  if (all.length === 0) all.push({ question: t("report.general"), answer: "" });
  return all;
}

/** → {element, fields, value(), flush(), isComplete(), version()} */
export function reportForm(one, { signal, onChange = () => {}, localOnly = false }) {
  const scope = `report.${one.id}`;
  const kept = readDraft(scope);
  const state = h("span", { class: "save-state", role: "status", testid: "report-save-state" });
  const sections = sectionsOf(one).map((item) => ({ ...item, answer: kept?.sections?.find((mine) => mine.question === item.question)?.answer ?? item.answer }));
  let version = one.version;
  const fields = sections.map((item, index) => field({
    name: `answer-${index}`, label: `${index + 1}. ${item.question}`, type: "textarea", rows: 5, required: true, max: 8000, value: item.answer, pointer: `/sections/${index}`, testid: `report-answer-${index}`,
  }));
  const signers = one.report?.signers?.length > 0 ? { signers: one.report.signers } : {};
  const value = () => ({ ...signers, sections: sections.map((item, index) => ({ question: item.question, answer: fields[index].value() })) });

  const saver = autosave({
    scope, signal, collect: value,
    async save(body) {
      if (localOnly) return;
      const send = () => put(`/consultations/${one.id}/report/draft`, body, { version });
      let answer;
      try { answer = await send(); } catch (problem) {
        if (!problem.isStale) throw problem;
        // Others move the case (joins, messages) while the opinion is written; the boxes belong to the specialist.
        version = (await loadCase(one.id)).version;
        answer = await send();
      }
      version = answer?.version ?? version + 1;
    },
    show(kind, problem) {
      const early = kind === "failed" && problem?.status === 409;
      state.className = `save-state ${kind === "failed" && !early ? "failed" : ""}`;
      state.textContent = t(early || localOnly ? "draft.keptHere" : `draft.${kind}`);
    },
  });
  fields.forEach((one_) => one_.input.addEventListener("input", () => { saver.touch(); onChange(); }));
  if (kept) { state.textContent = t("draft.restored"); saver.touch(); }
  return {
    fields, value, state,
    flush: () => saver.flush(),
    version: () => version,
    setVersion: (number) => { version = number; },
    isComplete: () => fields.map((one_) => one_.check()).every(Boolean),
    element: h("div", { class: "stack", testid: "report-form" }, fields.map((one_) => one_.element), state),
  };
}
