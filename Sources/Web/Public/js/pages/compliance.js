// 合规对照: every requirement with its article, how far it is kept, by which rules, and what the last days show.
import { debounce, h, replace } from "../core/dom.js";
import { language, t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { hasRole } from "../core/session.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";

const tone = { met: "ok", partly: "warn", open: "bad", organisational: "" };
const title = (one) => (language() === "en" ? one.titleEn ?? one.title : one.title);

export default async function page({ signal, query }) {
  style("/css/case.css");
  style("/css/compliance.css");
  const region = loading({ signal, lines: 12, load: () => get("/compliance"), render: (data) => view(data, query) });
  return h("div", { class: "stack", testid: "page-compliance" },
    pageHead({ title: t("nav.compliance"), actions: [
      hasRole("qualityController", "auditor", "institutionAdmin") && h("a", { class: "button", href: "/violations" }, icon("warning"), t("nav.violations")),
      h("a", { class: "button", href: "/code-systems", testid: "compliance-codes" }, icon("list"), t("coding.title")),
      h("button", { type: "button", class: "button", testid: "compliance-print", on: { click: printWhole } }, t("compliance.print"))] }),
    region.element);
}

/** On paper nothing can be unfolded. */
function printWhole() {
  document.querySelectorAll(".requirement-more").forEach((one) => { one.open = true; });
  print();
}

function view(data, query) {
  const wanted = query.get("id");
  const group = field({ name: "group", label: t("compliance.group"), type: "select", empty: t("compliance.all"), testid: "compliance-group", value: "", options: data.groups.map((one) => ({ value: String(one.number), label: `${one.number} ${one.name}` })) });
  const status = field({ name: "status", label: t("compliance.status"), type: "select", empty: t("compliance.all"), testid: "compliance-status", value: "", options: ["met", "partly", "open", "organisational"].map((value) => ({ value, label: t(`requirementStatus.${value}`) })) });
  const text = field({ name: "text", label: t("compliance.text"), type: "search", testid: "compliance-text", value: query.get("text") ?? "" });
  const place = h("div", { class: "stack", testid: "compliance-rows" });
  const found = h("p", { class: "soft small", role: "status", testid: "compliance-found" });
  const show = () => {
    const words = text.value().trim().toLowerCase().split(/\s+/).filter(Boolean);
    const rows = data.items.filter((row) => (!group.value() || String(row.group) === group.value())
      && (!status.value() || row.status === status.value())
      && words.every((word) => `${row.id} ${row.article} ${row.text}`.toLowerCase().includes(word)));
    found.textContent = t("compliance.found", { n: rows.length, all: data.items.length });
    replace(place, rows.length === 0
      ? empty({ name: "search", title: t("compliance.none"), text: t("compliance.noneHelp") })
      : data.groups.filter((one) => rows.some((row) => row.group === one.number)).map((one) => section(one, rows.filter((row) => row.group === one.number), wanted)));
  };
  for (const one of [group, status]) one.element.addEventListener("change", show);
  text.element.addEventListener("input", debounce(show, 150));
  show();
  if (wanted) setTimeout(() => document.getElementById(`row-${wanted}`)?.scrollIntoView({ block: "center" }), 50);
  return h("div", { class: "stack" }, head(data), h("div", { class: "card compliance-filter no-print", role: "search" }, group.element, status.element, text.element), found, place);
}

function head(data) {
  const meter = (name, one) => h("div", { class: "card compliance-count", testid: `compliance-${name}` },
    h("span", { class: "soft small" }, t(`compliance.${name}`)),
    h("p", {}, h("b", { class: "number" }, `${one.met}/${one.total}`), h("span", { class: "soft small" }, ` ${t("requirementStatus.met")}`)),
    h("p", { class: "small soft" }, t("compliance.rest", { partly: one.partly, open: one.open })));
  return h("div", { class: "stack" },
    h("p", { class: "soft" }, t("compliance.about", { from: data.period.from, to: data.period.to, whose: t(`compliance.scope.${data.scope}`) })),
    h("div", { class: "columns" }, meter("core", data.core), meter("extended", data.extended),
      h("div", { class: "card compliance-count" }, h("span", { class: "soft small" }, t("compliance.openViolations")),
        h("p", {}, h("b", { class: "number" }, data.openViolations)), h("p", { class: "small soft number" }, t("compliance.policy", { version: data.policyVersion })))),
    data.items.some((row) => row.standing !== "inForce") && notice("", h("p", { class: "small" }, t("compliance.drafts"))));
}

function section(group, rows, wanted) {
  return h("section", { class: "card compliance-group", testid: "compliance-section", data: { group: group.number } },
    h("header", {}, h("h2", {}, `${group.number} ${group.name}`), h("span", { class: "soft small" }, t("compliance.rows", { n: rows.length }))),
    rows.map((row) => line(row, row.id === wanted)));
}

function line(row, wanted) {
  const detail = [enforcement(row), parameters(row), readings(row), evidence(row)].filter(Boolean);
  return h("article", { class: `requirement ${wanted ? "wanted" : ""}`, id: `row-${row.id}`, testid: "requirement", data: { id: row.id, status: row.status } },
    h("div", { class: "requirement-head" },
      h("span", { class: `tag ${tone[row.status]}` }, t(`requirementStatus.${row.status}`)),
      h("span", { class: "number small soft" }, row.id), h("span", { class: "small soft" }, t(`priority.${row.priority}`)),
      row.standing !== "inForce" && h("span", { class: "tag warn", testid: "requirement-standing" }, t(`standing.${row.standing}`))),
    h("p", { class: "requirement-text" }, row.text),
    h("p", { class: "article small" }, row.article),
    detail.length > 0 && h("details", { class: "requirement-more", open: wanted }, h("summary", { class: "small" }, summary(row)), h("dl", { class: "facts small" }, detail)));
}

function summary(row) {
  const refused = sum(row.refusals); const broken = sum(row.violations);
  const met = row.limits.reduce((all, one) => all + one.met, 0); const passed = row.limits.reduce((all, one) => all + one.passed, 0);
  const parts = [refused > 0 && t("compliance.refused", { n: refused }), broken > 0 && t("compliance.broken", { n: broken }), met + passed > 0 && t("compliance.limits", { met, passed })].filter(Boolean);
  return parts.length > 0 ? h("span", {}, `${t("compliance.lately")}${parts.join(language() === "zh" ? "，" : ", ")}`) : t("compliance.more");
}

const sum = (list) => list.reduce((all, one) => all + one.count, 0);

function enforcement(row) {
  if (row.enforcement.length === 0 && row.tests === 0) return null;
  return [h("dt", {}, t("compliance.where")), h("dd", {}, row.enforcement.map((one) => h("div", {}, one)),
    row.tests > 0 && h("div", { class: "soft" }, t("compliance.tests", { n: row.tests })))];
}

function parameters(row) {
  if (row.parameters.length === 0) return null;
  return [h("dt", {}, t("compliance.parameters")), h("dd", { class: "stack-small" }, row.parameters.map((one) => h("div", { testid: "parameter", data: { name: one.name } },
    h("span", {}, `${one.label}${language() === "zh" ? "：" : ": "}`), h("b", {}, one.value), " ",
    one.standing !== "inForce" && h("span", { class: "tag warn" }, t(`standing.${one.standing}`)),
    one.weight !== "law" && h("span", { class: "tag" }, t(`weight.${one.weight}`)),
    h("div", { class: "soft" }, one.weight === "product" ? t("compliance.product") : [one.article, one.reason].filter(Boolean).join(" · ")))))];
}

/** Where the text leaves a question open, the answer that the program acts on. */
function readings(row) {
  if (row.readings.length === 0) return null;
  return [h("dt", {}, t("compliance.readings")), h("dd", { class: "stack-small" }, row.readings.map((one) => h("div", { testid: "reading", data: { id: one.id } },
    h("div", { class: "soft" }, `${t("compliance.question")}${one.question}`), h("div", {}, one.text), h("div", { class: "soft" }, `${one.id} · ${one.article}`))))];
}

function evidence(row) {
  const lines = [
    row.refusals.map((one) => h("div", {}, `${t("compliance.refusal")} ${title(one)} `, h("b", { class: "number" }, `× ${one.count}`))),
    (row.reasons ?? []).map((one) => h("div", { testid: "compliance-reason" }, `${t("compliance.reasons")}：${title(one)} `, h("b", { class: "number" }, `× ${one.count}`))),
    row.violations.map((one) => h("div", {}, hasRole("qualityController", "auditor", "institutionAdmin") ? h("a", { href: `/violations?code=${one.code}` }, title(one)) : title(one), " ", h("b", { class: "number" }, `× ${one.count}`))),
    row.limits.map((one) => h("div", {}, `${term("limit", one.kind)} · ${t("compliance.limits", { met: one.met, passed: one.passed })}`)),
  ].flat();
  return lines.length === 0 ? null : [h("dt", {}, t("compliance.evidence")), h("dd", {}, lines)];
}
