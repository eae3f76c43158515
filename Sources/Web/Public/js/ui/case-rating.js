// Satisfaction with one case: the inviting physician rates, the patient gets a slip. Nobody reads a single score.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { ask, sheet } from "./dialog.js";
import { choices, field } from "./field.js";
import { toast } from "./toast.js";

export const scores = () => choices({ name: "score", label: t("rating.score"), required: true, testid: "rating-score", options: [5, 4, 3, 2, 1].map((value) => ({ value: String(value), label: t(`ratingScore.${value}`) })) });

export function caseRating(one, signal) {
  if (!["reported", "decided", "archived"].includes(one.state)) return null;
  const body = h("div", { class: "stack" });
  const element = h("section", { class: "card", testid: "case-rating", hidden: true }, h("header", {}, h("h2", {}, t("rating.title"))), body);
  async function show() {
    let now;
    try { now = await get(`/consultations/${one.id}/rating`, { signal }); } catch { return; }
    if (signal.aborted) return;
    element.hidden = false;
    replace(body, h("p", { class: "small soft" }, t("rating.about")),
      h("p", {}, `${t("rating.patient")}${t(now.patientRated ? "rating.given" : "rating.waiting")} · ${t("rating.physician")}${t(now.physicianRated ? "rating.given" : "rating.waiting")}`),
      h("div", { class: "row" }, now.mayRate && h("button", { type: "button", class: "button", testid: "rate", on: { click: rate } }, t("rating.rate")), now.mayIssueSlip && h("button", { type: "button", class: "button", testid: "rating-slip", on: { click: slip } }, t("rating.slip"))));
  }
  async function rate() {
    const done = await ask({ title: t("rating.rate"), confirm: t("rating.rate"), testid: "rating-dialog", fields: [scores(), field({ name: "comment", label: t("rating.comment"), type: "textarea", max: 500 })], run: ({ score, comment }) => post(`/consultations/${one.id}/rating`, { score: Number([score].flat()[0]), ...(comment ? { comment } : {}) }) });
    if (done) { toast(t("rating.done")); show(); }
  }
  async function slip() {
    const made = await post(`/consultations/${one.id}/rating/slip`);
    sheet({ title: t("rating.slip"), testid: "slip", body: h("div", { class: "stack" }, h("p", {}, t("rating.slipHelp")), h("dl", { class: "facts" }, h("dt", {}, t("rating.number")), h("dd", { class: "number strong" }, made.receipt), h("dt", {}, t("rating.secret")), h("dd", { class: "number strong", testid: "slip-secret" }, made.secret), h("dt", {}, t("rating.address")), h("dd", {}, `${globalThis.location.origin}/feedback`))) });
  }
  show();
  return element;
}
