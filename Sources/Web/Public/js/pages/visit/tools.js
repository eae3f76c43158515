// What the parts of a visit's page share: sending an act, its button, and how states are coloured.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { post } from "../../core/api.js";
import { ask } from "../../ui/dialog.js";
import { toast } from "../../ui/toast.js";

export const tone = { draft: "warn", open: "ok", terminated: "bad", underReview: "warn", effective: "ok" };

export const send = ({ one }, path, body = {}) => post(`/visits/${one.id}/${path}`, body, { version: one.version });
export const act = (tools, testid, label, run, kind = "") => h("button", { type: "button", class: `button ${kind}`, testid, on: { click: async () => { if (await run()) { toast(t("visits.done")); tools.refresh(); } } } }, label);
export const plainly = (tools, path, body) => () => ask({ title: t(`visits.do.${path}`), confirm: t(`visits.do.${path}`), body: h("p", {}, t(`visits.effect.${path}`)), run: () => send(tools, path, body) });

/** Words of a program: labelled, and confirmed by the physician before anything is signed (SC 16). */
export function assisted(tools, assistance, body) {
  if (!assistance) return null;
  return h("p", { class: "row", testid: "assisted" }, h("span", { class: `tag ${assistance.confirmedAt ? "ok" : "warn"}` }, t(assistance.confirmedAt ? "visits.assistedConfirmed" : "visits.assisted", { tool: assistance.tool })),
    !assistance.confirmedAt && tools.may("confirmAssistance") && act(tools, "confirm-assistance", t("visits.do.confirm-assistance"), () => ask({ title: t("visits.do.confirm-assistance"), confirm: t("visits.do.confirm-assistance"), body: h("p", {}, t("visits.effect.confirm-assistance")), run: () => send(tools, "confirm-assistance", body) })));
}
