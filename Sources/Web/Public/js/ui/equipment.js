// 接入设备: keys by which a codec, a production program or a wall screen acts for the person in this one room.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { del, get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { when } from "../core/format.js";
import { ask, sheet } from "./dialog.js";
import { field } from "./field.js";
import { icon } from "./icons.js";
import { loading } from "./states.js";
import { toast } from "./toast.js";

/** A card for whoever may enter the room; null for anybody else. */
export function equipment(one, signal) {
  if (!(one.actions ?? []).includes("enterRoom")) return null;
  const path = `/consultations/${one.id}/room/devices`;
  let shown = null;
  const load = async () => { const keys = await get(path, { signal }); shown = JSON.stringify(keys); return keys; };
  const region = loading({ signal, lines: 3, load, render: (keys) => list(keys, path, () => region.refresh()) });
  // A room tells of many things: nothing is drawn anew under a hand unless a key does something else now.
  on("room", signal, async (event) => {
    if (event.consultationId !== one.id || !region.element.isConnected) return;
    try {
      if (JSON.stringify(await get(path, { signal })) !== shown) region.refresh();
    } catch { /* the page was left meanwhile, or the line is down: the next event asks again */ }
  });
  return h("section", { class: "card stack-small", testid: "equipment" }, h("header", {}, h("h2", {}, t("equipment.title"))), region.element);
}

function list({ items, limit, whip, whep }, path, refresh) {
  const isFull = items.length >= limit;
  const add = h("button", { type: "button", class: "button", disabled: isFull, testid: "equipment-add", on: { click: () => issue(path, refresh) } }, icon("plus"), t("equipment.add"));
  return h("div", { class: "stack-small" }, h("p", { class: "small soft" }, t("equipment.what")),
    items.length === 0 ? h("p", { class: "soft", testid: "equipment-empty" }, t("equipment.empty"))
      : h("ul", { class: "files", testid: "equipment-keys" }, items.map((key) => row(key, path, refresh))),
    isFull && h("p", { class: "small", testid: "equipment-full" }, t("equipment.full", { n: limit })),
    h("div", { class: "row" }, add, items.length > 0 && h("button", { type: "button", class: "button plain", testid: "equipment-how", on: { click: () => how({ whip, whep }) } }, icon("help"), t("equipment.how"))));
}

function row(key, path, refresh) {
  const label = key.label || t("equipment.unnamed");
  const doing = key.doing ?? [];
  const state = doing.includes("publish") ? "sending" : doing.includes("watch") ? "watching" : key.lastUsedAt ? "idle" : "unused";
  return h("li", { testid: "equipment-key", data: { state, key: key.id } }, icon("device"),
    h("div", { class: "name" }, h("p", {}, label), h("p", { class: "small soft" }, state === "idle" && `${t("equipment.lastUsed", { time: when(key.lastUsedAt) })} · `, t("equipment.until", { time: when(key.expiresAt) }))),
    h("div", { class: "row" }, h("span", { class: `tag ${["sending", "watching"].includes(state) ? "ok" : ""}`, testid: "equipment-state" }, t(`equipment.state.${state}`)),
      h("button", { type: "button", class: "button small danger", testid: "equipment-withdraw", "aria-label": t("equipment.withdrawOf", { name: label }), on: { click: () => withdraw(key, label, path, refresh) } }, t("equipment.withdraw"))));
}

async function issue(path, refresh) {
  const key = await ask({
    title: t("equipment.add"), confirm: t("equipment.make"), testid: "equipment-dialog", body: h("p", { class: "small soft" }, t("equipment.addEffect")),
    fields: [field({ name: "label", label: t("equipment.label"), required: true, max: 40, placeholder: t("equipment.labelExample"), hint: t("equipment.labelHint"), testid: "equipment-label" })],
    run: ({ label }) => post(path, { label }),
  });
  if (!key) return;
  show(key);
  refresh();
}

async function withdraw(key, label, path, refresh) {
  const done = await ask({
    title: t("equipment.withdrawTitle", { name: label }), body: h("p", {}, t("equipment.withdrawEffect")), confirm: t("equipment.withdraw"), danger: true, testid: "equipment-withdraw-dialog",
    run: () => del(`${path}/${key.id}`),
  });
  if (done) { toast(t("equipment.withdrawn")); refresh(); }
}

/** The one time the key itself is shown. */
function show({ token, expiresAt, whip, whep }) {
  sheet({
    title: t("equipment.ready"), testid: "equipment-sheet",
    body: h("div", { class: "stack" },
      h("p", { class: "strong" }, t("equipment.once", { time: when(expiresAt) })),
      value(t("equipment.token"), token, "equipment-token"), addresses({ whip, whep }), examples(whip, token)),
  });
}

function how(doors) {
  sheet({ title: t("equipment.how"), testid: "equipment-sheet", body: h("div", { class: "stack" }, addresses(doors), examples(doors.whip, null)) });
}

const addresses = ({ whip, whep }) => [
  value(t("equipment.whip"), location.origin + whip, "equipment-whip"), value(t("equipment.whep"), location.origin + whep, "equipment-whep")];

/** A value to take elsewhere: read-only, marked as a whole by a click, with a button that copies it. */
function value(label, text, testid) {
  const one = field({ name: testid, label, value: text, testid });
  one.input.readOnly = true;
  one.input.classList.add("number");
  one.input.addEventListener("focus", () => one.input.select());
  const copy = h("button", { type: "button", class: "button small", testid: `${testid}-copy`, "aria-label": t("equipment.copyOf", { name: label }) }, icon("file"), t("equipment.copy"));
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      replace(copy, icon("check"), t("equipment.copied"));
    } catch {
      one.input.select(); // the browser forbids it: marked, so that Ctrl+C does it
      one.note(t("equipment.copyByHand"));
    }
  });
  return h("div", { class: "copy-row" }, one.element, copy);
}

function examples(whip, token) {
  const key = token ?? t("equipment.yourKey");
  const command = `ffmpeg -f v4l2 -i /dev/video0 -f alsa -i default -c:v libx264 -profile:v baseline -tune zerolatency -g 50 -c:a libopus -ar 48000 -ac 2 \\\n  -f whip -authorization ${key} ${location.origin}${whip}`;
  return h("details", { testid: "equipment-examples" }, h("summary", {}, t("equipment.examples")),
    h("div", { class: "stack-small" },
      h("h3", {}, "OBS Studio 30+"), h("p", { class: "pre small" }, t("equipment.obs")),
      h("h3", {}, "FFmpeg 8+"), h("pre", { class: "command", tabindex: "0", "aria-label": t("equipment.command") }, command),
      h("h3", {}, t("equipment.screen")), h("p", { class: "small" }, t("equipment.screenText")),
      h("h3", {}, t("equipment.trouble")), h("p", { class: "pre small" }, t("equipment.troubleText"))));
}
