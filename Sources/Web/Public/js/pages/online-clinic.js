// 互联网诊疗设置: notices, end conditions, business hours, diseases, pharmacists, and who is on duty now.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post } from "../core/api.js";
import { on } from "../core/events.js";
import { fullTime } from "../core/format.js";
import { ask } from "../ui/dialog.js";
import { field } from "../ui/field.js";
import { pageHead } from "../ui/frame.js";
import { loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { toast } from "../ui/toast.js";

const reasons = ["conditionChanged", "firstVisitFound", "criticalIllness", "otherUnsuitable"];
const days = [0, 1, 2, 3, 4, 5, 6];

export default async function page({ signal }) {
  style("/css/work.css");
  const region = loading({ signal, load: () => get("/online-clinic"), render: (one) => view(one, () => region.refresh()) });
  on("worklist", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-online-clinic" }, pageHead({ title: t("nav.onlineClinic"), crumbs: [{ href: "/visits", text: t("nav.visits") }] }), h("p", { class: "soft" }, t("clinic.about")), region.element);
}

function view(one, refresh) {
  const change = (label, testid, dialog) => one.mayChange && h("div", {}, h("button", { type: "button", class: "button", testid, on: { click: async () => { if (await dialog()) { toast(t("visits.done")); refresh(); } } } }, label));
  const send = (path, body) => post(`/online-clinic/${path}`, body, { version: one.version });
  return h("div", { class: "stack" }, duty(one),
    one.notices.map((item) => h("section", { class: "card stack", testid: "clinic-notice", data: { kind: item.kind } }, h("div", { class: "row spread" }, h("h2", {}, t(`noticeKind.${item.kind}`)), h("span", { class: "tag" }, item.publishedAt ? t("clinic.published", { time: fullTime(item.publishedAt) }) : t("clinic.standard"))),
      item.blocks.map((part) => h("div", {}, h("h3", {}, t(`noticeBlock.${part.block}`)), h("p", { class: "pre" }, part.text))),
      change(t("clinic.editNotice"), `clinic-notice-${item.kind}`, () => ask({ title: t(`noticeKind.${item.kind}`), confirm: t("clinic.publish"), testid: "notice-dialog", body: h("p", { class: "small soft" }, t("clinic.noticeHelp")),
        fields: item.blocks.map((part) => field({ name: part.block, pointer: `/texts/${part.block}`, label: t(`noticeBlock.${part.block}`), type: "textarea", max: 2000, value: part.text, testid: `block-${part.block}` })), run: (texts) => send("notice", { kind: item.kind, texts }) })))),
    h("section", { class: "card stack", testid: "clinic-ending" }, h("div", { class: "row spread" }, h("h2", {}, t("visits.endConditions")), !one.endingIsOwn && h("span", { class: "tag" }, t("clinic.standard"))),
      h("ul", {}, one.endConditions.map((item) => h("li", {}, h("b", {}, t(`visitEnd.${item.reason}`)), `：${item.text}`))), h("p", { class: "pre" }, h("b", {}, t("clinic.warning")), `：${one.warning}`), h("p", {}, t("visits.sentTo", { target: one.target })),
      change(t("clinic.editEnding"), "clinic-edit-ending", () => ask({ title: t("visits.endConditions"), confirm: t("visits.save"), testid: "ending-dialog",
        fields: [...reasons.map((reason) => field({ name: reason, label: t(`visitEnd.${reason}`), type: "textarea", rows: 2, max: 2000, hint: t("clinic.endingHint"), value: one.endConditions.filter((item) => item.reason === reason).map((item) => item.text).join("\n") })), field({ name: "warning", label: t("clinic.warning"), type: "textarea", required: true, max: 2000, value: one.warning }), field({ name: "target", label: t("clinic.target"), required: true, max: 100, value: one.target })],
        run: ({ warning, target, ...texts }) => send("ending", { warning, target, conditions: reasons.flatMap((reason) => texts[reason].split("\n").map((text) => text.trim()).filter(Boolean).map((text) => ({ reason, text }))) }) }))),
    h("section", { class: "card stack", testid: "clinic-hours" }, h("h2", {}, t("clinic.hours")),
      one.hours.length === 0 ? h("p", { class: "soft" }, t("clinic.noHours")) : h("ul", {}, one.hours.map((span) => h("li", {}, `${t(`weekday.${span.weekday}`)} ${clock(span.from)}–${clock(span.to)}`))),
      change(t("clinic.editHours"), "clinic-edit-hours", () => ask({ title: t("clinic.hours"), confirm: t("visits.save"), testid: "hours-dialog", body: h("p", { class: "small soft" }, t("clinic.hoursHelp")),
        fields: days.map((weekday) => field({ name: String(weekday), pointer: "/hours", label: t(`weekday.${weekday}`), placeholder: "08:00-17:00", max: 100, validate: (value) => (spans(weekday, value) ? null : t("clinic.hoursWrong")), value: one.hours.filter((span) => span.weekday === weekday).map((span) => `${clock(span.from)}-${clock(span.to)}`).join(", ") })),
        run: (values) => send("hours", { hours: days.flatMap((weekday) => spans(weekday, values[weekday])) }) }))),
    h("section", { class: "card stack", testid: "clinic-diseases" }, h("h2", {}, t("clinic.diseases")), h("p", {}, one.diseases.length === 0 ? t("clinic.noDiseases") : one.diseases.join("、")),
      change(t("clinic.editDiseases"), "clinic-edit-diseases", () => ask({ title: t("clinic.diseases"), confirm: t("visits.save"), body: h("p", { class: "small soft" }, t("clinic.diseasesHelp")), fields: [field({ name: "codes", label: t("visits.codes"), type: "textarea", hint: t("visits.codesHint"), value: one.diseases.join(" ") })], run: ({ codes }) => send("diseases", { codes: codes.split(/[\s,，、]+/).filter(Boolean) }) }))),
    h("section", { class: "card stack", testid: "clinic-pharmacists" }, h("h2", {}, t("clinic.pharmacists")),
      one.pharmacists.length === 0 ? h("p", { class: "soft" }, t("clinic.noPharmacists")) : h("ul", {}, one.pharmacists.map((item) => h("li", { class: "row" }, h("span", {}, `${item.practitionerId} · ${item.institutionId} · ${item.agreement} · ${t("clinic.until", { day: item.validTo })}`), change(t("clinic.remove"), "clinic-remove-pharmacist", () => send("pharmacists", { pharmacists: one.pharmacists.filter((other) => other !== item) }))))),
      change(t("clinic.addPharmacist"), "clinic-add-pharmacist", () => ask({ title: t("clinic.addPharmacist"), confirm: t("visits.save"), fields: ["practitionerId", "institutionId", "agreement"].map((name) => field({ name, label: t(`clinic.${name}`), required: true, max: 100 })).concat(field({ name: "validTo", label: t("clinic.validTo"), type: "date", required: true })), run: (values) => send("pharmacists", { pharmacists: [...one.pharmacists, values] }) }))));
}

const duty = (one) => notice(one.state === "unattended" ? "bad" : one.onDuty.length < one.minimum ? "warn" : "ok",
  h("p", { class: "strong", testid: "pharmacists-on-duty", data: { state: one.state } }, one.onDuty.length > 0 ? t("clinic.onDuty", { names: one.onDuty.join("、") }) : t("clinic.nobodyOnDuty")),
  h("p", {}, icon("hourglass"), " ", t("clinic.waiting", { n: one.waiting, minimum: one.minimum })));

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** "08:00-12:00, 13:00-17:00" as spans of minutes; null when it cannot be read. */
function spans(weekday, text) {
  const found = text.split(/[,，]/).map((one) => one.trim()).filter(Boolean).map((one) => /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(one));
  if (found.some((one) => !one)) return null;
  const read = found.map(([, a, b, c, d]) => ({ weekday, from: Number(a) * 60 + Number(b), to: Number(c) * 60 + Number(d) }));
  return read.every((span) => span.from < span.to && span.to <= 1440) ? read : null;
}
