// What a patient sees of an own online visit, and the proof that lets the page take part; it is kept in memory alone.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { entityList } from "./legal-entity.js";
import { notice } from "./states.js";

let token = null;
export const admit = (given) => { token = given; };
export const isAdmitted = () => token !== null;
export const proof = () => ({ Authorization: `Patient ${token}` });

const section = (title, text) => text && h("section", { class: "opinion" }, h("h3", {}, title), h("p", { class: "pre" }, text));

/** Material, diagnosis, plan, prescriptions, and how it ended: read-only (NHC-IH 21). */
export const own = (one) => h("div", { class: "stack" },
  one.entity && entityList([one.entity]),
  one.ending && notice("bad", h("p", { class: "strong" }, t(`visitEnd.${one.ending.reason}`)), h("p", { class: "pre" }, one.ending.advice), one.ending.target && h("p", {}, t("visits.sentTo", { target: one.ending.target }))),
  one.materials.length > 0 && h("section", {}, h("h3", {}, t("visits.evidence")), h("ul", {}, one.materials.map((item) => h("li", {}, `${t(`evidence.${item.kind}`)} · ${item.institutionName} · ${item.diagnosedOn}`)))),
  section(t("visits.diagnosis"), one.diagnosis), section(t("recordField.auxiliaryExaminations"), one.examinations), section(t("recordField.plan"), one.plan), section(t("visits.opinion"), one.opinion),
  one.prescriptions.map((item) => h("section", { testid: "my-prescription" }, h("h3", {}, t("visits.prescription", { n: item.number }), " ", h("span", { class: "tag" }, item.stateDisplay)), h("ul", {}, item.lines.map((line) => h("li", {}, `${line.name} ${line.specification} × ${line.quantity}，${line.usage}`))))));
