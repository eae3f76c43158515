// Device check without sign-in: secure page, camera, microphone, speaker, network; each failure has its own help.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { blockedBy, chooseDevice, closeMedia, localFailure, openMedia, watchLevel, wishes } from "../call/media.js";
import { checkHttps, checkUdp, playTone } from "../call/checks.js";
import { fullTime } from "../core/format.js";
import { localClockError, now } from "../core/clock.js";
import { currentAccount } from "../core/session.js";
import { maintenanceWarning } from "../ui/maintenance-warning.js";
import { pageHead } from "../ui/frame.js";
import { notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const names = ["secure", "browser", "camera", "microphone", "speaker", "https", "udp", "clock"];

export default async function page({ signal }) {
  style("/css/call.css");
  const results = Object.fromEntries(names.map((name) => [name, { state: "wait", text: t("device.waiting") }]));
  const list = h("ul", { class: "check-results", testid: "device-results" });
  const help = h("div", { class: "stack", "aria-live": "polite" });
  const video = h("video", { autoplay: true, muted: true, playsInline: true, class: "mirror", "aria-label": t("device.preview"), testid: "device-preview" });
  const level = h("i");
  const pickers = h("div", { class: "columns" });
  let heard = () => {};

  function set(name, state, text) { results[name] = { state, text }; draw(); }
  function draw() {
    replace(list, names.map((name) => h("li", { class: results[name].state, testid: `check-${name}`, data: { state: results[name].state } },
      icon({ ok: "check", bad: "cross", warn: "warning", wait: "hourglass" }[results[name].state]), h("span", { class: "strong" }, t(`device.${name}`)), h("span", { class: "soft" }, results[name].text))));
  }

  async function devices() {
    set("camera", "wait", t("device.asking"));
    set("microphone", "wait", t("device.asking"));
    const stream = await openMedia();
    if (signal.aborted) { closeMedia(); return; }
    video.srcObject = stream;
    const [camera, microphone] = [stream?.getVideoTracks()[0], stream?.getAudioTracks()[0]];
    const why = blockedBy(localFailure());
    set("camera", camera ? "ok" : "bad", camera ? sizeOf(camera) : t(`device.why.${why ?? "missing"}`));
    set("microphone", microphone ? "wait" : "bad", microphone ? t("device.speak") : t(`device.why.${why ?? "missing"}`));
    replace(help, why && (!camera || !microphone) && deviceHelp(why));
    if (microphone) {
      let best = 0;
      watchLevel(stream, signal, (value) => {
        level.style.width = `${Math.round(value * 100)}%`;
        if (value > best) best = value;
        if (best > 0.03 && results.microphone.state === "wait") set("microphone", "ok", t("device.heardYou"));
      });
    }
    await choosers();
  }

  async function choosers() {
    const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    replace(pickers, [["videoinput", "device.camera", "videoDevice"], ["audioinput", "device.microphone", "audioDevice"]].map(([kind, key, wish]) => {
      const found = all.filter((one) => one.kind === kind);
      if (found.length < 2) return null;
      const select = h("select", { class: "input", "aria-label": t(key) }, found.map((one, index) => h("option", { value: one.deviceId, selected: wishes[wish] === one.deviceId }, one.label || `${t(key)} ${index + 1}`)));
      select.addEventListener("change", async () => { await chooseDevice(kind, select.value); devices(); });
      return select;
    }));
  }

  function speaker() {
    playTone();
    set("speaker", "wait", t("device.didYouHear"));
    replace(heardPlace, h("span", {}, t("device.didYouHear")), h("button", { type: "button", class: "button small", testid: "tone-yes", on: { click: () => heard(true) } }, t("device.yes")), h("button", { type: "button", class: "button small", testid: "tone-no", on: { click: () => heard(false) } }, t("device.no")));
    heard = (yes) => { set("speaker", yes ? "ok" : "bad", t(yes ? "device.heard" : "device.notHeard")); replace(heardPlace); if (!yes) replace(help, deviceHelp("speaker")); };
  }
  const heardPlace = h("div", { class: "row", "aria-live": "polite" });

  async function network() {
    const https = await checkHttps();
    set("https", https.ok ? "ok" : "bad", https.ok ? t("device.roundTrip", { ms: Math.round(https.milliseconds) }) : t("device.why.network"));
    const udp = await checkUdp();
    set("udp", udp.ok ? "ok" : "warn", t(udp.ok ? "device.udpOk" : "device.udpBad", { n: udp.candidates }));
    if (!https.ok || !udp.ok) append(help, deviceHelp("network"));
    const wrong = Math.abs(localClockError());
    set("clock", wrong < 60_000 ? "ok" : "warn", wrong < 60_000 ? t("device.clockOk") : t("device.clockWrong", { s: Math.round(wrong / 1000) }));
  }

  function append(place, element) { if (!place.querySelector(`[data-kind="${element.dataset.kind}"]`)) place.append(element); }

  async function run() {
    set("secure", window.isSecureContext ? "ok" : "bad", t(window.isSecureContext ? "device.secureOk" : "device.why.insecure"));
    if (!window.isSecureContext) replace(help, deviceHelp("insecure"));
    const able = Boolean(window.RTCPeerConnection && navigator.mediaDevices);
    set("browser", able ? "ok" : "bad", able ? t("device.browserOk") : t("device.browserOld"));
    set("speaker", "wait", t("device.pressTone"));
    await Promise.all([devices(), network()]);
  }

  navigator.mediaDevices?.addEventListener?.("devicechange", choosers, { signal });
  signal.addEventListener("abort", () => { if (!location.pathname.endsWith("/call") && !location.pathname.endsWith("/waiting")) closeMedia(); }, { once: true });
  const room = maintenanceWarning(signal);
  if (currentAccount()) room.show();
  draw();
  run();

  return h("div", { class: "stack", testid: "page-device-check" },
    pageHead({ title: t("nav.devices"), actions: [h("button", { type: "button", class: "button", testid: "device-again", on: { click: () => { closeMedia(); run(); } } }, icon("refresh"), t("device.again")), h("button", { type: "button", class: "button", on: { click: () => save(results) } }, icon("download"), t("device.save"))] }), room.element,
    h("div", { class: "device" },
      h("section", { class: "card stack" }, h("div", { class: "preview" }, video), pickers,
        h("div", {}, h("p", { class: "small soft" }, icon("mic"), ` ${t("device.level")}`), h("div", { class: "meter level", role: "img", "aria-label": t("device.level") }, level)),
        h("div", { class: "row" }, h("button", { type: "button", class: "button main", testid: "play-tone", on: { click: speaker } }, icon("speaker"), t("device.tone")), heardPlace)),
      h("section", { class: "card stack" }, h("h2", {}, t("device.results")), list, help)));
}

const sizeOf = (track) => { const { width, height } = track.getSettings(); return width ? `${width}×${height}` : t("device.good"); };

export function deviceHelp(kind) {
  const element = notice("warn", h("p", { class: "strong" }, t(`device.help.${kind}.title`)), h("p", { class: "pre" }, t(`device.help.${kind}.text`)));
  element.dataset.kind = kind;
  element.dataset.testid = `device-help-${kind}`;
  return element;
}

/** A file for the IT department; holds no patient and no name. */
function save(results) {
  const text = JSON.stringify({ at: fullTime(now()), page: location.origin, browser: navigator.userAgent, results }, null, 2);
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "device-check.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  toast(t("device.saved"));
}
