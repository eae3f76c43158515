// Waiting room: own picture and level, who is here, who is missing, countdown. One press enters.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post, ApiProblem } from "../core/api.js";
import { askPassword } from "../ui/dialog.js";
import { teamActions } from "../ui/team.js";
import { extraActions } from "../ui/case-extras.js";
import { on } from "../core/events.js";
import { go } from "../core/router.js";
import { slotText } from "../core/format.js";
import { applyWishes, blockedBy, closeMedia, localFailure, openMedia, watchLevel, wishes } from "../call/media.js";
import { caseHead, caseLine, loadCase, whenCaseChanges } from "../ui/case-head.js";
import { loading, problemBox, notice } from "../ui/states.js";
import { light } from "../ui/light.js";
import { icon } from "../ui/icons.js";
import { equipment } from "../ui/equipment.js";
import { maintenanceWarning } from "../ui/maintenance-warning.js";
import { style } from "../ui/style.js";
import { deviceHelp } from "./device-check.js";

export default async function page({ params, signal }) {
  style("/css/call.css");
  style("/css/case.css");
  import("../call/page.js"); // fetched while one waits, so that entering costs no request
  const own = ownPicture(signal);
  const who = h("div", { class: "stack-small", testid: "waiting-who", "aria-live": "polite" });
  let one = null;
  const region = loading({
    signal, load: async () => { one = await loadCase(params.id); return one; },
    render: (item) => view(item, own, who, signal, () => region.refresh()),
  });
  const showRoom = (room) => { if (one) replace(who, roomView(one, room)); };
  const ask = async () => { try { showRoom(await get(`/consultations/${params.id}/room`, { signal })); } catch (problem) { if (problem.name !== "AbortError" && problem.status !== 404 && problem.status !== 409) replace(who, problemBox(problem, { retry: ask, compact: true })); else if (problem.name !== "AbortError") showRoom({ roster: [], missing: [] }); } };
  on("room", signal, (event) => event.consultationId === params.id && showRoom(event));
  on("online", signal, ({ again }) => again && ask());
  whenCaseChanges(params.id, signal, async () => { try { const next = await loadCase(params.id); if (next.state !== one?.state) { one = next; region.refresh(); } else one = next; ask(); } catch { /* the line is being mended */ } });
  const timer = setInterval(() => document.visibilityState === "visible" && ask(), 10_000);
  signal.addEventListener("abort", () => { clearInterval(timer); if (!location.pathname.endsWith("/call")) closeMedia(); }, { once: true });
  setTimeout(ask, 50);
  return h("div", { testid: "page-waiting" }, region.element);
}

function view(one, own, who, signal, again) {
  const refusal = (one.blockers ?? []).find((item) => item.action === "enterRoom");
  const room = maintenanceWarning(signal);
  room.show(one.slot?.start);
  // Who signed in long ago proves again who it is; everything else that stands in the way is said below (NHC-SUP 13).
  const proves = refusal?.problem?.code === "err.attendance.identityProofRequired";
  const may = proves || (one.actions ?? []).includes("enterRoom");
  const enter = h("button", { type: "button", class: "button main enter", disabled: !may, testid: "enter-room" }, icon("camera"), t("waiting.enter"));
  enter.addEventListener("click", async () => {
    if (proves && !await askPassword({ title: t("waiting.proof"), confirm: t("waiting.enter"), body: h("p", {}, t("waiting.proofWhy")), run: ({ password }) => post("/session/proof", { password }) })) return;
    performance.mark("huizhen-join-pressed");
    enter.disabled = true;
    enter.setAttribute("aria-busy", "true");
    go(`/cases/${one.id}/call`, { force: true });
  });
  return [caseHead(one, { title: t("waiting.title") }), caseLine(one),
    h("div", { class: "device" }, own,
      h("div", { class: "stack" },
        h("section", { class: "card stack" }, one.slot && [light({ kind: "sessionStart", dueAt: one.slot.start }), h("p", { class: "soft" }, slotText(one.slot))], enter,
          h("div", { class: "row" }, teamActions(one, one.actions ?? [], { refresh: again }), extraActions(one, one.actions ?? [], { refresh: again }).slice(0, (one.actions ?? []).includes("recordPatient") ? 1 : 0)),
          refusal?.problem && !proves && problemBox(new ApiProblem(refusal.problem.status ?? 409, refusal.problem), { compact: true }),
          !may && !refusal && notice("warn", h("p", {}, t("waiting.notOpen"))),
          room.element, h("p", { class: "small soft" }, icon("record"), " ", t("waiting.recordingNote"))),
        h("section", { class: "card" }, h("h2", {}, t("waiting.who")), who), equipment(one, signal)))];
}

