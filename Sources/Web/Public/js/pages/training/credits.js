// 继教学分: hours and credits of the staff in a year or month, and the file for the CME office (JL 46(5)).
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day } from "../../core/format.js";
import { go } from "../../core/router.js";
import { field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { more } from "../../ui/more.js";
import { empty, loading } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { fileButtons } from "../../ui/file-buttons.js";
import { atPlace } from "../../ui/quality-list.js";
import { trainingPlace, trainingTabs } from "../../ui/training.js";
import { recordRow, recordTable } from "./mine.js";

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const year = day(now()).slice(0, 4);
  const from = query.get("from") ?? `${year}-01-01`;
  const to = query.get("to") ?? `${year}-12-31`;
  const within = (path, first = from, last = to) => atPlace(`${path}${path.includes("?") ? "&" : "?"}from=${first}&to=${last}`, query.get("institution"));
  const region = loading({ signal, load: () => get(within("/training/credits?limit=100")), render: (data) => (data.items.length === 0 ? empty({ name: "list", title: t("credit.none") }) : view(data, within("/training/credits?limit=100"))) });
  const ends = [field({ name: "from", label: t("credit.from"), type: "date", value: from }), field({ name: "to", label: t("credit.to"), type: "date", value: to })];
  ends.forEach((end) => end.input.addEventListener("change", () => go(within("/training/credits", ends[0].value(), ends[1].value()), { replace: true })));
  return h("div", { class: "stack", testid: "page-training-credits" }, pageHead({ title: t("training.credits"), actions: fileButtons(() => within("/training/credits/export"), t("training.credits"), "credits") }), trainingTabs("credits"), trainingPlace("credits", query),
    h("p", { class: "soft" }, t("credit.about")), h("div", { class: "card compliance-filter no-print row" }, ends.map((end) => end.element)), region.element);
}

function view({ items, next }, path) {
  const table = recordTable(items, true);
  return h("div", { class: "stack" }, h("div", { class: "card flush" }, table),
    more({ path, next, list: table.querySelector("tbody"), row: (one) => recordRow(one, true) }));
}
