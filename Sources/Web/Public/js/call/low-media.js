// Sound or picture below what the case needs (NHC-TM 二(三)1): the service's verdict of everybody in the room, and until
// that is in, the own connection by the same limits. Pictures are judged by the service alone, it knows what is sent.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { clockTime } from "../core/format.js";
import { icon } from "../ui/icons.js";

/** → {element, draw(room, own, selfId)} */
export function lowMediaBar() {
  const element = h("div", { class: "one-line low-media", role: "status", "aria-live": "polite", hidden: true, testid: "media-low" });
  let shown = "";
  return {
    element,
    draw(room, own, selfId) {
      const lines = room.state === "closed" ? [] : linesOf(room, own, selfId);
      element.hidden = lines.length === 0;
      // Read out once, not with every turn of the figures.
      if (lines.join("\n") === shown) return;
      shown = lines.join("\n");
      replace(element, lines.length > 0 && [icon("warning"), h("div", {}, h("p", { class: "strong" }, t("call.low.title")), lines.map((line) => h("p", {}, line)), h("p", { class: "small" }, t("call.low.advice")))]);
    },
  };
}

function linesOf(room, own, selfId) {
  const limits = room.mediaLimits;
  const low = room.lowMedia ?? [];
  const lines = low.map((one) => {
    const person = (room.roster ?? []).find((each) => each.participantId === one.participantId);
    const name = one.participantId === selfId ? t("call.you") : [person?.institution?.name ?? person?.institution, person?.name].filter(Boolean).join(" ") || t(`side.${one.side}`);
    return t("call.low.person", { name, facts: facts(one.shortfall, limits), time: clockTime(one.since) });
  });
  if (!limits || !own || own.level === "ok" || low.some((one) => one.participantId === selfId)) return lines;
  const estimate = {};
  if (own.loss * 100 > limits.maxLossPercent) estimate.lossPercent = Number((own.loss * 100).toFixed(1));
  if (own.roundTrip > limits.maxRoundTripMilliseconds) estimate.roundTripMilliseconds = Math.round(own.roundTrip);
  return [...lines, t("call.low.own", { facts: facts(estimate, limits) })];
}

/** What is short of which limit, in words. */
export function facts(shortfall, limits) {
  const { width, height, lossPercent, roundTripMilliseconds } = shortfall;
  const parts = [];
  if (width === 0) parts.push(t("call.low.noPicture"));
  else if (width !== undefined) parts.push(t("call.low.resolution", { width, height, minWidth: limits?.minWidth ?? "—", minHeight: limits?.minHeight ?? "—" }));
  if (lossPercent !== undefined) parts.push(t("call.low.loss", { n: lossPercent, limit: limits?.maxLossPercent ?? "—" }));
  if (roundTripMilliseconds !== undefined) parts.push(t("call.low.roundTrip", { n: roundTripMilliseconds, limit: limits?.maxRoundTripMilliseconds ?? "—" }));
  return parts.join(t("call.low.and"));
}
