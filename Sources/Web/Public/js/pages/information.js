// 公众信息: reviewed texts for everybody. Pure information: nothing here opens a visit or touches a record.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { fullTime } from "../core/format.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { style } from "../ui/style.js";

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get("/public/contents"), render: ({ items = [] }) => (items.length === 0 ? empty({ name: "list", title: t("information.none") }) : h("div", { class: "stack", testid: "information" }, items.map(text))) });
  return h("div", { class: "stack", testid: "page-information" }, pageHead({ title: t("nav.information") }), h("p", { class: "soft" }, t("information.about")), region.element);
}

const text = (one) => h("article", { class: "card stack", testid: "information-text", data: { id: one.id } }, h("div", { class: "row spread" }, h("h2", {}, one.title), h("span", { class: "tag" }, t(`content.topics.${one.topic}`))), h("p", { style: "white-space: pre-wrap" }, one.body), h("p", { class: "small soft" }, t("information.by", { institution: one.institution, at: fullTime(one.publishedAt) })));
