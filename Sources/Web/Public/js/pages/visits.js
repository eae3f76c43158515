// 互联网复诊: the physician's visits, and for reviewing pharmacists the prescriptions that wait.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { when } from "../core/format.js";
import { go } from "../core/router.js";
import { currentAccount, hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";

export const tone = { draft: "warn", open: "ok", terminated: "bad", underReview: "warn", effective: "ok" };

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({
    signal, load: () => get("/visits"),
    render: ({ items = [] }) => (items.length === 0 ? empty({ name: "cases", title: t("visits.none"), text: t("visits.noneHelp") }) : h("ul", { class: "work-list", testid: "visits" }, items.map(row))),
  });
  on("worklist", signal, () => region.refresh());
  const open = hasRole("physician") && h("button", { type: "button", class: "button main", testid: "visit-new", on: { click: opened } }, icon("plus"), t("visits.new"));
  return h("div", { class: "stack", testid: "page-visits" }, pageHead({ title: t("nav.visits"), actions: [open] }), h("p", { class: "soft" }, t("visits.about")), region.element);
}

function row(one) {
  const waiting = one.prescriptions.filter((item) => item.state === "underReview").length;
  return h("li", { class: "work-row", testid: "visit", data: { id: one.id, state: one.state } },
    h("span", { class: `tag ${tone[one.state] ?? ""}` }, one.stateDisplay),
    h("div", { class: "work-main" }, h("a", { class: "work-question", href: `/visits/${one.id}` }, `${one.patient.name} · ${one.department}`),
      h("span", { class: "work-meta" }, h("span", {}, one.physician.name), h("span", {}, when(one.createdAt)), waiting > 0 && h("span", { class: "tag warn" }, t("visits.waiting", { n: waiting })))));
}

async function opened() {
  const account = currentAccount();
  const [patients, institutions] = await Promise.all([get("/patients"), get("/institutions")]);
  const own = institutions.items.find((one) => one.id === account.institution.id);
  const done = await ask({
    title: t("visits.new"), confirm: t("visits.new"), testid: "visit-dialog", body: h("p", {}, t("visits.newHelp")),
    fields: [
      field({ name: "patientId", label: t("visits.patient"), type: "select", required: true, empty: t("visits.choose"), testid: "visit-patient", options: patients.items.map((one) => ({ value: one.id, label: `${one.name} · ${one.identityMasked}` })) }),
      field({ name: "departmentCode", label: t("visits.department"), type: "select", required: true, empty: t("visits.choose"), testid: "visit-department", options: (own?.departments ?? []).map((one) => ({ value: one.code, label: one.name })) }),
    ],
    run: (values) => post("/visits", values),
  });
  if (done) go(`/visits/${done.id}`);
}
