// The room of an online visit, for both sides: own camera and microphone, the other's picture and voice.
import { every, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { closeMedia, openMedia } from "../call/media.js";
import { Peer } from "../call/peer.js";
import { Stage } from "../call/stage.js";
import { icon } from "./icons.js";
import { problemBox } from "./states.js";
import { style } from "./style.js";

const ASKING = 1500; // ms between questions what the slots show, where no events come

/** `path` is the room's; `headers` prove a patient, to whom no events are sent. */
export function visitRoom({ path, other, headers, signal }) {
  style("/css/call.css");
  const place = h("div", { class: "stack-small", testid: "visit-room", data: { state: "out" } });
  let stop = null;
  let peer = null;

  async function enter() {
    stop = new AbortController();
    signal.addEventListener("abort", leave, { once: true });
    peer = new Peer(null, stop.signal, { path: `${path}/room/sessions`, headers, tellsState: false });
    const sound = h("button", { type: "button", class: "button main", hidden: true, on: { click: () => { stage.unlockSound(); sound.hidden = true; } } }, icon("speaker"), t("call.unlock"));
    const stage = new Stage(peer, { onBlocked: () => { sound.hidden = false; } });
    const draw = () => {
      const ids = [...new Set(peer.slots.map((slot) => slot.participantId).filter(Boolean))];
      stage.draw(ids.map((participantId) => ({ participantId, name: other, connected: true })), null);
    };
    stage.redraw = draw;
    peer.addEventListener("slots", draw);
    peer.addEventListener("status", ({ detail }) => { place.dataset.state = detail.value; });
    if (headers) every(ASKING, stop.signal, () => peer?.askSlots());
    place.replaceChildren(h("p", { class: "small" }, icon("record"), " ", t("visits.recorded")), h("div", { class: "visit-stage" }, stage.element), sound,
      h("div", { class: "row" }, h("button", { type: "button", class: "button danger", testid: "visit-leave", on: { click: leave } }, t("visits.leave"))));
    try {
      const joining = peer.start();
      const media = await openMedia();
      stage.own.srcObject = media;
      await peer.setTrack(0, media?.getAudioTracks()[0]);
      await peer.setTrack(1, media?.getVideoTracks()[0]);
      await joining;
      draw();
    } catch (problem) {
      await leave();
      place.append(problemBox(problem, { compact: true }));
    }
  }

  async function leave() {
    const gone = peer;
    peer = null;
    await gone?.leave({ keepalive: true });
    stop?.abort();
    closeMedia();
    out();
  }

  function out() {
    place.dataset.state = "out";
    place.replaceChildren(h("div", { class: "row" }, h("button", { type: "button", class: "button main", testid: "visit-enter", on: { click: enter } }, icon("camera"), t("visits.enter")), h("span", { class: "small soft" }, t("visits.enterHelp"))));
  }

  out();
  return { element: place, takeSlots: (session, slots) => peer?.takeSlots(session, slots), leave: () => peer && leave() };
}
