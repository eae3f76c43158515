// The institution's own key in versions, and the form for a new one.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { day } from "../core/format.js";
import { currentAccount, hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { icon } from "../ui/icons.js";
import { toast } from "../ui/toast.js";

export const keysOf = (keys, refresh) => h("section", { class: "card stack-small", testid: "pay-keys" },
  h("div", { class: "row spread" }, h("h2", {}, t("pay.keys")), hasRole("finance") && h("button", { type: "button", class: "button", testid: "pay-key-add", on: { click: async () => { if (await published(keys[0])) { toast(t("money.done")); refresh(); } } } }, icon("plus"), t("pay.keyAdd"))),
  h("p", { class: "small soft" }, t("pay.keysAbout")),
  keys.length === 0 ? h("p", {}, t("pay.keyNone")) : h("ul", { class: "stack-small" }, keys.map((key) => h("li", { testid: "pay-key" }, h("strong", {}, t("pay.keyLine", key)),
    ["inviting", "invited"].map((side) => h("p", { class: "small" }, h("span", { class: "soft" }, t(`pay.keySide.${side}`), " "), t("pay.rule", { percent: key[side].percent, parts: key[side].physicianParts }), key[side].staff.map((one) => ["，", t("pay.ruleStaff", one)])))))));

async function published(latest) {
  const staff = (await get(`/institutions/${currentAccount().institution.id}/practitioners`)).items;
  const known = (word) => staff.find((one) => one.id === word) ?? staff.find((one) => one.name === word);
  // One person a line: a name of the own register, then the parts.
  const peopleOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [, word, parts] = /^(.*\S)[\s:：,，]+(\d{1,5})$/.exec(line) ?? [];
    return { line, practitionerId: known(word)?.id, parts: Number(parts) };
  });
  const wrongLine = (text) => { const wrong = peopleOf(text).find((one) => !one.practitionerId); return wrong ? t("pay.staffUnknown", { line: wrong.line }) : null; };
  const number = (text) => (/^\d{1,5}$/.test(text ?? "") ? Number(text) : null);
  const side = (name) => [
    field({ name: `${name}Percent`, label: t(name === "inviting" ? "pay.percentInviting" : "pay.percentInvited"), inputmode: "numeric", required: true, value: String(latest?.[name].percent ?? 60), pointer: `/${name}/percent`, testid: `pay-${name}-percent` }),
    field({ name: `${name}Parts`, label: t("pay.parts"), inputmode: "numeric", required: true, value: String(latest?.[name].physicianParts ?? 1), pointer: `/${name}/physicianParts` }),
    field({ name: `${name}Staff`, label: t("pay.staff"), type: "textarea", rows: 2, hint: t("pay.staffHint"), pointer: `/${name}/staff`, validate: wrongLine, testid: `pay-${name}-staff`, value: latest?.[name].staff.map((one) => `${one.name} ${one.parts}`).join("\n") }),
  ];
  const rule = (values, name) => ({ percent: number(values[`${name}Percent`]), physicianParts: number(values[`${name}Parts`]), staff: peopleOf(values[`${name}Staff`] ?? "").map(({ practitionerId, parts }) => ({ practitionerId, parts })) });
  return ask({
    title: t("pay.keyAdd"), confirm: t("pay.keyAdd"), testid: "pay-key-dialog", body: h("p", { class: "small soft" }, t("pay.keysAbout")),
    fields: [field({ name: "basis", label: t("pay.basis"), required: true, max: 100, value: latest?.basis, testid: "pay-key-basis" }), field({ name: "effectiveFrom", label: t("pay.from"), type: "date", required: true, value: day(now()), testid: "pay-key-from" }), ...side("inviting"), ...side("invited")],
    run: (values) => post("/payout-keys", { basis: values.basis, effectiveFrom: values.effectiveFrom, inviting: rule(values, "inviting"), invited: rule(values, "invited") }),
  });
}
