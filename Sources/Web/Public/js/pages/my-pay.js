// What the signed-in person got of the fees (JL 43), month by month, the newest first.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { style } from "../ui/style.js";
import { payRow, payTable } from "./payouts.js";

export default async function page({ signal }) {
  style("/css/work.css");
  style("/css/money.css");
  const region = loading({ signal, load: () => get("/payouts/mine"), render: view });
  return h("div", { class: "stack", testid: "page-my-pay" }, pageHead({ title: t("nav.myPay") }), h("p", { class: "soft" }, t("pay.mineAbout")), region.element);
}

function view({ items, next }) {
  if (items.length === 0) return empty({ name: "money", title: t("pay.mineNone"), text: t("pay.mineAbout") });
  const row = (one) => payRow(one, true);
  const body = h("tbody", {}, items.map(row));
  return h("div", { class: "stack-small" }, h("div", { class: "card flush" }, payTable(body, true)), more({ path: "/payouts/mine", next, list: body, row, testid: "pay-more" }));
}
