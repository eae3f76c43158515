// 远程诊断: what waits for me first, then every order of the hospital, newest first.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { mayAsk } from "../core/session.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { orderRow } from "../ui/order-row.js";
import { style } from "../ui/style.js";

const row = (one) => orderRow(one, false);

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({
    signal, lines: 6, load: async () => ({ todo: await get("/diagnosis-orders?box=todo"), all: await get("/diagnosis-orders") }),
    render({ todo, all }) {
      const waiting = new Set(todo.items.map((one) => one.id));
      const rest = all.items.filter((one) => !waiting.has(one.id));
      if (waiting.size + rest.length === 0) return empty({ name: "report", title: t("diagnosis.none"), text: t("diagnosis.about") });
      const list = h("ul", { class: "work-list", testid: "diagnosis-all" }, rest.map(row));
      return [waiting.size > 0 && h("section", {}, h("h2", {}, t("diagnosis.waiting")), h("ul", { class: "work-list", testid: "diagnosis-todo" }, todo.items.map((one) => orderRow(one, true)))),
        h("section", {}, h("h2", {}, t("diagnosis.others")), list), more({ path: "/diagnosis-orders", next: all.next, list, row })];
    },
  });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-diagnosis" },
    pageHead({ title: t("nav.diagnosis"), actions: [mayAsk() && h("a", { class: "button main", href: "/diagnosis/new", testid: "diagnosis-new" }, icon("plus"), t("diagnosis.new"))] }),
    h("p", { class: "soft" }, t("diagnosis.about")), region.element);
}

