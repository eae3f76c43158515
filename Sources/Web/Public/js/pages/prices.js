// 价格公示: open to everyone, no sign-in.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { capitalAmount } from "../core/capital-amount.js";
import { money } from "../core/format.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { style } from "../ui/style.js";

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get("/public/prices"), render: ({ items = [] }) => (items.length === 0 ? empty({ name: "price", title: t("price.none"), text: t("price.noneHelp") }) : table(items)) });
  return h("div", { class: "stack", testid: "page-prices" }, pageHead({ title: t("nav.prices") }), h("p", { class: "soft" }, t("price.about")), region.element);
}

const columns = ["price.institution", "price.service", "price.level", "price.amount", "price.valid", "price.authority"];

function table(items) {
  const cell = (index, content, number) => h("td", { class: number ? "number" : null, data: { label: t(columns[index]) } }, content);
  return h("div", { class: "card flush" }, h("table", { class: "table stacking", testid: "prices" },
    h("thead", {}, h("tr", {}, columns.map((key, index) => h("th", { scope: "col", class: index === 3 ? "number" : null }, t(key))))),
    h("tbody", {}, items.map((one) => h("tr", { testid: "price-row" },
      cell(0, one.institution?.name ?? one.institution ?? "—"), cell(1, [one.code && h("span", { class: "number soft" }, `${one.code} `), one.name ?? term("service", one.serviceKind, one.serviceKindDisplay)]), cell(2, one.levelDisplay ?? term("level", one.level)),
      cell(3, [h("span", { class: "strong" }, `${money(one.amountFen)}${one.unit ? ` / ${one.unit}` : ""}`), h("br"), h("span", { class: "small soft" }, capitalAmount(one.amountFen))], true),
      cell(4, `${one.validFrom ?? "—"} ${one.validTo ? `– ${one.validTo}` : t("price.open")}`), cell(5, `${one.authorityDocument ?? "—"}${one.authorityDate ? `（${one.authorityDate}）` : ""}`))))));
}
