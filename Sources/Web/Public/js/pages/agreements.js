// 合作协议: what the institution has signed, is signing, and may still draft.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { hasRole } from "../core/session.js";
import { when } from "../core/format.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";

const SOON = 90 * 86_400_000; // what runs out in years is no news

/** Limits that are overdue or near. */
export const near = (limits) => limits.filter((limit) => limit.overdue || Date.parse(limit.dueAt) - now() < SOON);

export const good = (state) => state === "inForce" || state === "amending" || state === "amendmentInSignature";

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({
    signal, load: () => get("/agreements"),
    render: ({ items = [] }) => (items.length === 0 ? empty({ name: "pen", title: t("agreement.none"), text: t("agreement.noneHelp") })
      : h("ul", { class: "work-list", testid: "agreements" }, items.map(row))),
  });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-agreements" },
    pageHead({ title: t("nav.agreements"), actions: [hasRole("institutionAdmin") && h("a", { class: "button main", href: "/agreements/new", testid: "agreement-new" }, icon("plus"), t("agreement.new"))] }),
    h("p", { class: "soft" }, t("agreement.about")), region.element);
}

function row(one) {
  const text = one.proposal?.text ?? one.text;
  const limit = near(one.limits)[0];
  return h("li", { class: `work-row network-row ${limit?.overdue ? "over" : ""}`, testid: "agreement", data: { id: one.id, state: one.state } },
    h("span", { class: `tag ${good(one.state) ? "ok" : "warn"}` }, one.stateDisplay),
    h("a", { class: "work-main", href: `/agreements/${one.id}` }, h("span", { class: "work-question" }, one.parties.map((party) => party.name).join(" · ")),
      h("span", { class: "work-meta" }, h("span", {}, `${t("agreement.valid")} ${text.validFrom} – ${text.validTo}`), limit && h("span", {}, t("agreement.limit", { what: limit.display, at: when(limit.dueAt) })))),
    h("a", { class: "button work-action", href: `/agreements/${one.id}` }, t("action.open")));
}
