// The sections of 准入管理, with the one that is open marked.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";

const sections = ["hospital", "staff", "support", "contents", "studios"];

export const admissionTabs = (current) => h("nav", { class: "row no-print", "aria-label": t("nav.admission") }, sections.map((name) => h("a", { class: `button ${name === current ? "main" : ""}`, href: `/admission/${name}`, "aria-current": name === current ? "page" : null, testid: `admission-${name}` }, t(`admission.${name}`))));
