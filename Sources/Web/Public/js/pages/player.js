// 录制回放: what for and why first; then the pictures, with the viewer's name over them. Each playing is on record.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { post } from "../core/api.js";
import { duration, fullTime } from "../core/format.js";
import { choices, field, showFieldErrors } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { notice, problemBox } from "../ui/states.js";
import { style } from "../ui/style.js";

const purposes = ["care", "qualityControl", "disputeHandling", "patientRequest", "emergencyMaintenance"];

export default async function page({ params, signal }) {
  style("/css/custody.css");
  const place = h("div", { class: "stack" });
  const fields = [
    choices({ name: "purpose", label: t("purpose.label"), required: true, testid: "playback-purpose", options: purposes.map((value) => ({ value, label: t(`purpose.${value}`) })) }),
    field({ name: "reason", label: t("player.reason"), type: "textarea", required: true, max: 1000, testid: "playback-reason" })];
  const problem = h("div", {});
  const button = h("button", { type: "submit", class: "button main", testid: "playback-start" }, t("player.open"));
  const form = h("form", { class: "card stack", testid: "playback-question", on: { submit: async (event) => {
    event.preventDefault();
    const wrong = fields.filter((one) => !one.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    button.disabled = true;
    replace(problem);
    try {
      const values = Object.fromEntries(fields.map((one) => [one.name, one.value()]));
      replace(place, player(await post(`/consultations/${params.id}/playbacks`, values, { signal }), signal));
    } catch (error) {
      if (error?.name === "AbortError") return;
      if (!showFieldErrors(fields, error)) replace(problem, problemBox(error, { compact: true }));
    } finally { button.disabled = false; }
  } } }, notice("", h("p", {}, t("player.about"))), fields.map((one) => one.element), problem, h("div", { class: "row" }, button));
  replace(place, form);
  return h("div", { class: "stack", testid: "page-player" }, pageHead({ title: t("player.title"), crumbs: [{ text: t("nav.cases"), href: "/cases" }, { text: t("player.case"), href: `/cases/${params.id}` }, { text: t("player.title") }] }), place);
}

function player(one, signal) {
  const media = one.files.map((file) => ({ file, element: h(file.contentType.startsWith("audio/") ? "audio" : "video", { src: file.url, preload: "auto", playsinline: true, muted: file.role !== "mixedAudio", controlslist: "nodownload", disablepictureinpicture: true, on: { contextmenu: (event) => event.preventDefault() } }) }));
  const lead = media.find((item) => item.file.role === "mixedAudio") ?? media[0];
  if (!lead) return notice("warn", h("p", {}, t("player.empty")));
  lead.element.muted = false;
  const total = Math.max(...one.files.map((file) => file.startOffset + file.duration));
  const bar = h("input", { type: "range", min: "0", max: String(total), step: "200", value: "0", class: "seek", "aria-label": t("player.position"), testid: "playback-seek" });
  const clock = h("span", { class: "number", testid: "playback-clock" }, duration(0));
  const toggle = h("button", { type: "button", class: "button main", testid: "playback-toggle" }, t("player.play"));
  let playing = false;
  const place = (milliseconds) => media.forEach(({ file, element }) => {
    const at = (milliseconds - file.startOffset) / 1000;
    const inside = at >= 0 && at <= file.duration / 1000;
    element.parentElement?.classList.toggle("absent", !inside && file.role !== "mixedAudio");
    if (inside && Math.abs(element.currentTime - at) > 0.4) element.currentTime = at;
    if (playing && inside && element.paused) element.play().catch(() => {});
    if ((!playing || !inside) && !element.paused) element.pause();
  });
  let position = 0;
  let since = 0;
  const now = () => (playing ? position + performance.now() - since : position);
  const show = () => { const at = Math.min(now(), total); bar.value = String(at); clock.textContent = `${duration(at)} / ${duration(total)}`; place(at); if (playing && at >= total) stop(); };
  const stop = () => { position = Math.min(now(), total); playing = false; toggle.textContent = t("player.play"); show(); };
  toggle.addEventListener("click", () => { if (playing) { stop(); return; } if (position >= total) position = 0; since = performance.now(); playing = true; toggle.textContent = t("player.pause"); show(); });
  bar.addEventListener("input", () => { position = Number(bar.value); since = performance.now(); show(); });
  const timer = setInterval(show, 250);
  signal.addEventListener("abort", () => { clearInterval(timer); media.forEach(({ element }) => { element.pause(); element.removeAttribute("src"); }); }, { once: true });
  const pictures = media.filter(({ file }) => file.role !== "mixedAudio");
  return [
    notice("", h("p", { testid: "playback-logged" }, t("player.logged", { purpose: t(`purpose.${one.purpose}`), until: fullTime(one.expiresAt) }))),
    h("div", { class: "player", testid: "player" },
      h("div", { class: "pictures" }, pictures.map(({ file, element }) => h("figure", {}, element, h("figcaption", { class: "small" }, file.person ?? t(`player.role.${file.role}`)))), media.filter(({ file }) => file.role === "mixedAudio").map(({ element }) => element)),
      watermark(one)),
    h("div", { class: "row" }, toggle, bar, clock)];
}

/** Who looks, over every part of the picture. */
function watermark(one) {
  const text = `${one.watermark} · ${one.number} · ${fullTime(one.startedAt)}`;
  return h("div", { class: "watermark", "aria-hidden": "true", testid: "watermark" }, Array.from({ length: 12 }, () => h("span", {}, text)));
}