function roomView(one, room) {
  const here = (room.roster ?? []).filter((person) => person.connected);
  const expected = [...(one.assigned ?? []).filter((person) => !here.some((other) => other.name === person.name)).map((person) => ({ name: person.name, title: person.title, institution: one.invitedInstitution?.name }))];
  const missing = room.missing ?? [];
  const row = (person, present) => h("div", { class: "row", testid: present ? "person-here" : "person-missing" }, h("span", { class: `tag ${present ? "ok" : ""}` }, icon(present ? "check" : "hourglass"), t(present ? "waiting.here" : "waiting.notYet")),
    h("span", { class: "strong" }, person.name), h("span", { class: "small soft" }, [term("title", person.title, ""), person.institution?.name ?? person.institution].filter(Boolean).join(" · ")));
  return [here.map((person) => row(person, true)), expected.map((person) => row(person, false)),
    missing.includes("invitingPhysician") && h("p", { class: "small soft" }, icon("hourglass"), " ", t("waiting.missing.invitingPhysician")),
    missing.includes("invitedPhysician") && h("p", { class: "small soft" }, icon("hourglass"), " ", t("waiting.missing.invitedPhysician")),
    missing.includes("patient") && h("p", { class: "small soft", testid: "patient-missing" }, icon("hourglass"), " ", t("waiting.missing.patient")),
    missing.length === 0 && here.length > 1 && notice("ok", h("p", {}, t("waiting.allHere"))),
    here.length === 0 && h("p", { class: "soft" }, t("waiting.nobody"))];
}

function ownPicture(signal) {
  const video = h("video", { autoplay: true, muted: true, playsInline: true, class: "mirror", "aria-label": t("device.preview"), testid: "own-preview" });
  const level = h("i");
  const help = h("div", { "aria-live": "polite" });
  const mic = toggle("audioMuted", "mic", "micOff", "call.mic", "waiting-mic");
  const camera = toggle("videoMuted", "camera", "cameraOff", "call.camera", "waiting-camera");
  async function start() {
    const stream = await openMedia();
    if (signal.aborted) return;
    video.srcObject = stream;
    const why = blockedBy(localFailure());
    replace(help, why && deviceHelp(why), why && h("p", { class: "small soft" }, t("waiting.listenOnly")), why && h("button", { type: "button", class: "button small", on: { click: start } }, icon("refresh"), t("action.retry")));
    if (stream) watchLevel(stream, signal, (value) => { level.style.width = `${Math.round(value * 100)}%`; });
  }
  start();
  return h("section", { class: "card stack" }, h("div", { class: "preview" }, video), h("div", { class: "meter level", role: "img", "aria-label": t("device.level") }, level), h("div", { class: "row" }, mic, camera, h("a", { class: "button plain", href: "/device-check", target: "_blank" }, t("nav.devices"))), help);
}

function toggle(name, onIcon, offIcon, key, testid) {
  const button = h("button", { type: "button", class: "button", testid });
  const draw = () => { replace(button, icon(wishes[name] ? offIcon : onIcon), t(`${key}.${wishes[name] ? "off" : "on"}`)); button.setAttribute("aria-pressed", String(!wishes[name])); };
  button.addEventListener("click", () => { wishes[name] = !wishes[name]; applyWishes(); draw(); });
  draw();
  return button;
}
