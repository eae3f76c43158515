// The connection in numbers, for whoever opens it: own up- and downlink from the browser, paths and estimate from the relay.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";

const INTERVAL = 2000; // ms

/** → a closed <details>; asks nobody anything while it is closed. `lights(Map(participantId → quality))` tells the roster. */
export function statisticsPanel(peer, consultationId, signal, lights) {
  const body = h("dl", { class: "numbers", testid: "statistics" });
  const element = h("details", { class: "statistics", testid: "statistics-panel" }, h("summary", {}, t("call.stats.title")), body);
  let last = null;
  const turn = async () => {
    if (!element.open || peer.pc?.connectionState !== "connected") return;
    const session = peer.sessionId;
    const [browser, relay] = await Promise.all([
      fromBrowser(peer.pc).catch(() => null),
      get(`/consultations/${consultationId}/room/sessions/${session}/statistics`, { signal }).catch(() => null),
    ]);
    if (!browser || session !== peer.sessionId) return;
    const before = last?.session === session ? last : null;
    last = { session, browser };
    if (relay) lights(new Map(relay.participants.map((one) => [one.participantId, one.quality])));
    replace(body, ...rows(browser, before?.browser, relay).flatMap(([name, value, key]) => [h("dt", {}, name), h("dd", { class: "number", data: { stat: key } }, value)]));
  };
  const timer = setInterval(turn, INTERVAL);
  element.addEventListener("toggle", () => { last = null; turn(); });
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  return element;
}

async function fromBrowser(pc) {
  const all = [...(await pc.getStats()).values()];
  const sum = (type, member) => all.filter((one) => one.type === type).reduce((total, one) => total + (one[member] ?? 0), 0);
  const pair = all.find((one) => one.type === "candidate-pair" && one.id === all.find((each) => each.type === "transport")?.selectedCandidatePairId);
  const jitter = all.filter((one) => one.type === "inbound-rtp" && one.kind === "audio" && one.packetsReceived > 0).map((one) => one.jitter ?? 0);
  const pictures = (type) => all.filter((one) => one.type === type && one.kind === "video" && one.frameWidth && one.framesPerSecond).sort((one, other) => other.frameWidth - one.frameWidth);
  return {
    at: performance.now(),
    sent: sum("outbound-rtp", "bytesSent"), received: sum("inbound-rtp", "bytesReceived"),
    packets: sum("inbound-rtp", "packetsReceived"), lost: sum("inbound-rtp", "packetsLost"),
    upLoss: Math.max(0, ...all.filter((one) => one.type === "remote-inbound-rtp").map((one) => one.fractionLost ?? 0)),
    roundTrip: pair?.currentRoundTripTime, jitter: Math.max(0, ...jitter),
    up: pictures("outbound-rtp"), down: pictures("inbound-rtp"),
  };
}

function rows(now, before, relay) {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  const rate = (member) => (before && now[member] >= before[member] ? t("call.stats.rate", { n: Math.round(((now[member] - before[member]) * 8) / seconds / 1000) }) : "—");
  const [got, lost] = before ? [now.packets - before.packets, Math.max(0, now.lost - before.lost)] : [now.packets, Math.max(0, now.lost)];
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  const milliseconds = (value) => (value === undefined || value === null ? "—" : t("call.stats.ms", { n: Math.round(value) }));
  const picture = (one) => `${one.frameWidth}×${one.frameHeight} ${Math.round(one.framesPerSecond)} fps${one.rid ? ` (${one.rid})` : ""}`;
  const pictures = (all) => (all.length > 0 ? all.map((one) => h("div", {}, picture(one))) : "—");
  const active = relay?.paths.find((path) => path.active);
  const list = [
    [t("call.stats.up"), rate("sent"), "up"],
    [t("call.stats.down"), rate("received"), "down"],
    [t("call.stats.loss"), `${percent(now.upLoss)} / ${percent(got + lost > 0 ? lost / (got + lost) : 0)}`, "loss"],
    [t("call.stats.roundTrip"), milliseconds(now.roundTrip === undefined ? undefined : now.roundTrip * 1000), "roundTrip"],
    [t("call.stats.jitter"), milliseconds(now.jitter * 1000), "jitter"],
    [t("call.stats.sending"), pictures(now.up), "sending"],
    [t("call.stats.receiving"), pictures(now.down), "receiving"],
    [t("call.stats.link"), active?.link ?? "—", "link"],
  ];
  if (!relay) return list;
  const estimate = relay.estimateBitsPerSecond;
  list.push([t("call.stats.estimate"), estimate ? t("call.stats.rate", { n: Math.round(estimate / 1000) }) : "—", "estimate"]);
  list.push([t("call.stats.repaired"), t("call.stats.repairs", { up: relay.recoveredIn, down: relay.retransmitted }), "repaired"]);
  for (const path of bestOfEachLink(relay.paths)) {
    list.push([t("call.stats.path", { link: path.link }), t("call.stats.pathDetail", { rtt: path.roundTripMilliseconds === undefined ? "—" : Math.round(path.roundTripMilliseconds), jitter: Math.round(path.jitterMilliseconds), loss: (path.loss * 100).toFixed(1) }), "path"]);
  }
  return list;
}

/** A link may have several paths, one to each address of this computer: the one in use, else the quickest that answers. */
function bestOfEachLink(paths) {
  const best = new Map();
  const worth = (path) => (path.active ? -1 : path.roundTripMilliseconds ?? Infinity);
  for (const path of paths) {
    const known = best.get(path.link);
    if (!known || worth(path) < worth(known)) best.set(path.link, path);
  }
  return [...best.values()].sort((one, other) => one.link.localeCompare(other.link));
}
