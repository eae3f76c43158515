// 违规记录: what was recorded as a breach, its article, what to do, and who took note of it. Nothing is ever removed.
import { h } from "../core/dom.js";
import { language, t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { fullTime, when } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { go } from "../core/router.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { more } from "../ui/more.js";
import { empty, loading } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const kinds = ["vio.report.late", "vio.agreement.lapsedDuringCase", "vio.attendance.gap", "vio.recording.gap", "vio.upload.deadlineMissed", "vio.refund.overdue", "vio.rota.unattended", "vio.complaint.answerLate", "vio.breach.reportLate", "vio.rectification.overdue", "vio.practitioner.unauthorisedService", "vio.network.redundancyLost", "vio.media.qualityLow", "vio.backup.drillOverdue", "vio.supervision.mismatch", "vio.internetHospital.reapplicationOverdue", "vio.asset.maintenanceOverdue"];
const said = (one, name) => (language() === "en" ? one[`${name}En`] ?? one[name] : one[name]);

export default async function page({ signal, query }) {
  style("/css/work.css");
  style("/css/compliance.css");
  const wanted = Object.fromEntries(["code", "state", "from", "to"].map((name) => [name, query.get(name) ?? ""]));
  const path = `/violations?${new URLSearchParams(Object.entries(wanted).filter(([, value]) => value))}`;
  const region = loading({ signal, load: () => get(path), render: (data) => list(data) });
  const refresh = () => region.refresh();

  function list({ items = [], next }) {
    if (items.length === 0) {
      return Object.values(wanted).some(Boolean) ? empty({ name: "search", title: t("violations.noneFound"), text: t("compliance.noneHelp"), action: h("a", { class: "button", href: "/violations" }, t("violations.all")) })
        : empty({ name: "check", title: t("violations.none"), text: t("violations.noneHelp") });
    }
    const draw = (one) => row(one, refresh);
    const rows = h("ul", { class: "work-list", testid: "violations" }, items.map(draw));
    return h("div", { class: "stack" }, rows, more({ path, next, list: rows, row: draw, testid: "violations-more" }));
  }

  return h("div", { class: "stack", testid: "page-violations" },
    pageHead({ title: t("nav.violations"), actions: [hasRole("auditor", "qualityController", "operator") && h("a", { class: "button", href: "/compliance" }, t("nav.compliance"))] }),
    h("p", { class: "soft" }, t("violations.about")), hasRole("qualityController", "institutionAdmin", "auditor") && openDecisions(signal), filters(wanted), region.element);
}

/** Reports that have waited for a decision longer than the policy's days (NHC-TM 三(三)3). */
const openDecisions = (signal) => loading({
  signal, lines: 1, load: () => get("/open-decisions"),
  render: ({ items = [] }) => (items.length === 0 ? h("p", { class: "small soft", testid: "no-open-decisions" }, t("openDecisions.none"))
    : h("section", { class: "card", testid: "open-decisions" }, h("h2", {}, t("openDecisions.title", { n: items.length })), h("ul", { class: "files" }, items.map((one) => h("li", { testid: "open-decision" }, icon("warning"),
      h("a", { class: "name number", href: `/cases/${one.consultationId}` }, one.number), h("span", { class: "small soft", title: fullTime(one.dueAt) }, t("openDecisions.since", { time: when(one.reportedAt) }))))))),
}).element;

function filters(wanted) {
  const code = field({ name: "code", label: t("violations.kind"), type: "select", empty: t("compliance.all"), value: wanted.code, testid: "violations-code", options: kinds.map((value) => ({ value, label: t(`violation.${value.slice(4)}`) })) });
  const state = field({ name: "state", label: t("violations.state"), type: "select", empty: t("compliance.all"), value: wanted.state, testid: "violations-state", options: ["open", "acknowledged"].map((value) => ({ value, label: t(`violationState.${value}`) })) });
  const from = field({ name: "from", label: t("violations.from"), type: "date", value: wanted.from, testid: "violations-from" });
  const to = field({ name: "to", label: t("violations.to"), type: "date", value: wanted.to, testid: "violations-to" });
  const element = h("div", { class: "card compliance-filter no-print", role: "search" }, code.element, state.element, from.element, to.element);
  element.addEventListener("change", () => {
    const query = new URLSearchParams([code, state, from, to].map((one) => [one.name, one.value()]).filter(([, value]) => value));
    go(`/violations${query.size > 0 ? `?${query}` : ""}`, { replace: true });
  });
  return element;
}

function row(one, refresh) {
  const note = one.acknowledgement;
  return h("li", { class: `work-row network-row violation-row ${note ? "" : "over"}`, testid: "violation", data: { id: one.id, state: one.state, code: one.code } },
    h("div", { class: "stack-small" }, h("span", { class: `tag ${note ? "ok" : "warn"}` }, icon(note ? "check" : "warning"), t(`violationState.${one.state}`)), h("div", { class: "small soft", title: fullTime(one.at) }, when(one.at))),
    h("div", { class: "violation-detail" },
      h("span", { class: "work-question" }, said(one, "title")), h("span", { class: "small" }, one.detail),
      h("span", { class: "work-meta" }, one.number && h("span", { class: "number" }, one.number), one.parties.length > 0 && h("span", {}, one.parties.join(" → "))),
      h("p", { class: "article small" }, `${t("problem.basis")} `, hasRole("auditor", "qualityController", "operator") ? h("a", { href: `/compliance?id=${encodeURIComponent(one.requirement)}`, testid: "violation-article" }, one.article) : one.article),
      note ? h("p", { class: "small soft", testid: "violation-note" }, `${note.by} · ${fullTime(note.at)} · ${note.reason}`) : h("p", { class: "small" }, `${t("violations.advice")}${said(one, "advice")}`)),
    h("div", { class: "row end no-print" },
      one.consultationId && h("a", { class: "button", href: `/cases/${one.consultationId}` }, t("action.open")),
      !note && hasRole("qualityController", "auditor") && h("button", { type: "button", class: "button main", testid: "violation-acknowledge", on: { click: () => acknowledge(one, refresh) } }, t("violations.acknowledge"))));
}

async function acknowledge(one, refresh) {
  const done = await ask({
    title: t("violations.acknowledge"), confirm: t("violations.acknowledge"), testid: "acknowledge-dialog",
    body: h("div", {}, h("p", { class: "strong" }, said(one, "title")), h("p", { class: "small soft" }, t("violations.effect"))),
    fields: [field({ name: "reason", label: t("violations.reason"), type: "textarea", required: true, max: 500, hint: t("violations.reasonHint"), testid: "acknowledge-reason" })],
    run: ({ reason }) => post(`/violations/${one.id}/acknowledge`, { reason }),
  });
  if (done) { toast(t("violations.done")); refresh(); }
}
