// 工作台: 待办 / 已办 / 我发起 / 抄送. Overdue on top, one main button per row.
import { h } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { lightFor } from "../core/clock.js";
import { fullTime, when } from "../core/format.js";
import { go } from "../core/router.js";
import { shortcuts } from "../core/keyboard.js";
import { actionPath } from "../core/terms.js";
import { hasRole, mayAsk } from "../core/session.js";
import { pageHead, tellCounts } from "../ui/frame.js";
import { empty, loading } from "../ui/states.js";
import { light } from "../ui/light.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { orderRow } from "../ui/order-row.js";

const boxes = ["todo", "done", "mine", "cc"];
const order = { over: 0, soon: 1, ok: 2, wait: 3 };

export default async function page({ query, signal }) {
  style("/css/work.css");
  const box = boxes.includes(query.get("box")) ? query.get("box") : "todo";
  const list = loading({
    signal, lines: 8,
    load: () => get(`/worklist?box=${box}`),
    render(answer) {
      tellCounts(answer.counts);
      const items = [...(answer.items ?? [])];
      const orders = answer.diagnoses ?? [];
      if (items.length + orders.length === 0) return nothing(box);
      if (box === "todo") items.sort((a, b) => rank(a) - rank(b));
      const next = items.filter((one) => one.due?.kind === "sessionStart" && lightFor(one.due).left > 0).sort((a, b) => Date.parse(a.due.dueAt) - Date.parse(b.due.dueAt))[0];
      return [next && nextCall(next), orders.length > 0 && h("ul", { class: "work-list", testid: "worklist-diagnoses" }, orders.map((one) => orderRow(one, true))), h("ul", { class: "work-list", testid: "worklist" }, items.map((item) => row(item, box)))];
    },
  });
  on("worklist", signal, () => list.refresh());
  on("consultation", signal, () => list.refresh());
  on("online", signal, ({ again }) => again && list.refresh());
  moveByKeys(list.element, signal);

  return h("div", { testid: "page-work" },
    pageHead({
      title: t("nav.work"),
      actions: [mayAsk() && h("a", { class: "button main", href: "/cases/new", testid: "new-request" }, icon("plus"), t("nav.new")),
        hasRole("finance") && h("a", { class: "button", href: "/settlements" }, icon("money"), t("nav.settlements"))],
    }),
    h("nav", { class: "tabs", "aria-label": t("work.boxes") }, boxes.map((one) => h("a", {
      href: one === "todo" ? "/" : `/?box=${one}`, "aria-current": one === box ? "page" : null, testid: `box-${one}`,
    }, t(`work.${one}`)))),
    list.element);
}

const rank = (item) => {
  const { level, left } = lightFor(item.due);
  return order[level] * 1e15 + (Number.isFinite(left) && item.due ? left : 9e14);
};

function row(item, box) {
  const { level } = lightFor(item.due);
  const path = actionPath(box === "todo" ? item.action?.code : null, item.consultationId);
  return h("li", { class: `work-row ${item.due && level === "over" ? "over" : ""}`, testid: "work-item", data: { id: item.consultationId, action: item.action?.code ?? "" } },
    h("div", { class: "work-light" }, item.due && !(box !== "todo" && level === "over") ? light(item.due) : h("span", { class: "soft small" }, when(item.updatedAt))),
    h("a", { class: "work-main", href: `/cases/${item.consultationId}` },
      h("span", { class: "work-question" }, item.question || t("work.noQuestion")),
      h("span", { class: "work-meta" },
        h("span", {}, icon("person"), item.patientMasked ?? "—"),
        h("span", {}, icon("hospital"), `${t(item.role === "invited" ? "work.from" : "work.to")} ${item.otherInstitution?.name ?? item.otherInstitution ?? t("work.notChosen")}`),
        h("span", { class: "number" }, item.number ?? ""),
        h("span", { class: "soft", title: fullTime(item.updatedAt) }, t("work.updated", { time: when(item.updatedAt) })))),
    h("span", { class: "tag brand work-state" }, term("caseState", item.state, item.stateDisplay)),
    item.action && box === "todo"
      ? h("a", { class: "button main work-action", href: path, testid: "work-action" }, term("action", item.action.code, item.action.label))
      : h("a", { class: "button work-action", href: path, testid: "work-open" }, t("action.open")));
}

function nextCall(item) {
  return h("div", { class: "notice next-call", testid: "next-call" }, icon("camera"),
    h("div", {}, h("strong", {}, t("work.nextCall")), " ", light({ ...item.due, cause: `${item.question ?? ""}` })),
    h("a", { class: "button small", href: `/cases/${item.consultationId}/waiting` }, t("action.toWaiting")));
}

function nothing(box) {
  if (box === "todo") return empty({ name: "check", title: t("work.clear"), text: t("work.clearHelp"), action: mayAsk() && h("a", { class: "button main", href: "/cases/new" }, icon("plus"), t("nav.new")) });
  return empty({ title: t(`work.empty.${box}`), text: t(`work.emptyHelp.${box}`) });
}

/** J / K move through the rows, Enter presses the row's button. */
function moveByKeys(place, signal) {
  const step = (by) => {
    const buttons = [...place.querySelectorAll(".work-action")];
    if (buttons.length === 0) return;
    const at = buttons.findIndex((one) => one.closest("li").contains(document.activeElement));
    buttons[Math.min(Math.max(at + by, 0), buttons.length - 1)].focus();
  };
  shortcuts({ j: () => step(1), k: () => step(-1), n: () => mayAsk() && go("/cases/new") }, signal);
}
