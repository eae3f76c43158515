// What of the own consultation room is overdue for work, or has failed, on the day of a session (NHC-TM 二(二)¶2).
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { day as dayOf } from "../core/format.js";
import { notice } from "./states.js";
import { workName } from "./asset-forms.js";

/** `show(instant)` asks about that day and draws; without an instant, about today. Never in the way of what it stands beside. */
export function maintenanceWarning(signal) {
  const element = h("div", { "aria-live": "polite" });
  let asked = null;
  async function show(instant) {
    const day = instant ? dayOf(instant) : "";
    if (day === asked) return;
    asked = day;
    try {
      const { items } = await get(`/assets/warnings${day ? `?on=${day}` : ""}`, { signal });
      if (asked === day) replace(element, items.length > 0 && view(items));
    } catch { /* the page says by itself that the line is down */ }
  }
  return { element, show };
}

const view = (items) => notice("warn", h("div", { class: "stack-small", testid: "maintenance-warning" },
  h("p", { class: "strong" }, t("assets.warning", { n: items.length })),
  h("ul", { class: "stack-small" }, items.map((one) => h("li", { testid: "maintenance-item" }, h("a", { href: `/assets/${encodeURIComponent(one.id)}` }, one.name), ` · ${one.place} · `,
    [...one.overdue.map((due) => t("assets.warningDue", { work: workName(due.work), day: due.dueOn })), one.failed.length > 0 && t("assets.warningFailed", { works: one.failed.map(workName).join("、") })].filter(Boolean).join("；"),
    h("span", { class: "soft" }, ` · ${t("assets.keeperIs", { name: one.keeperName })}`)))),
  h("p", { class: "small" }, t("assets.warningHelp"))));
