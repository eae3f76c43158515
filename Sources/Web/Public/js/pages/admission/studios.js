// 专家工作室: physicians of the hospital under one name, with a head.
import { t } from "../../core/i18n.js";
import { get, post } from "../../core/api.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { admissionTabs } from "../../ui/admission-tabs.js";
import { long, qualityPage, short } from "../../ui/quality-list.js";

export default async function page(context) {
  const { items } = await get("/practitioners").catch(() => ({ items: [] }));
  const options = items.map((one) => ({ value: one.practitionerId, label: `${one.name} ${one.titleDisplay}` }));
  const name = (id) => options.find((one) => one.value === id)?.label ?? id;
  const fields = (one = {}) => [short("name", t("studio.name"), { value: one.name }), long("introduction", t("studio.introduction"), { value: one.introduction, required: false, rows: 2 }),
    field({ name: "headId", label: t("studio.head"), type: "select", required: true, value: one.headId, options }), choices({ name: "memberIds", label: t("studio.members"), type: "checkbox", required: true, value: one.memberIds ?? [], options, pointer: "/members" })];
  return qualityPage({
    ...context, name: "studios", path: "/expert-studios", tabs: admissionTabs, title: t("nav.admission"), about: t("studio.about"), none: t("studio.none"),
    create: hasRole("institutionAdmin") ? () => ask({ title: t("quality.create.studios"), confirm: t("quality.create.studios"), testid: "studio-create-dialog", fields: fields(), run: (values) => post("/expert-studios", values) }) : undefined,
    row: (one) => ({ title: one.name, done: one.state === "open", facts: [[t("studio.introduction"), one.introduction], [t("studio.head"), name(one.headId)], [t("studio.members"), one.memberIds.map(name).join("、")], [t("field.reason"), one.closedBecause]] }),
    acts: { edit: { title: t("studio.edit"), path: "edit", fields }, close: { title: t("studio.close"), path: "close", fields: () => [long("reason", t("field.reason"))] } },
  });
}
