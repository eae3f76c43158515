// Loss and delay from getStats, smoothed over two samples; words for people.

const INTERVAL = 2000; // ms

/** level: "ok" | "soon" (worse) | "over" (bad). T545-style limits: loss 5 % / 15 %, round trip 400 / 900 ms. */
export function grade({ loss = 0, roundTrip = 0 }) {
  if (loss > 0.15 || roundTrip > 900) return "over";
  if (loss > 0.05 || roundTrip > 400) return "soon";
  return "ok";
}

/** Calls `show({own: {loss, roundTrip, level, up, down}, slots: Map(mid → {loss, level, bytes})})` every two seconds. */
export function watchQuality(peer, signal, show) {
  let last = new Map();
  let weak = 0;
  const timer = setInterval(async () => {
    const pc = peer.pc;
    if (!pc || pc.connectionState !== "connected") return;
    let report;
    try { report = await pc.getStats(); } catch { return; }
    const next = new Map();
    const slots = new Map();
    let roundTrip = 0; let upLoss = 0; let sent = 0; let received = 0; let lost = 0; let got = 0;
    for (const one of report.values()) {
      const before = last.get(one.id) ?? {};
      next.set(one.id, one);
      if (one.type === "candidate-pair" && one.nominated !== false && one.state === "succeeded" && one.currentRoundTripTime !== undefined) roundTrip = Math.max(roundTrip, one.currentRoundTripTime * 1000);
      if (one.type === "remote-inbound-rtp" && one.fractionLost !== undefined) upLoss = Math.max(upLoss, one.fractionLost);
      if (one.type === "outbound-rtp") sent += (one.bytesSent ?? 0) - (before.bytesSent ?? 0);
      if (one.type === "inbound-rtp") {
        const newLost = Math.max(0, (one.packetsLost ?? 0) - (before.packetsLost ?? 0));
        const newGot = (one.packetsReceived ?? 0) - (before.packetsReceived ?? 0);
        lost += newLost; got += newGot;
        received += (one.bytesReceived ?? 0) - (before.bytesReceived ?? 0);
        const loss = newLost + newGot > 0 ? newLost / (newLost + newGot) : 0;
        slots.set(one.mid, { loss, level: grade({ loss }), flowing: newGot > 0 });
      }
    }
    last = next;
    const loss = Math.max(upLoss, lost + got > 0 ? lost / (lost + got) : 0);
    weak = grade({ loss, roundTrip }) === "ok" ? 0 : weak + 1;
    show({ own: { loss, roundTrip, level: weak >= 2 ? grade({ loss, roundTrip }) : "ok", up: (sent * 8) / INTERVAL, down: (received * 8) / INTERVAL }, slots });
  }, INTERVAL);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
