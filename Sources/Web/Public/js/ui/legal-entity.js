// 法律责任主体: who answers in law for a document, as it was printed then, and to whom a patient applies (NHC-IH 32).
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";

/** One line: the name, in which capacity, and the licence. */
export const entityText = (entity) => t(`legal.${entity.basis}`, { name: entity.name, as: entity.servesAs ?? "" }) + (entity.licenceNumber ? t("legal.licence", { number: entity.licenceNumber }) : "");

/** The lines of a document with several; nothing for documents from before it was kept. */
export const entityLines = (entities) => (entities ?? []).length > 0 && h("p", { class: "small soft", testid: "legal-entities" }, t("legal.entity"), "：", entities.map(entityText).join("；"));

/**
 * For facts of a list: who answers, and its licensing authority, which takes a patient's application where an internet hospital is
 * in it (NHC-IH 32).
 */
export const entityFacts = (entities) => (entities ?? []).flatMap((entity) => [
  [t("legal.entity"), h("span", { testid: "legal-entity", data: { basis: entity.basis } }, entityText(entity))],
  entity.basis === "institution" ? [t("legal.office"), entity.authority] : [t("legal.applyTo"), entity.authority && t("legal.applyAt", { name: entity.authority })],
]);

export const entityList = (entities) => h("dl", { class: "facts" }, entityFacts(entities).filter(([, value]) => value).map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)]));
