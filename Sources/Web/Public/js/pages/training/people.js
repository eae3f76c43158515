// 计划与人员: the plan of this hospital, topics across and people down, what is overdue in red.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { now } from "../../core/clock.js";
import { day } from "../../core/format.js";
import { currentAccount, hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { pageHead } from "../../ui/frame.js";
import { more } from "../../ui/more.js";
import { atPlace } from "../../ui/quality-list.js";
import { empty, loading } from "../../ui/states.js";
import { style } from "../../ui/style.js";
import { toast } from "../../ui/toast.js";
import { standingTag, topicName, topics, trainingPlace, trainingTabs } from "../../ui/training.js";

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const path = atPlace("/training/people", query.get("institution"));
  let version = 0;
  let plan = [];
  const region = loading({ signal, load: () => get(path), render: (data) => { ({ version, plan } = data); return view(data, path); } });
  const change = hasRole("qualityController", "institutionAdmin") && h("button", { type: "button", class: "button main", testid: "training-plan", on: { click: async () => { if (await adopt(plan, version)) { toast(t("quality.done")); region.refresh(); } } } }, t("training.adopt"));
  return h("div", { class: "stack", testid: "page-training-people" }, pageHead({ title: t("training.people"), actions: [change] }), trainingTabs("people"), trainingPlace("people", query), h("p", { class: "soft" }, t("training.peopleAbout")), region.element);
}

function view({ plan, items, next }, path) {
  if (plan.length === 0) return empty({ name: "list", title: t("training.noPlan"), text: t("training.noPlanHelp") });
  const body = h("tbody", {}, items.map(row));
  return h("div", { class: "stack" }, h("div", { class: "card flush" }, h("table", { class: "table stacking", testid: "training-matrix" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("credit.name")), plan.map((item) => h("th", { scope: "col" }, topicName(item.topic), h("div", { class: "small soft" }, `${t(item.mandatory ? "training.mandatoryShort" : "training.voluntary")} · ${t("training.by", { day: item.dueOn })}${item.validMonths ? ` · ${t("training.every", { months: item.validMonths })}` : ""}`))))),
    body)), more({ path, next, list: body, row }));
}

const row = (one) => h("tr", { class: one.missing > 0 ? "over" : "", testid: "training-person" }, h("td", { data: { label: t("credit.name") } }, h("b", {}, one.name), h("div", { class: "small soft" }, one.titleDisplay)),
  one.lines.map((line) => h("td", { data: { label: topicName(line.topic) } }, standingTag(line), line.completedOn && h("div", { class: "small soft" }, line.validTo ? `${line.completedOn} – ${line.validTo}` : line.completedOn))));

/** The whole plan at once: which topics, until when, how often. */
async function adopt(plan, version) {
  const known = new Map(plan.map((item) => [item.topic, item]));
  const lines = topics.map((topic) => {
    const old = known.get(topic);
    return {
      topic,
      kind: choices({ name: `kind-${topic}`, label: topicName(topic), testid: `plan-${topic}`, value: old ? (old.mandatory ? "mandatory" : "voluntary") : "none", options: ["none", "voluntary", "mandatory"].map((value) => ({ value, label: t(`training.kind.${value}`) })) }),
      dueOn: field({ name: `due-${topic}`, label: t("training.dueOn"), type: "date", value: old?.dueOn ?? `${day(now()).slice(0, 4)}-12-31` }),
      validMonths: field({ name: `valid-${topic}`, label: t("training.validMonths"), type: "number", min: 1, value: old?.validMonths ?? "" }),
    };
  });
  return ask({
    title: t("training.adopt"), confirm: t("training.adopt"), testid: "plan-dialog", body: h("p", { class: "small soft" }, `${currentAccount().institution.name} · ${t("training.adoptHelp")}`),
    fields: lines.flatMap((line) => [line.kind, line.dueOn, line.validMonths]),
    run: () => post("/training/plan", { items: lines.filter((line) => line.kind.value() !== "none").map((line) => ({ topic: line.topic, mandatory: line.kind.value() === "mandatory", dueOn: line.dueOn.value(), ...(line.validMonths.value() ? { validMonths: Number(line.validMonths.value()) } : {}) })) }, { version }),
  });
}
