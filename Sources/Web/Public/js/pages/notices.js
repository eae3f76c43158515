// 通知: what one's roles and oneself were told. Older ones follow on request.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { fullTime, when } from "../core/format.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { style } from "../ui/style.js";

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get("/notices"), render: list });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-notices" }, pageHead({ title: t("nav.notices") }), h("p", { class: "soft" }, t("notices.about")), region.element);
}

function list({ items = [], next }) {
  if (items.length === 0) return empty({ name: "check", title: t("notices.none"), text: t("notices.noneHelp") });
  const rows = h("ul", { class: "work-list", testid: "notices" }, items.map(row));
  return h("div", { class: "stack" }, rows, more({ path: "/notices", next, list: rows, row, testid: "notices-more" }));
}

const row = (one) => h("li", { class: "work-row", testid: "notice", data: { kind: one.kind } }, h("span", { class: "small soft", title: fullTime(one.at) }, when(one.at)),
  h("div", { class: "work-main" }, h("span", { class: "work-question" }, term("notice", one.kind, one.kindDisplay)), h("span", { class: "work-meta number" }, one.number ?? "")),
  one.consultationId || one.assetId ? h("a", { class: "button", href: one.assetId ? `/assets/${encodeURIComponent(one.assetId)}` : `/cases/${one.consultationId}` }, t("action.open")) : h("span"));
