// Beside the pictures: who is here, talk, opinion and consultation note.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { post } from "../core/api.js";
import { dropDraft, readDraft, writeDraft } from "../core/draft-store.js";
import { chat } from "../ui/chat.js";
import { field } from "../ui/field.js";
import { icon } from "../ui/icons.js";
import { problemBox } from "../ui/states.js";
import { reportForm } from "../ui/report-form.js";
import { loadCase } from "../ui/case-head.js";
import { fileRow } from "../pages/request/material.js";

const tabs = [["roster", "people"], ["chat", "chat"], ["notes", "report"], ["material", "file"]];

/** → {element, show(tab), toggle(tab), drawRoster(room, quality), note} */
export function panel(one, { signal, selfId, statistics }) {
  let shown = null;
  const unread = h("span", { class: "count", hidden: true });
  let missed = 0;
  const note = noteForm(one);
  const people = h("ul", { class: "roster", testid: "roster", "aria-live": "polite" });
  const bodies = {
    roster: h("div", { class: "stack" }, people, statistics),
    chat: chat(one.id, signal, { onMessage: () => { if (shown !== "chat") { missed += 1; unread.textContent = missed; unread.hidden = false; } } }),
    notes: h("div", { class: "stack" }, note.element, one.side === "invited" && h("section", { class: "stack" }, h("h3", {}, t("report.title")), reportForm(one, { signal }).element)),
    material: h("div", { class: "stack" }, h("h3", {}, t("request.questions")), h("ol", {}, (one.questions ?? []).map((item, index) => h("li", {}, `${index + 1}. ${item.text ?? item}`))), h("h3", {}, t("field.caseSummary")), h("p", { class: "pre small" }, one.invitation?.caseSummary ?? "—"), h("ul", { class: "files" }, (one.attachments ?? []).map((item) => fileRow(item, { id: one.id })))),
  };
  const buttons = Object.fromEntries(tabs.map(([name, sign]) => [name, h("button", { type: "button", role: "tab", "aria-selected": "false", testid: `tab-${name}`, on: { click: () => self.show(name) } }, icon(sign), t(`call.tab.${name}`), name === "chat" && unread)]));
  const body = h("div", { class: "panel-body", role: "tabpanel" }, Object.values(bodies));
  const element = h("aside", { class: "panel", testid: "panel", hidden: true }, h("div", { class: "tabs", role: "tablist" }, Object.values(buttons), h("button", { type: "button", class: "tool", "aria-label": t("action.close"), testid: "panel-close", on: { click: () => self.show(null) } }, icon("cross"))), body);

  const self = {
    element, note,
    show(name) {
      shown = name;
      element.hidden = name === null;
      for (const [key, part] of Object.entries(bodies)) part.hidden = key !== name;
      for (const [key, button] of Object.entries(buttons)) button.setAttribute("aria-selected", String(key === name));
      if (name === "chat") { missed = 0; unread.hidden = true; bodies.chat.querySelector("ul").scrollTop = 1e9; }
      element.dispatchEvent(new CustomEvent("shown", { detail: name }));
    },
    toggle(name) { self.show(shown === name ? null : name); },
    focusNotes() { self.show("notes"); (bodies.notes.querySelector("textarea"))?.focus(); },
    drawRoster(room, own, lights) {
      replace(people, (room?.roster ?? []).map((person) => personRow(person, person.participantId === selfId(), own, lights?.get(person.participantId))),
        (room?.missing ?? []).map((who) => h("li", { testid: "roster-missing" }, icon("hourglass"), h("span", { class: "grow" }, t(`waiting.missing.${who}`)))));
    },
  };
  return self;
}

function personRow(person, isSelf, own, light) {
  const level = isSelf ? own?.level ?? "ok" : { good: "ok", fair: "soon", bad: "over" }[light] ?? "ok";
  const words = t(person.connected === false ? "call.link.gone" : `call.link.${level}`);
  return h("li", { testid: "roster-person", data: { participant: person.participantId } },
    h("span", { class: `link ${person.connected === false ? "over" : level}`, title: words }, icon("network", words)),
    h("div", { class: "grow" }, h("p", { class: "strong" }, person.name, isSelf && h("span", { class: "soft small" }, ` ${t("call.youMark")}`)), h("p", { class: "small soft" }, [term("title", person.title, ""), person.institution?.name ?? person.institution, term("side", person.side, "")].filter(Boolean).join(" · "))),
    icon(person.audioMuted ? "micOff" : "mic", t(person.audioMuted ? "call.mic.off" : "call.mic.on")), icon(person.videoMuted ? "cameraOff" : "camera", t(person.videoMuted ? "call.camera.off" : "call.camera.on")),
    person.screenSharing && icon("screen", t("call.sharing")));
}

/** 会诊记录: the session cannot end without it. Kept here until the service has it. */
function noteForm(one) {
  const scope = `note.${one.id}`;
  let saved = Boolean(one.note);
  const text = field({ name: "text", label: t("note.title"), type: "textarea", rows: 4, max: 4000, hint: t("note.hint"), value: readDraft(scope) ?? one.note?.text ?? (typeof one.note === "string" ? one.note : ""), testid: "note-text" });
  const state = h("span", { class: "save-state", role: "status" }, saved ? t("note.saved") : "");
  const trouble = h("div", { "aria-live": "assertive" });
  text.input.addEventListener("input", () => { saved = false; writeDraft(scope, text.value()); state.textContent = t("draft.local"); });
  /** Saves what is typed; false when there is nothing. */
  async function save(value = text.value()) {
    if (!value) return false;
    const send = async () => post(`/consultations/${one.id}/note`, { text: value }, { version: (await loadCase(one.id)).version });
    try { await send(); } catch (problem) { if (!problem.isStale) throw problem; await send(); }
    text.set(value);
    saved = true;
    dropDraft(scope);
    state.textContent = t("note.saved");
    return true;
  }
  const button = h("button", { type: "button", class: "button small", testid: "note-save" }, t("note.save"));
  button.addEventListener("click", async () => {
    replace(trouble);
    if (!text.value()) { text.setError(t("field.required", { label: t("note.title") })); return; }
    button.disabled = true;
    try { await save(); } catch (problem) { replace(trouble, problemBox(problem, { compact: true })); } finally { button.disabled = false; }
  });
  return { element: h("div", { class: "stack-small" }, text.element, h("div", { class: "row" }, button, state), trouble), save, value: () => text.value(), isSaved: () => saved };
}
