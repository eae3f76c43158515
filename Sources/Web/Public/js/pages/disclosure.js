// 信息公示: institutions with licence, departments and physicians, whom to turn to, and how samples were drawn; no sign-in.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { fullTime } from "../core/format.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { entityFacts } from "../ui/legal-entity.js";
import { style } from "../ui/style.js";

export default async function page({ signal, query }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get("/public/institutions"), render: ({ items = [] }) => (items.length === 0 ? empty({ name: "shield", title: t("disclosure.none") }) : h("ul", { class: "work-list", testid: "disclosure" }, items.map(institution))) });
  const period = query.get("period");
  const draws = period && loading({ signal, load: () => get(`/public/record-samples?period=${encodeURIComponent(period)}`), render: ({ items = [] }) => h("div", { class: "stack" }, items.map(draw), items.length === 0 && h("p", { class: "soft" }, t("sample.none"))) });
  return h("div", { class: "stack", testid: "page-disclosure" }, pageHead({ title: t("nav.disclosure") }), h("p", { class: "soft" }, t("disclosure.about")),
    h("p", { class: "row" }, h("a", { class: "button", href: "/prices" }, t("nav.prices")), h("a", { class: "button", href: "/feedback" }, t("nav.feedback"))),
    draws && h("section", { class: "stack" }, h("h2", {}, `${t("disclosure.samples")} ${period}`), draws.element), region.element);
}

function institution(one) {
  return h("li", { class: "card stack", testid: "disclosed", data: { id: one.id } },
    h("div", { class: "row spread" }, h("h2", {}, one.name), h("span", { class: `tag ${one.serving ? "ok" : "warn"}` }, t(one.serving ? "disclosure.serving" : "disclosure.stopped"))),
    h("dl", { class: "facts" }, h("dt", {}, t("disclosure.licence")), h("dd", {}, `${one.licenceNumber}（${one.licenceAuthority}${one.licenceValidTo ? `，${t("disclosure.validTo", { day: one.licenceValidTo })}` : ""}）`), h("dt", {}, t("disclosure.departments")), h("dd", {}, one.departments.join("、")), one.authority && [h("dt", {}, t("disclosure.authority")), h("dd", {}, one.authority)], entityFacts(one.entities).filter(([, value]) => value).map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
    h("details", {}, h("summary", {}, t("disclosure.people", { n: one.people.length })), h("table", { class: "table stacking" }, h("tbody", {}, one.people.map((person) => h("tr", {}, h("td", {}, person.name), h("td", {}, person.title), h("td", {}, person.department), h("td", { class: "number" }, person.licenceNumber)))))),
    h("div", { class: "row" }, h("a", { class: "button", href: `/feedback?institution=${encodeURIComponent(one.id)}` }, t("feedback.complain"))));
}

function draw(one) {
  return h("div", { class: "card stack" }, h("h3", {}, one.institution), h("dl", { class: "facts" }, h("dt", {}, t("sample.drawnAt")), h("dd", {}, fullTime(one.drawnAt)), h("dt", {}, t("sample.size")), h("dd", {}, t("sample.sizeOf", { n: one.sample.length, all: one.population.length, rate: one.ratePercent, least: one.minimum })), h("dt", {}, t("sample.seed")), h("dd", {}, h("code", { class: "small" }, one.seed)), h("dt", {}, t("sample.digest")), h("dd", {}, h("code", { class: "small" }, one.populationDigest)), h("dt", {}, t("sample.drawn")), h("dd", { class: "number" }, one.sample.join("、"))), h("p", { class: "small soft" }, t("sample.repeat")));
}
