// The call: joins on entering, shows everybody, survives the line, ends with the report in hand.
import { h, replace, every } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { clockTime, patientName, stopwatch } from "../core/format.js";
import { go, guardLeaving } from "../core/router.js";
import { shortcuts } from "../core/keyboard.js";
import { icon } from "../ui/icons.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { fullProblem } from "../ui/states.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";
import { loadCase } from "../ui/case-head.js";
import { closeMedia, openMedia, wishes } from "./media.js";
import { Peer } from "./peer.js";
import { Stage } from "./stage.js";
import { panel } from "./panel.js";
import { statisticsPanel } from "./statistics.js";
import { watchQuality } from "./quality.js";
import { lowMediaBar } from "./low-media.js";
import { controls, shareScreen } from "./controls.js";

const over = ["awaitingReport", "reported", "decided", "archived", "cancelled", "terminated"];

export default async function page({ params, signal }) {
  style("/css/call.css");
  style("/css/case.css");
  const id = params.id;
  const peer = new Peer(id, signal);
  const joining = peer.start().then(() => null, (problem) => problem ?? new Error("refused")); // at once: the case data loads beside it
  const media = openMedia();
  let one;
  try { one = await loadCase(id); } catch (problem) { await peer.leave(); throw problem; }
  return view({ id, one, peer, joining, media, signal });
}

