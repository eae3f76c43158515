// 网络线路: whether every relay has two providers' lines, and which running consultations hang on one.
import { every, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { on } from "../core/events.js";
import { now } from "../core/clock.js";
import { clockTime, duration, fullTime } from "../core/format.js";
import { hasRole } from "../core/session.js";
import { pageHead } from "../ui/frame.js";
import { empty, loading, notice } from "../ui/states.js";
import { icon } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { streamsOf } from "./network/streams.js";

const AGAIN = 5000; // ms; events of a room go to its two hospitals alone

export default async function page({ signal }) {
  style("/css/work.css");
  const streams = new Map(); // drawn again and again, they stay open
  const streamsFor = (id) => { if (!streams.has(id)) streams.set(id, streamsOf(id, signal)); return streams.get(id); };
  const region = loading({ signal, load: () => get("/network"), render: ({ links = [], rooms = [] }) => h("div", { class: "stack" }, linksOf(links), roomsOf(rooms, streamsFor)) });
  every(AGAIN, signal, () => region.refresh());
  on("room", signal, () => region.refresh());
  return h("div", { class: "stack", testid: "page-network" }, pageHead({ title: t("nav.network") }), region.element);
}

function linksOf(links) {
  return h("section", { class: "stack", testid: "network-links" }, h("h2", {}, t("network.links")),
    links.length === 0 && notice("warn", h("p", {}, t("network.unknown"))),
    links.some((one) => one.alone) && h("div", { testid: "network-alone" }, notice("warn", h("p", { class: "strong" }, t("network.alone")), h("p", { class: "small" }, t("network.basis")))),
    h("ul", { class: "work-list" }, links.map((one) => h("li", { class: `work-row network-row ${one.state === "up" ? "" : "over"}`, testid: "network-link", data: { state: one.state, alone: String(one.alone) } },
      h("span", { class: `tag ${one.state === "up" ? "ok" : "warn"}` }, icon(one.state === "up" ? "check" : "warning"), t(`network.state.${one.state}`)),
      h("div", { class: "work-main" }, h("span", { class: "work-question" }, one.name),
        h("span", { class: "work-meta" }, one.node && h("span", {}, t("network.node", { node: one.node })), h("span", {}, t("network.sessions", { n: one.sessions }))))))));
}

function roomsOf(rooms, streamsFor) {
  return h("section", { class: "stack", testid: "network-rooms" }, h("h2", {}, t("network.rooms")),
    rooms.length === 0 ? empty({ name: "network", title: t("network.none"), text: t("network.noneHelp") })
      : h("ul", { class: "work-list" }, rooms.map((room) => row(room, streamsFor(room.consultationId)))));
}

const trouble = (testid, words, one) => h("div", { testid, data: { side: one.side } },
  h("span", { class: "tag warn" }, icon("warning"), words),
  h("div", { class: "small soft", title: fullTime(one.since) }, t("network.since", { time: clockTime(one.since), for: duration(Math.max(0, now() - Date.parse(one.since))) })));

function row(room, streams) {
  const lost = room.redundancyLost ?? [];
  const low = room.lowMedia ?? [];
  return h("li", { class: `work-row network-row ${lost.length + low.length > 0 ? "over" : ""}`, testid: "network-room", data: { id: room.consultationId } },
    h("div", { class: "stack-small" }, lost.length === 0 && h("span", { class: "tag ok" }, icon("check"), t("network.both")),
      lost.map((one) => trouble("network-lost", t(`network.side.${one.side}`), one)), low.map((one) => trouble("network-low", t("network.low", { side: t(`side.${one.side}`) }), one))),
    h("div", { class: "work-main" }, h("span", { class: "work-question" }, `${room.inviting} → ${room.invited}`),
      h("span", { class: "work-meta" }, h("span", { class: "number" }, room.number))),
    // The operator has no part in the case itself.
    hasRole("operator") ? null : h("a", { class: "button", href: `/cases/${room.consultationId}` }, t("action.open")), streams);
}
