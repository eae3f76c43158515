// Entries of the main navigation, grouped by what a person comes for.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "./icons.js";

const order = ["work", "diagnosis", "money", "quality", "institution", "system"];
const icons = { work: "home", diagnosis: "report", money: "money", quality: "check", institution: "hospital", system: "network" };
const groupOf = {
  "nav.work": "work", "nav.new": "work", "nav.cases": "work", "nav.notices": "work", "nav.referrals": "work", "nav.duties": "work", "nav.visits": "work", "nav.familyDoctors": "work", "nav.needs": "work",
  "nav.diagnosis": "diagnosis", "nav.rotas": "diagnosis",
  "nav.costs": "money", "nav.payouts": "money", "nav.myPay": "money",
  "nav.settlements": "money", "nav.catalogue": "money", "nav.prices": "money", "nav.serviceFees": "money",
  "nav.quality": "quality", "nav.training": "quality", "nav.violations": "quality", "nav.custody": "quality", "nav.compliance": "quality",
  "nav.profile": "institution", "nav.standing": "institution", "nav.practitioners": "institution", "nav.agreements": "institution", "nav.admission": "institution", "nav.assets": "institution", "nav.supervision": "institution",
};
const FLAT = 8; // so few need no groups
const OPEN = "huizhen.nav.";

const wasOpen = (group) => { try { return sessionStorage.getItem(OPEN + group) === "1"; } catch { return false; } };
const keep = (group, open) => { try { sessionStorage.setItem(OPEN + group, open ? "1" : "0"); } catch { /* this page only */ } };

/** Groups of `entries` as links; `current(entry)` says which page is open, `link(entry)` draws one. */
export function navigation(entries, { current, link }) {
  if (entries.length <= FLAT) return entries.map(link);
  return order.map((group) => {
    const mine = entries.filter((entry) => (groupOf[entry.key] ?? "system") === group);
    if (mine.length === 0) return null;
    if (mine.length === 1) return link(mine[0]);
    const here = mine.some(current);
    const box = h("details", { class: "nav-group", open: group === "work" || here || wasOpen(group), testid: `nav-group-${group}` },
      h("summary", { "aria-current": here ? "true" : null }, icon(icons[group]), h("span", {}, t(`nav.group.${group}`)), h("span", { class: "nav-turn", "aria-hidden": "true" }, icon("chevron"))),
      h("div", { class: "nav-links" }, mine.map(link)));
    box.addEventListener("toggle", () => keep(group, box.open));
    return box;
  });
}
