// 双向转诊 (JL 9): what was sent and received, the month's figures, and a new one.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { day, when } from "../core/format.js";
import { go } from "../core/router.js";
import { hasRole } from "../core/session.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { draftReferral } from "./referral-form.js";

const tone = { sent: "warn", accepted: "warn", arrived: "ok", declined: "bad" };

export default async function page({ query, signal }) {
  style("/css/work.css");
  const box = query.get("box") === "received" ? "received" : "sent";
  const region = loading({
    signal, load: async () => {
      const [list, counts] = await Promise.all([get(`/referrals?box=${box}`), get(`/referrals/statistics?period=${day(now()).slice(0, 7)}`)]);
      return { list, counts: counts.items };
    },
    render: ({ list, counts }) => [figures(counts), rows(list, box)],
  });
  on("worklist", signal, () => region.refresh());
  const tab = (name) => h("a", { class: "button", href: `/referrals?box=${name}`, "aria-current": name === box ? "page" : null, testid: `referrals-${name}` }, t(`referral.${name}`));
  const add = hasRole("physician") && h("button", { type: "button", class: "button main", testid: "referral-new", on: { click: async () => { const done = await draftReferral(); if (done) go(`/referrals/${done.id}`); } } }, icon("plus"), t("referral.new"));
  return h("div", { class: "stack", testid: "page-referrals" }, pageHead({ title: t("nav.referrals"), actions: [tab("sent"), tab("received"), add] }), h("p", { class: "soft" }, t("referral.about")), region.element);
}

/** Up and down, sent and received (NHC-ID 22). */
function figures(counts) {
  const of = (side, direction) => counts.filter((one) => one.side === side && one.direction === direction).reduce((sum, one) => sum + one.count, 0);
  const tile = (side, direction) => h("section", { class: "card", testid: "referral-figure", data: { side, direction } }, h("p", { class: "soft small" }, t("referral.statLine", { side: t(`referral.side.${side}`), direction: t(`referral.${direction}`) })), h("p", { class: "fee" }, t("referral.count", { n: of(side, direction) })));
  return h("section", { class: "stack-small" }, h("h2", {}, t("referral.statistics")), h("div", { class: "columns" }, ["inviting", "invited"].flatMap((side) => ["referralUp", "referralDown"].map((direction) => tile(side, direction)))));
}

function rows(list, box) {
  if (list.items.length === 0) return empty({ name: "cases", title: t("referral.none"), text: t("referral.noneHelp") });
  const body = h("ul", { class: "work-list", testid: "referrals" }, list.items.map(row));
  return [body, more({ path: `/referrals?box=${box}`, next: list.next, list: body, row })];
}

const row = (one) => h("li", { class: "work-row", testid: "referral", data: { id: one.id, state: one.state } },
  h("span", { class: `tag ${tone[one.state] ?? ""}` }, t(`referral.state.${one.state}`)),
  h("div", { class: "work-main" }, h("a", { class: "work-question", href: `/referrals/${one.id}` }, `${t(`referral.${one.direction}`)} · ${one.patient?.name ?? "*"} · ${one.reason}`),
    h("span", { class: "work-meta" }, h("span", {}, t("referral.line", { from: one.from.name, to: one.to?.name ?? t("referral.noTarget") })), h("span", {}, when(one.sentAt ?? one.createdAt)), one.overdue && one.state === "sent" && h("span", { class: "tag bad" }, t("referral.overdue")))));
