// 适用规则: the rules a case stays under, and which of its values come from a draft or a lapsed text.
import { h, replace } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { problemBox } from "./states.js";

/** Loaded when it is opened. */
export function caseRules(version) {
  if (!version) return null;
  const place = h("div", { class: "stack-small" });
  const card = h("details", { class: "card", testid: "case-rules" }, h("summary", {}, t("rules.title")), place);
  const load = async () => {
    try { replace(place, view(await get(`/policy-versions/${version}`))); } catch (error) { replace(place, problemBox(error, { compact: true, retry: load })); }
  };
  card.addEventListener("toggle", () => card.open && place.childElementCount === 0 && load());
  return card;
}

function view(rules) {
  const loose = rules.parameters.slice(0, rules.notBinding);
  return [
    h("p", { class: "small soft" }, t("rules.about")),
    h("ul", { class: "small" }, rules.texts.map((text) => h("li", {}, text.title, " ", text.standingToday !== "inForce" && h("span", { class: "tag warn" }, t(`standing.${text.standingToday}`))))),
    loose.length === 0 ? h("p", { class: "small" }, t("rules.allBinding"))
      : [h("p", { class: "small strong" }, t("rules.loose", { n: loose.length })), h("ul", { class: "stack-small small", testid: "rules-loose" }, loose.map((one) => h("li", {},
        h("span", {}, `${one.label}${language() === "zh" ? "：" : ": "}`), h("b", {}, one.value), " ", h("span", { class: "tag warn" }, t(one.standing === "inForce" ? `weight.${one.weight}` : `standing.${one.standing}`)), h("div", { class: "soft" }, one.article))))],
    h("p", { class: "small soft number break" }, t("compliance.policy", { version: rules.id })),
  ];
}
