// Every stream of one running consultation in numbers, beside the limits of the case; asked for while it is open.
import { every, h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { get } from "../../core/api.js";
import { facts } from "../../call/low-media.js";
import { problemBox } from "../../ui/states.js";

const AGAIN = 3000; // ms

/** → a closed <details> that keeps itself, so that a list drawn again can take it back as it was. */
export function streamsOf(id, signal) {
  const body = h("div", { class: "stack-small", testid: "streams" });
  const element = h("details", { class: "network-streams", testid: "network-streams", data: { id } }, h("summary", {}, t("network.streams")), body);
  const turn = async () => {
    if (!element.open || !element.isConnected) return;
    try { draw(body, await get(`/network/rooms/${id}/streams`, { signal })); } catch (problem) { if (!signal.aborted) replace(body, problemBox(problem, { compact: true })); }
  };
  element.addEventListener("toggle", turn);
  every(AGAIN, signal, turn);
  return element;
}

function draw(body, { limits, seats }) {
  const head = ["end", "what", "size", "rate", "loss", "jitter", "roundTrip"];
  replace(body,
    h("p", { class: "small soft" }, t("network.limits", { width: limits.minWidth, height: limits.minHeight, loss: limits.maxLossPercent, rtt: limits.maxRoundTripMilliseconds })),
    seats.length === 0 ? h("p", { class: "soft" }, t("network.noStreams"))
      : h("div", { class: "card flush", tabindex: "0", role: "region", "aria-label": t("network.streams") }, h("table", { class: "table stacking", testid: "streams-table" },
        h("thead", {}, h("tr", {}, head.map((name, index) => h("th", { scope: "col", class: index > 1 ? "number" : null }, t(`network.column.${name}`))))),
        h("tbody", {}, seats.flatMap((seat) => rowsOf(seat, limits))))));
}

function rowsOf(seat, limits) {
  const lines = [
    ...seat.sends.map((one) => ({ ...one, words: t("network.sends", { source: t(`network.source.${one.source}`), layer: one.source === "camera" ? t("network.layer", { n: one.layer + 1 }) : "" }), direction: "sends" })),
    ...seat.shown.map((one) => ({ ...one, words: t("network.shows", { institution: one.institution, source: t(`network.source.${one.source}`) }), direction: "shown" })),
  ];
  if (lines.length === 0) lines.push({ words: t("network.nothing"), direction: "none" });
  return lines.map((line, index) => h("tr", { testid: "stream", data: { side: seat.side, direction: line.direction, source: line.source ?? "", width: String(line.width ?? "") } },
    index === 0 ? h("td", { rowspan: lines.length, data: { label: t("network.column.end") } }, endOf(seat, limits)) : null,
    cell("what", line.words, false), cell("size", line.paused ? t("network.paused") : line.width ? `${line.width}×${line.height}` : "—"),
    cell("rate", line.framesPerSecond === undefined ? "—" : t("network.fps", { n: line.framesPerSecond.toFixed(1) })),
    cell("loss", line.lossPercent === undefined ? "—" : `${line.lossPercent.toFixed(1)} %`),
    cell("jitter", line.jitterMilliseconds === undefined ? "—" : t("call.stats.ms", { n: line.jitterMilliseconds.toFixed(1) })),
    cell("roundTrip", index > 0 ? "" : seat.roundTripMilliseconds === undefined ? "—" : t("call.stats.ms", { n: Math.round(seat.roundTripMilliseconds) }))));
}

const cell = (name, value, isNumber = true) => h("td", { class: isNumber ? "number" : null, data: { label: t(`network.column.${name}`) } }, value);

function endOf(seat, limits) {
  return h("div", { class: "stack-small" }, h("p", { class: "strong" }, seat.institution), h("p", { class: "small soft" }, [t(`side.${seat.side}`), seat.cameraOff && t("call.cameraIsOff")].filter(Boolean).join(" · ")),
    seat.shortfall ? h("span", { class: "tag warn", testid: "stream-low" }, facts(seat.shortfall, limits)) : h("span", { class: `tag ${seat.quality === "good" ? "ok" : seat.quality === "unknown" ? "" : "warn"}` }, t(`network.quality.${seat.quality}`)));
}
