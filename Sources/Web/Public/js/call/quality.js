// Loss and delay from getStats over the window of the policy's limits, judged by the limits that the service tells.

const INTERVAL = 2000; // ms
const SAMPLES = 5; // the limit is percent over ten seconds

/** level: "ok" | "soon" (over a limit) | "over" (hardly usable); without limits nothing is judged. */
export function grade({ loss = 0, roundTrip = 0 }, limits) {
  if (!limits) return "ok";
  const times = Math.max((loss * 100) / Math.max(limits.maxLossPercent, 1), roundTrip / Math.max(limits.maxRoundTripMilliseconds, 1));
  return times > limits.unusableFactor ? "over" : times > 1 ? "soon" : "ok";
}

const share = (samples) => {
  const [lost, got] = samples.reduce((sum, one) => [sum[0] + one.lost, sum[1] + one.got], [0, 0]);
  return lost + got > 0 ? lost / (lost + got) : 0;
};

/** Calls `show({own: {loss, roundTrip, level, up, down}, slots: Map(mid → {loss, level})})` every two seconds. */
export function watchQuality(peer, signal, limits, show) {
  let last = new Map();
  let weak = 0;
  let connection = null;
  let window = []; // of all that comes, and of what the other end says of ours
  const lines = new Map(); // mid → samples
  const timer = setInterval(async () => {
    const pc = peer.pc;
    if (!pc || pc.connectionState !== "connected") return;
    if (pc !== connection) { connection = pc; last = new Map(); window = []; lines.clear(); weak = 0; }
    let report;
    try { report = await pc.getStats(); } catch { return; }
    const next = new Map();
    const slots = new Map();
    const turn = { lost: 0, got: 0, up: 0 };
    let roundTrip = 0; let sent = 0; let received = 0;
    for (const one of report.values()) {
      const before = last.get(one.id) ?? {};
      next.set(one.id, one);
      if (one.type === "candidate-pair" && one.nominated !== false && one.state === "succeeded" && one.currentRoundTripTime !== undefined) roundTrip = Math.max(roundTrip, one.currentRoundTripTime * 1000);
      if (one.type === "remote-inbound-rtp" && one.fractionLost !== undefined) turn.up = Math.max(turn.up, one.fractionLost);
      if (one.type === "outbound-rtp") sent += (one.bytesSent ?? 0) - (before.bytesSent ?? 0);
      if (one.type === "inbound-rtp") {
        const newLost = Math.max(0, (one.packetsLost ?? 0) - (before.packetsLost ?? 0));
        const newGot = (one.packetsReceived ?? 0) - (before.packetsReceived ?? 0);
        turn.lost += newLost; turn.got += newGot;
        received += (one.bytesReceived ?? 0) - (before.bytesReceived ?? 0);
        const line = [...(lines.get(one.mid) ?? []), { lost: newLost, got: newGot }].slice(-SAMPLES);
        lines.set(one.mid, line);
        const loss = share(line);
        slots.set(one.mid, { loss, level: grade({ loss }, limits()), flowing: newGot > 0 });
      }
    }
    last = next;
    window = [...window, turn].slice(-SAMPLES);
    const loss = Math.max(window.reduce((sum, one) => sum + one.up, 0) / window.length, share(window));
    const level = grade({ loss, roundTrip }, limits());
    weak = level === "ok" ? 0 : weak + 1;
    show({ own: { loss, roundTrip, level: weak >= 2 ? level : "ok", up: (sent * 8) / INTERVAL, down: (received * 8) / INTERVAL }, slots });
  }, INTERVAL);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
