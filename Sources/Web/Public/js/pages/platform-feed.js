// 省平台上报: what is on its way to the provincial platform, and what it would not take.
import { every, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { fullTime } from "../core/format.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";

const STATES = ["dead", "waiting", "delivered"];

export default async function page({ signal }) {
  style("/css/work.css");
  let state = "dead";
  const region = loading({ signal, load: () => get(`/platform-messages?state=${state}`), render: (answer) => list(answer) });
  every(5000, signal, () => region.refresh());

  const list = (answer) => h("div", { class: "stack" },
    !answer.configured && notice("warn", h("p", {}, t("feed.none"))),
    h("div", { class: "row", role: "group" }, STATES.map((one) => h("button", { type: "button", class: `button ${one === state ? "main" : ""}`, testid: `feed-${one}`, "aria-pressed": String(one === state), on: { click: () => { state = one; region.refresh(); } } }, t(`feed.${one}`), answer[one] > 0 && ` (${answer[one]})`))),
    answer.items.length === 0 ? empty({ name: "check", title: t("feed.empty") }) : rows(answer));

  function rows(answer) {
    const place = h("ul", { class: "work-list", testid: "feed-list" }, answer.items.map(row));
    return h("div", { class: "stack" }, place, more({ path: `/platform-messages?state=${state}`, parameter: "before", next: answer.next, list: place, row }));
  }

  const row = (one) => h("li", { class: `work-row ${one.state === "dead" ? "over" : ""}`, testid: "feed-message", data: { state: one.state } },
    h("span", { class: `tag ${one.state === "delivered" ? "ok" : one.state === "dead" ? "bad" : "warn"}` }, icon(one.state === "delivered" ? "check" : "clock"), t(`feed.${one.state}`)),
    h("div", { class: "work-main" }, h("span", { class: "work-question" }, `${t(`feed.kind.${one.kind}`)} · ${one.event}`),
      h("span", { class: "work-meta" }, h("span", {}, fullTime(one.createdAt)), h("span", {}, t("feed.attempts", { n: one.attempts })), one.failure && h("span", {}, one.failure), one.receipt && h("span", {}, one.receipt))),
    one.state === "dead" && h("button", { type: "button", class: "button", testid: "feed-retry", on: { click: async () => { await post("/platform-messages/retry", { name: one.name }); region.refresh(); } } }, icon("refresh"), t("feed.retry")));

  return h("div", { class: "stack", testid: "page-platform-feed" }, pageHead({ title: t("nav.feed") }), h("p", { class: "soft" }, t("feed.about")), region.element);
}
