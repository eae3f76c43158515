// 谁看过本病例: readings and copies of the case, for quality control, auditors and the case's own physicians.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { fullTime, when } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { problemBox } from "./states.js";

const SHOWN = 5;

/** Nothing at all for those whose business it is not. */
export function accessTrace(id, signal) {
  if (!hasRole("qualityController", "auditor", "physician")) return null;
  const card = h("section", { class: "card", testid: "case-accesses", hidden: true });
  load(id, card, signal);
  return card;
}

async function load(id, card, signal) {
  try {
    const { items = [] } = await get(`/consultations/${id}/accesses`, { signal });
    replace(card, h("header", {}, h("h2", {}, t("trace.title"))), h("p", { class: "small soft" }, t("trace.about")),
      items.length === 0 ? h("p", { class: "soft" }, t("trace.none")) : h("ul", { class: "stack-small small" }, items.slice(0, SHOWN).map(row)),
      items.length > SHOWN && h("details", {}, h("summary", { class: "small" }, t("trace.more", { n: items.length - SHOWN })), h("ul", { class: "stack-small small" }, items.slice(SHOWN).map(row))));
    card.hidden = false;
  } catch (error) {
    // A physician of the hospital who has no part in the case has none in its trace either.
    if (error?.isForbidden || error?.isMissing || error?.name === "AbortError") return;
    replace(card, h("header", {}, h("h2", {}, t("trace.title"))), problemBox(error, { compact: true, retry: () => load(id, card, signal) }));
    card.hidden = false;
  }
}

const row = (one) => h("li", { testid: "access" }, h("b", {}, one.name), " ", h("span", { class: "soft" }, one.institution), " · ",
  t(`trace.operation.${one.operation}`), one.purpose && [" · ", one.purpose], one.reason && [" · ", h("span", { class: "number" }, one.reason)], " · ", h("span", { class: "number soft", title: fullTime(one.at) }, when(one.at)));
