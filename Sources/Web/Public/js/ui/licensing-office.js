// 登记机关: which office of the register issued a licence. Whoever approves supervises (SC 6).
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { field } from "./field.js";
import { icon } from "./icons.js";

/** The offices that may have issued the institution's licence, the nearest first. */
export function officeField(institution, value, options = {}) {
  const place = field({ name: "authorityId", label: t("licensing.office"), type: "select", empty: t("licensing.unknown"), hint: t("licensing.hint"), options: [], ...options });
  get(`/profiles/${encodeURIComponent(institution)}/licensing-offices`).then(({ items = [] }) => {
    place.input.append(...items.map((one) => h("option", { value: one.id }, `${one.name}（${term("level", one.level)}）`)));
    place.set(value);
    place.note(items.length === 0 ? t("licensing.none") : null);
  }).catch(() => place.setError(t("licensing.unread")));
  return place;
}

export const officeOpen = () => h("span", { class: "tag warn", testid: "licensing-open" }, icon("warning"), t("licensing.open"));
export const officeChosen = () => h("span", { class: "tag ok", testid: "licensing-chosen" }, icon("check"), t("licensing.chosen"));
