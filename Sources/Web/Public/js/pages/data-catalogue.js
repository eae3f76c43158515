// 数据目录: the six classes of telemedicine data, who may do what with each and what for (JL 35).
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { pageHead } from "../ui/frame.js";
import { loading } from "../ui/states.js";
import { style } from "../ui/style.js";

export default async function page({ signal }) {
  style("/css/custody.css");
  const region = loading({ signal, load: () => get("/data-catalogue"), render: ({ items = [] }) => h("div", { class: "stack" }, items.map(one)) });
  return h("div", { class: "stack", testid: "page-data-catalogue" }, pageHead({ title: t("nav.dataCatalogue") }), h("p", { class: "soft" }, t("dataCatalogue.about")), region.element);
}

const one = (item) => h("section", { class: "card stack-small", testid: "data-class", data: { value: item.value } },
  h("header", {}, h("h2", {}, t(`dataClass.${item.value}`))), h("p", { class: "small" }, t(`dataClass.about.${item.value}`)),
  h("div", { class: "scroll" }, h("table", { class: "small" },
    h("thead", {}, h("tr", {}, ["role", "relation", "operations", "purposes"].map((key) => h("th", {}, t(`dataCatalogue.${key}`))))),
    h("tbody", {}, item.rules.map((rule) => h("tr", {}, h("td", {}, term("role", rule.role)), h("td", {}, t(`dataCatalogue.relation.${rule.relation}`)), h("td", {}, rule.operations.map((name) => t(`dataCatalogue.operation.${name}`)).join("、")), h("td", {}, rule.purposes.map((purpose) => t(`purpose.${purpose.value}`)).join("、"), rule.needsPurpose && h("span", { class: "tag" }, t("dataCatalogue.ask")))))))),
  h("p", { class: "small soft" }, t("dataCatalogue.denied")));
