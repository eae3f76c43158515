// 编码体系: which field is coded by which national or own list, and why the others are free text (SC 23).
import { debounce, h, replace } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { download, get } from "../core/api.js";
import { field } from "../ui/field.js";
import { icon } from "../ui/icons.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading, problemBox } from "../ui/states.js";
import { style } from "../ui/style.js";
import { ask } from "../ui/dialog.js";
import { matchingCodes } from "../core/codes.js";

const tone = { required: "ok", preferred: "warn", free: "" };
const nameOf = (system) => (language() === "en" ? system.nameEn : system.name);

export default function page({ signal }) {
  style("/css/compliance.css");
  const trouble = h("div", {});
  const take = h("button", { type: "button", class: "button", testid: "coding-export", on: { click: async () => {
    replace(trouble);
    try { await download("/code-systems/export", "code-systems.csv"); } catch (problem) { replace(trouble, problemBox(problem, { compact: true })); }
  } } }, icon("download"), t("coding.export"));
  const region = loading({ signal, lines: 12, load: () => get("/code-systems"), render: view });
  return h("div", { class: "stack", testid: "page-code-systems" }, pageHead({ title: t("coding.title"), actions: take }),
    h("p", { class: "soft" }, t("coding.about")), trouble, region.element);
}

function view({ systems, fields }) {
  const known = new Map(systems.map((one) => [one.id, one]));
  const binding = field({ name: "binding", label: t("coding.binding"), type: "select", empty: t("compliance.all"), value: "", testid: "coding-binding", options: Object.keys(tone).map((value) => ({ value, label: t(`coding.binding.${value}`) })) });
  const text = field({ name: "text", label: t("coding.text"), type: "search", testid: "coding-text" });
  const place = h("div", { testid: "coding-fields" });
  const show = () => {
    const word = text.value().toLowerCase();
    const rows = fields.filter((one) => (!binding.value() || one.binding === binding.value()) && `${one.field} ${one.label} ${known.get(one.system)?.name ?? ""}`.toLowerCase().includes(word));
    replace(place, rows.length === 0 ? empty({ name: "search", title: t("coding.none") }) : table(["field", "system", "binding", "reason"], rows.map((one) => line(one, known.get(one.system)))));
  };
  binding.element.addEventListener("change", show);
  text.element.addEventListener("input", debounce(show, 150));
  show();
  return h("div", { class: "stack" },
    h("section", { class: "card stack-small", testid: "coding-systems" }, h("h2", {}, t("coding.systems")), table(["system", "identifier", "version", "codes"], systems.map(system))),
    h("section", { class: "card stack-small" }, h("h2", {}, t("coding.fields")), h("div", { class: "compliance-filter no-print" }, binding.element, text.element), place));
}

const table = (heads, rows) => h("div", { class: "scroll-x" }, h("table", { class: "table small" },
  h("thead", {}, h("tr", {}, heads.map((key) => h("th", { scope: "col" }, t(`coding.${key}`))))), h("tbody", {}, rows)));

const system = (one) => h("tr", { data: { id: one.id } }, h("td", {}, h("b", {}, nameOf(one)), h("div", { class: "soft" }, one.source)),
  h("td", { class: "break" }, one.identifier), h("td", {}, one.version),
  h("td", { class: "number" }, one.codes === 0 ? t(one.id === "icd10" ? "coding.notLoaded" : "coding.byForm")
    : h("button", { type: "button", class: "button small", testid: `coding-table-${one.id}`, on: { click: () => look(one) } }, t("coding.count", { n: one.codes }))));

/** The table itself, searched on the server. */
async function look(one) {
  const list = h("ul", { class: "stack-small small", testid: "coding-list" });
  const words = field({ name: "words", label: t("coding.words"), type: "search" });
  const show = async () => replace(list, (await matchingCodes(one.id, words.value())).map((item) => h("li", {}, h("b", { class: "number" }, item.code), ` ${item.name}`)));
  words.element.addEventListener("input", debounce(show, 200));
  await show();
  return ask({ title: nameOf(one), confirm: t("action.close"), body: h("div", { class: "stack-small" }, words.element, list) });
}

const line = (one, system) => h("tr", { testid: "coding-field", data: { field: one.field } },
  h("td", {}, language() === "zh" && h("div", {}, one.label), h("code", { class: "soft break" }, one.field)),
  h("td", {}, system ? nameOf(system) : "—"), h("td", {}, h("span", { class: `tag ${tone[one.binding]}` }, t(`coding.binding.${one.binding}`))), h("td", { class: "soft" }, one.reason));
