// 病历调阅与封存: requests to see, copy, seal, open and dispose that concern the own institution; break-glass for operators.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { hasRole } from "../core/session.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading, notice } from "../ui/states.js";
import { style } from "../ui/style.js";
import { askFor, requestRow } from "../ui/custody-card.js";

export default async function page({ signal, query }) {
  style("/css/custody.css");
  const state = ["pending", "granted", "rejected"].includes(query.get("state")) ? query.get("state") : "pending";
  const region = loading({
    signal, load: () => get(`/custody-requests?state=${state}`),
    render: ({ items = [] }) => (items.length === 0 ? empty({ name: "shield", title: t("custody.noRequests") }) : h("div", { class: "stack" }, items.map((one) => h("div", { class: "card" }, requestRow(one, refresh, { withCase: true }))))),
  });
  const refresh = () => region.refresh();
  on("worklist", signal, refresh);
  return h("div", { class: "stack", testid: "page-custody" },
    pageHead({ title: t("nav.custody"), actions: hasRole("operator") && h("button", { type: "button", class: "button danger", testid: "break-glass", on: { click: () => breakGlass(refresh) } }, t("custody.kind.breakGlass")) }),
    h("p", { class: "soft" }, t("custody.about")), hasRole("operator") && notice("warn", h("p", {}, t("custody.operator"))),
    h("nav", { class: "row", "aria-label": t("nav.custody") }, ["pending", "granted", "rejected"].map((one) => h("a", { class: `button small ${one === state ? "main" : ""}`, href: `/custody?state=${one}`, "aria-current": one === state ? "page" : null }, t(`custody.request.${one}`)))),
    region.element);
}

async function breakGlass(refresh) {
  const one = await ask({ title: t("custody.kind.breakGlass"), confirm: t("custody.ask"), body: h("p", {}, t("custody.breakGlassAbout")), fields: [field({ name: "id", label: t("custody.caseId"), required: true, max: 64 })], run: async (values) => values });
  if (one) await askFor({ consultationId: one.id }, [{ value: "breakGlass", display: t("custody.kind.breakGlass") }], refresh);
}