function view({ id, one, peer, joining, media, signal }) {
  let room = { roster: [], missing: [], recording: null };
  let quality = null;
  let finished = false;
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort(), { once: true });

  const banner = h("div", { class: "call-banner", role: "status", "aria-live": "polite", testid: "call-status", data: { status: "connecting" } }, t("call.connecting"));
  const soundLock = h("button", { type: "button", class: "button main sound-lock", hidden: true, testid: "unlock-sound", on: { click: () => { stage.unlockSound(); soundLock.hidden = true; } } }, icon("speaker"), t("call.unlock"));
  const stage = new Stage(peer, { onBlocked: () => { soundLock.hidden = false; } });
  let lights = null;
  const statistics = statisticsPanel(peer, id, stop.signal, (next) => { lights = next; draw(); });
  const side = panel(one, { signal: stop.signal, selfId: () => peer.participantId, statistics });
  const bar = controls({ peer, side, leave, end, share: () => shareScreen(peer, bar), signal: stop.signal, mayEnd: true });
  const timer = h("span", { class: "number", testid: "call-timer" });
  const recording = h("span", { class: "recording", testid: "recording-sign" });
  const net = h("span", { class: "net", testid: "network-sign" });
  const recordingBar = h("div", { class: "recording-lost", role: "alert", hidden: true, testid: "recording-lost" }, icon("warning"), t("call.recordingLost"));
  const access = h("p", { class: "small", testid: "session-access" });
  get(`/consultations/${id}/access-links`, { signal: stop.signal }).then(({ items }) => replace(access, icon("network"), " ", items.map((side) => `${side.institution} ${side.kinds.length === 0 ? t("call.accessUnknown") : side.kinds.map((kind) => t(`access.${kind}`)).join(", ")}`).join(" · "))).catch(() => {}); // the session does not need it
  const oneLine = h("div", { class: "one-line", role: "status", hidden: true, testid: "redundancy-lost" });
  const low = lowMediaBar();
  const element = h("div", { class: "call", testid: "call", data: { state: "connecting" } },
    h("header", { class: "call-top" }, h("div", { class: "call-title" }, h("h1", {}, one.invitation?.reason ?? t("call.title")), h("p", { class: "small" }, [one.number, patientName({ nameMasked: one.patient?.nameMasked })].filter(Boolean).join(" · ")), access), recording, timer, net),
    recordingBar, oneLine, low.element, banner, h("div", { class: "call-middle" }, h("div", { class: "stage-box" }, stage.element, soundLock), side.element), bar.element);
  Object.defineProperty(element, "peerConnection", { get: () => peer.pc }); // for tests and support: getStats

  const draw = () => { stage.draw(room.roster, quality); side.drawRoster(room, quality?.own, lights); drawTop(); };
  stage.redraw = draw;
  function drawTop() {
    const isOn = room.recording?.on;
    recording.dataset.on = String(Boolean(isOn));
    replace(recording, icon("record"), h("span", {}, t(isOn ? "call.recording" : "call.notRecording"), isOn && room.recording.since && h("span", { class: "since number" }, ` ${t("call.since", { time: clockTime(room.recording.since) })}`)));
    recordingBar.hidden = !(room.state === "inSession" && room.recording && !room.recording.on);
    const sides = room.redundancyLost ?? [];
    oneLine.hidden = sides.length === 0 || room.state === "closed";
    replace(oneLine, icon("network"), h("span", {}, t(sides.includes(one.side) ? "call.oneLineOwn" : "call.oneLineOther")));
    low.draw(room, quality?.own, peer.participantId);
    const level = quality?.own.level ?? "ok";
    net.dataset.level = level;
    net.title = quality ? t("call.netDetail", { rtt: Math.round(quality.own.roundTrip), loss: (quality.own.loss * 100).toFixed(1), up: Math.round(quality.own.up), down: Math.round(quality.own.down) }) : "";
    replace(net, icon("network"), h("span", {}, t(`call.link.${level}`)));
  }
  function takeRoom(next) {
    if (!next || finished) return;
    room = { ...room, ...next };
    element.dataset.room = room.state ?? "";
    draw();
    if (room.state === "closed") ended();
  }
  async function askRoom() {
    try {
      const next = await get(`/consultations/${id}/room`, { signal: stop.signal });
      takeRoom(next);
      // A restarted service does not know this session any more: join again instead of waiting for ICE to notice.
      if (!peer.isBusy && peer.sessionId && !(next.roster ?? []).some((person) => person.sessionId === peer.sessionId || person.participantId === peer.participantId)) peer.rejoin();
    } catch { /* the next event or the next turn brings it */ }
  }

  peer.addEventListener("status", ({ detail }) => {
    element.dataset.state = detail.value;
    banner.dataset.status = detail.value;
    banner.hidden = detail.value === "connected";
    replace(banner, icon(detail.value === "connecting" ? "hourglass" : "offline"), h("span", {}, t(`call.${detail.value}`, { n: detail.attempt ?? 1 })));
    if (detail.value === "connected") { draw(); askRoom(); }
  });
  peer.addEventListener("slots", draw);
  peer.addEventListener("roster", ({ detail }) => takeRoom({ roster: detail.value ?? room.roster }));
  peer.addEventListener("refused", async ({ detail }) => {
    if (finished) return;
    const fresh = await loadCase(id).catch(() => null);
    if (fresh && over.includes(fresh.state)) { ended(); return; }
    element.dataset.state = "refused";
    replace(element, h("div", { class: "call-refused stack" }, fullProblem(detail.value, () => go(location.pathname, { replace: true, force: true })), h("a", { class: "button", href: `/cases/${id}/waiting` }, t("action.toWaiting"))));
    stopGuard();
  });
  on("room", stop.signal, (event) => event.consultationId === id && takeRoom(event));
  on("unsupported", stop.signal, (event) => {
    if (event.sessionId !== peer.sessionId) return;
    const sender = (room.roster ?? []).find((one) => one.participantId === event.participantId);
    toast(t("call.unsupported", { name: sender?.name ?? "", codec: event.codec }), { seconds: 20 });
  });
  on("slots", stop.signal, (event) => peer.takeSlots(event.sessionId, event.slots ?? []));
  on("restart", stop.signal, (event) => peer.restart(event.sessionId, "relay"));
  on("rejoin", stop.signal, (event) => peer.changeOver(event.sessionId, event.planned));
  on("consultation", stop.signal, (event) => { if (event.id === id && over.includes(event.state)) ended(); });
  on("online", stop.signal, ({ again }) => { if (again) askRoom(); peer.askSlots(); });
  on("offline", stop.signal, () => { net.title = t("state.offlineBar"); });
  watchQuality(peer, stop.signal, () => room.mediaLimits, (next) => { quality = next; draw(); });
  every(1000, stop.signal, () => { timer.textContent = room.startedAt ? stopwatch(now() - Date.parse(room.startedAt)) : t("call.notStarted"); });

  media.then((stream) => {
    stage.own.srcObject = stream;
    peer.setTrack(0, stream?.getAudioTracks()[0]);
    peer.setTrack(1, stream?.getVideoTracks()[0]);
    peer.setState({ audioMuted: wishes.audioMuted || !stream?.getAudioTracks()[0], videoMuted: wishes.videoMuted || !stream?.getVideoTracks()[0] });
    if (!stream) toast(t("waiting.listenOnly"), { seconds: 10 });
    bar.draw();
  });
  joining.then((problem) => { if (!problem) drawTop(); });

  // Leaving on purpose is asked for; leaving by accident is guarded.
  const guard = (event) => { event.preventDefault(); event.returnValue = ""; };
  const stopGuard = () => { removeEventListener("beforeunload", guard); };
  addEventListener("beforeunload", guard);
  addEventListener("pagehide", () => peer.leave({ keepalive: true }), { signal: stop.signal });
  guardLeaving(async () => finished || element.dataset.state === "refused" || (await confirmLeave()), signal);
  signal.addEventListener("abort", () => { stopGuard(); finished = true; peer.leave(); bar.stopSharing(); if (!location.pathname.endsWith("/waiting")) closeMedia(); }, { once: true });
  keepAwake(stop.signal);
  shortcuts({ m: bar.toggleMic, v: bar.toggleCamera, s: () => bar.share(), r: () => side.focusNotes(), c: () => side.toggle("chat") }, stop.signal);

  const confirmLeave = () => ask({ title: t("call.leaveTitle"), body: h("p", {}, t("call.leaveEffect")), confirm: t("call.leave"), testid: "leave-dialog" });
  async function leave() {
    if (!(await confirmLeave())) return;
    finished = true;
    go(`/cases/${id}`, { force: true });
  }
  async function end() {
    const note = field({ name: "note", label: t("note.title"), type: "textarea", rows: 4, required: true, max: 4000, value: side.note.value(), hint: t("note.required"), testid: "end-note" });
    const fields = side.note.isSaved() ? [] : [note];
    const done = await ask({
      title: t("call.endTitle"), body: h("p", {}, t("call.endEffect")), confirm: t("call.end"), danger: true, fields, testid: "end-dialog",
      run: async (values) => {
        if (fields.length > 0) await side.note.save(values.note);
        const send = async () => post(`/consultations/${id}/end`, {}, { version: (await loadCase(id)).version });
        try { await send(); } catch (problem) { if (!problem.isStale) throw problem; await send(); }
      },
    });
    if (done) ended();
  }
  /** The first screen after hanging up is the next piece of work. */
  function ended() {
    if (finished) return;
    finished = true;
    peer.leave({ closed: true });
    toast(t("call.ended"));
    go(one.side === "invited" ? `/cases/${id}/report` : `/cases/${id}`, { replace: true, force: true });
  }

  side.show(matchMedia("(min-width: 62rem)").matches ? "roster" : null);
  draw();
  return element;
}

async function keepAwake(signal) {
  let lock = null;
  const hold = async () => { try { lock = await navigator.wakeLock?.request("screen"); } catch { /* power saving: the person's choice */ } };
  hold();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hold(), { signal });
  signal.addEventListener("abort", () => lock?.release?.(), { once: true });
}
