// How a visit ends: completed and signed; by one tap with a warning and a place to go (SC 17); or because somebody else sits there.
import { h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { ask, askPassword } from "../../ui/dialog.js";
import { choices, field } from "../../ui/field.js";
import { icon } from "../../ui/icons.js";
import { problemBox } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { act, send } from "./tools.js";

const reasons = ["conditionChanged", "firstVisitFound", "criticalIllness", "otherUnsuitable"];

export function ending(tools) {
  const { one, may } = tools;
  if (!may("complete") && !may("terminate")) return null;
  return h("section", { class: "card stack-small", testid: "visit-ending" }, h("h2", {}, t("visits.end")),
    may("stopAndReferOffline") && stop(tools),
    h("details", {}, h("summary", {}, t("visits.endConditions")), h("ul", { testid: "end-conditions" }, one.endConditions.map((item) => h("li", {}, h("b", {}, t(`visitEnd.${item.reason}`)), `：${item.text}`)))),
    h("div", { class: "row" },
      may("complete") && act(tools, "visit-complete", t("visits.do.complete"), () => askPassword({ title: t("visits.do.complete"), confirm: t("visits.do.complete"), body: h("p", {}, t("visits.effect.complete")), run: (values) => send(tools, "complete", values) })),
      may("terminate") && act(tools, "visit-terminate", t("visits.do.terminate"), () => ask({
        title: t("visits.do.terminate"), confirm: t("visits.do.terminate"), danger: true, testid: "terminate-dialog", body: h("p", {}, t("visits.effect.terminate")),
        fields: [choices({ name: "reason", label: t("field.reason"), value: "conditionChanged", options: reasons.map((value) => ({ value, label: t(`visitEnd.${value}`) })) }), field({ name: "advice", label: t("visits.advice"), type: "textarea", required: true, max: 2000 })],
        run: (values) => send(tools, "terminate", values),
      })),
      may("reportImpersonation") && act(tools, "visit-impersonation", t("visits.do.impersonation"), () => ask({ title: t("visits.do.impersonation"), confirm: t("visits.do.impersonation"), danger: true, testid: "impersonation-dialog", body: h("p", {}, t("visits.effect.impersonation")), fields: [field({ name: "text", label: t("visits.whatWasSeen"), type: "textarea", required: true, max: 2000 })], run: (values) => send(tools, "impersonation", values) }))));
}

/** One tap and the visit is over: the warning and the place stand beside the button before it is pressed. */
function stop(tools) {
  const { one } = tools;
  const reason = field({ name: "stopReason", label: t("visits.stopReason"), type: "select", empty: false, value: "criticalIllness", options: reasons.map((value) => ({ value, label: t(`visitEnd.${value}`) })), testid: "stop-reason" });
  const trouble = h("div", { "aria-live": "assertive" });
  const button = h("button", { type: "button", class: "button danger main", testid: "stop-and-refer", on: { async click() {
    button.disabled = true;
    try {
      await send(tools, "stop-and-refer-offline", { reason: reason.value() });
      toast(t("visits.stopped"));
      tools.refresh();
    } catch (problem) { button.disabled = false; replace(trouble, problemBox(problem, { compact: true, retry: problem.isStale ? tools.refresh : undefined })); }
  } } }, icon("warning"), t("visits.do.stop-and-refer-offline"));
  return h("div", { class: "stack-small" }, reason.element, h("p", { class: "small pre" }, one.stopWarning), h("p", { class: "small" }, t("visits.sentTo", { target: one.stopTarget })), button, h("p", { class: "small soft" }, t("visits.stopHelp")), trouble);
}
