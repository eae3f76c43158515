// 公众信息: texts for the public, written by one and reviewed by another.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { hasRole } from "../../core/session.js";
import { ask } from "../../ui/dialog.js";
import { admissionTabs } from "../../ui/admission-tabs.js";
import { long, pick, qualityPage, short } from "../../ui/quality-list.js";

const textFields = (one = {}) => [pick("topic", t("content.topic"), "content.topics", ["guidance", "healthEducation", "serviceIntroduction", "announcement"], { value: one.topic ?? "announcement" }), short("title", t("content.title"), { value: one.title }), long("body", t("content.body"), { value: one.body, rows: 10, max: 10_000 })];
const reason = () => [long("reason", t("field.reason"))];

export default (context) => qualityPage({
  ...context, name: "contents", path: "/contents", tabs: admissionTabs, title: t("nav.admission"), about: t("content.about"), none: t("content.none"), create: hasRole("institutionAdmin", "qualityController") ? write : undefined,
  row: (one) => ({ title: one.title, done: one.state === "published", facts: [[t("content.topic"), t(`content.topics.${one.topic}`)], [t("content.author"), one.author], [t("content.reviewer"), one.reviewer], [t("field.reason"), one.reason]] }),
  extra: (one) => h("p", { class: "small", style: "white-space: pre-wrap" }, one.body),
  acts: {
    edit: { title: t("content.edit"), path: "edit", fields: textFields },
    submit: { title: t("content.submit"), path: "submit", effect: t("content.submitEffect"), body: () => ({}) },
    approve: { title: t("content.approve"), path: "approve", effect: t("content.approveEffect"), body: () => ({}) },
    sendBack: { title: t("content.sendBack"), path: "send-back", fields: reason },
    withdraw: { title: t("content.withdraw"), path: "withdraw", fields: reason },
  },
});

const write = () => ask({ title: t("quality.create.contents"), confirm: t("quality.create.contents"), testid: "content-create-dialog", fields: textFields(), run: (values) => post("/contents", values) });
