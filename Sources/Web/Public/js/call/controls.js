// The bar below: microphone, camera, screen, talk, notes, leave, end. Names are always written, never only drawn.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "../ui/icons.js";
import { toast } from "../ui/toast.js";
import { applyWishes, localStream, wishes } from "./media.js";

export function controls({ peer, side, leave, end, share, signal }) {
  let screen = null;
  const mic = h("button", { type: "button", class: "control", testid: "control-mic" });
  const camera = h("button", { type: "button", class: "control", testid: "control-camera" });
  const sharing = h("button", { type: "button", class: "control", testid: "control-screen" });
  const say = h("p", { class: "visually-hidden", role: "status" });

  const self = {
    element: null,
    draw() {
      fill(mic, wishes.audioMuted ? "micOff" : "mic", t(`call.mic.${wishes.audioMuted ? "off" : "on"}`), !wishes.audioMuted, "M");
      fill(camera, wishes.videoMuted ? "cameraOff" : "camera", t(`call.camera.${wishes.videoMuted ? "off" : "on"}`), !wishes.videoMuted, "V");
      fill(sharing, "screen", t(screen ? "call.shareStop" : "call.share"), Boolean(screen), "S");
      mic.classList.toggle("off", wishes.audioMuted);
      camera.classList.toggle("off", wishes.videoMuted);
      sharing.classList.toggle("active", Boolean(screen));
    },
    toggleMic() { turn("audioMuted", localStream()?.getAudioTracks()[0]); say.textContent = t(`call.mic.${wishes.audioMuted ? "off" : "on"}`); },
    toggleCamera() { turn("videoMuted", localStream()?.getVideoTracks()[0]); say.textContent = t(`call.camera.${wishes.videoMuted ? "off" : "on"}`); },
    share,
    setScreen(track) { screen = track; self.draw(); },
    screen: () => screen,
    stopSharing() { screen?.stop(); screen = null; },
  };
  function turn(name, track) {
    if (!track) { toast(t("call.noDevice")); return; }
    wishes[name] = !wishes[name];
    applyWishes();
    peer.setState({ [name]: wishes[name] });
    self.draw();
  }
  mic.addEventListener("click", self.toggleMic);
  camera.addEventListener("click", self.toggleCamera);
  sharing.addEventListener("click", () => self.share());
  if (!navigator.mediaDevices?.getDisplayMedia) sharing.hidden = true;
  const plain = (name, sign, label, key, act, kind = "") => { const button = h("button", { type: "button", class: `control ${kind}`, testid: `control-${name}`, on: { click: act } }); fill(button, sign, label, null, key); return button; };
  self.element = h("footer", { class: "call-bar", role: "toolbar", "aria-label": t("call.controls") }, mic, camera, sharing,
    plain("roster", "people", t("call.tab.roster"), "", () => side.toggle("roster")), plain("chat", "chat", t("call.tab.chat"), "C", () => side.toggle("chat")), plain("notes", "report", t("call.tab.notes"), "R", () => side.toggle("notes")),
    h("span", { class: "gap" }), plain("leave", "leave", t("call.leave"), "", leave), plain("end", "phoneOff", t("call.end"), "", end, "end"), say);
  self.draw();
  signal.addEventListener("abort", () => self.stopSharing(), { once: true });
  return self;
}

function fill(button, sign, label, pressed, key) {
  replace(button, icon(sign), h("span", {}, label));
  if (pressed !== null) button.setAttribute("aria-pressed", String(pressed));
  button.title = key ? `${label}（${key}）` : label;
}

/** Starts or stops sharing; the third m-line was made for it, so this is replaceTrack and nothing else. */
export async function shareScreen(peer, bar) {
  const stopIt = async () => {
    bar.stopSharing();
    bar.setScreen(null);
    await peer.setTrack(2, null);
    peer.setState({ screenSharing: false });
  };
  if (bar.screen()) { await stopIt(); return; }
  let stream;
  try { stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false }); } catch (error) {
    if (error?.name !== "NotAllowedError") toast(t("call.shareFailed"), { level: "bad" });
    return;
  }
  const track = stream.getVideoTracks()[0];
  track.contentHint = "detail";
  track.addEventListener("ended", () => { if (bar.screen() === track) stopIt(); });
  bar.setScreen(track);
  await peer.setTrack(2, track);
  peer.setState({ screenSharing: true });
}
