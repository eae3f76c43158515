// The institution's own price list in versions: what holds, what is coming, what was superseded.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { now } from "../core/clock.js";
import { day, money, yuan } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { amountField, fenOf } from "../ui/money.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

export default async function page({ signal }) {
  style("/css/work.css");
  style("/css/money.css");
  const region = loading({
    signal, load: () => get("/price-catalogue"),
    render: ({ items = [] }) => (items.length === 0 ? empty({ name: "price", title: t("catalogue.none"), text: t("catalogue.noneHelp") }) : table(items, () => region.refresh())),
  });
  const add = hasRole("finance") && h("button", { type: "button", class: "button main", testid: "catalogue-add", on: { click: () => publish(null, () => region.refresh()) } }, icon("plus"), t("catalogue.add"));
  return h("div", { class: "stack", testid: "page-catalogue" }, pageHead({ title: t("nav.catalogue"), actions: [add] }), h("p", { class: "soft" }, t("catalogue.about")), region.element);
}

const columns = ["money.item", "price.service", "price.amount", "price.valid", "price.authority", "settle.state"];

function table(items, refresh) {
  const cell = (index, content, number) => h("td", { class: number ? "number" : null, data: { label: t(columns[index]) } }, content);
  return h("div", { class: "card flush", tabindex: "0", role: "region", "aria-label": t("nav.catalogue") }, h("table", { class: "table stacking", testid: "catalogue" },
    h("thead", {}, h("tr", {}, columns.map((key, index) => h("th", { scope: "col", class: index === 2 ? "number" : null }, t(key))), h("th", { scope: "col" }))),
    h("tbody", {}, items.map((one) => h("tr", { testid: "catalogue-row", data: { code: one.code, standing: one.standing } },
      cell(0, [h("span", { class: "number" }, one.code), " ", one.name]), cell(1, `${term("service", one.serviceKind)} · ${term("level", one.level)}`), cell(2, `${money(one.amountFen)} / ${one.unit || "—"}`, true),
      cell(3, `${one.validFrom} ${one.validTo ? `– ${one.validTo}` : t("price.open")}`), cell(4, `${one.authorityDocument}${one.authorityDate ? `（${one.authorityDate}）` : ""}`),
      cell(5, h("span", { class: `tag ${one.standing === "valid" ? "ok" : one.standing === "coming" ? "warn" : ""}` }, t(`catalogue.standing.${one.standing}`))),
      h("td", {}, one.newest && hasRole("finance") && h("button", { type: "button", class: "button small", testid: "catalogue-revise", on: { click: () => publish(one, refresh) } }, t("catalogue.revise"))))))));
}

async function publish(earlier, refresh) {
  const kinds = ["remoteConsultation", "remoteMultidisciplinaryTeam", "remoteOutpatient", "remoteEcgDiagnosis", "remoteImagingDiagnosis", "remoteLaboratoryDiagnosis", "remotePathologyDiagnosis", "remoteCaseDiscussion", "familyDoctorService"];
  const kind = earlier ? [] : [
    field({ name: "serviceKind", label: t("price.service"), type: "select", required: true, testid: "catalogue-kind", options: kinds.map((value) => ({ value, label: term("service", value) })) }),
    field({ name: "level", label: t("price.level"), type: "select", required: true, testid: "catalogue-level", options: ["province", "city", "county", "primaryCare"].map((value) => ({ value, label: term("level", value) })) }),
  ];
  const done = await ask({
    title: t(earlier ? "catalogue.revise" : "catalogue.add"), confirm: t("catalogue.publish"), testid: "catalogue-dialog", body: h("p", { class: "small soft" }, t("catalogue.about")),
    fields: [
      field({ name: "code", label: t("catalogue.code"), required: true, max: 100, value: earlier?.code, testid: "catalogue-code" }), field({ name: "name", label: t("catalogue.name"), required: true, max: 100, value: earlier?.name, testid: "catalogue-name" }),
      field({ name: "unit", label: t("catalogue.unit"), required: true, max: 100, value: earlier?.unit ?? "次" }), ...kind, amountField({ value: earlier && yuan(earlier.amountFen), testid: "catalogue-amount" }),
      field({ name: "authorityDocument", label: t("catalogue.document"), required: true, max: 100, testid: "catalogue-document" }), field({ name: "authorityDate", label: t("catalogue.documentDate"), type: "date", required: true, testid: "catalogue-date" }),
      field({ name: "validFrom", label: t("catalogue.from"), type: "date", required: true, value: day(now()), testid: "catalogue-from" }), field({ name: "validTo", label: t("catalogue.to"), type: "date", testid: "catalogue-to" }),
    ],
    run: (values) => post("/price-catalogue", { serviceKind: earlier?.serviceKind, level: earlier?.level, ...values, amountFen: fenOf(values.amountFen), validTo: values.validTo || undefined, supersedes: earlier?.id }),
  });
  if (done) { toast(t("catalogue.published")); refresh(); }
}
