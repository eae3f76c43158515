// Help: the lights, the shortcuts, and what to do when a device or the line fails. Works without sign-in.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { pageHead } from "../ui/frame.js";
import { icon } from "../ui/icons.js";
import { sheet } from "../ui/dialog.js";
import { style } from "../ui/style.js";

const keys = [["Ctrl K", "help.key.search"], ["J / K", "help.key.rows"], ["N", "help.key.new"], ["M", "help.key.mic"], ["V", "help.key.camera"], ["S", "help.key.screen"], ["R", "help.key.report"], ["C", "help.key.chat"], ["?", "help.key.help"]];
const lamps = [["ok", "check", "help.light.ok"], ["soon", "hourglass", "help.light.soon"], ["over", "warning", "help.light.over"], ["wait", "clock", "help.light.wait"]];

const keyList = () => h("dl", { class: "facts" }, keys.map(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(text))]));

export function shortcutsOverlay() {
  if (document.querySelector("dialog[open]")) return;
  sheet({ title: t("help.keys"), testid: "help-overlay", body: h("div", { class: "stack" }, h("p", { class: "soft small" }, t("help.keysNote")), keyList(), h("a", { href: "/help" }, t("help.more"))) });
}

function lamp([level, name, text]) {
  return h("li", { class: "row" }, h("span", { class: `tag ${{ ok: "ok", soon: "warn", over: "bad", wait: "" }[level]}` }, icon(name), t(`${text}.word`)), h("span", {}, t(text)));
}

export default async function page() {
  style("/css/case.css");
  return h("div", { class: "stack", testid: "page-help" }, pageHead({ title: t("nav.help") }),
    h("section", { class: "card stack" }, h("h2", {}, t("help.journey")), h("ol", { class: "timeline" }, ["1", "2", "3", "4", "5", "6"].map((n) => h("li", {}, h("p", {}, t(`help.step${n}`)))))),
    h("section", { class: "card stack" }, h("h2", {}, t("help.lights")), h("ul", { class: "stack-small" }, lamps.map(lamp))),
    h("section", { class: "card stack" }, h("h2", {}, t("help.keys")), h("p", { class: "soft small" }, t("help.keysNote")), keyList()),
    h("section", { class: "card stack", id: "devices" }, h("h2", {}, t("help.devices")), ["browser", "system", "network"].map((kind) => h("div", {}, h("h3", {}, t(`device.help.${kind}.title`)), h("p", { class: "pre" }, t(`device.help.${kind}.text`)))), h("a", { class: "button", href: "/device-check" }, icon("device"), t("nav.devices"))),
    h("section", { class: "card stack" }, h("h2", {}, t("help.person")), h("p", {}, t("help.personText"))));
}
