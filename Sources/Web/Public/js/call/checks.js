// Network and speaker checks that need no account.

export async function checkHttps() {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const asked = performance.now();
    try {
      const response = await fetch("/healthz", { cache: "no-store" });
      if (!response.ok && response.status !== 404) return { ok: false };
      times.push(performance.now() - asked);
    } catch { return { ok: false }; }
  }
  return { ok: true, milliseconds: Math.min(...times) };
}

/** Can this browser make UDP host candidates at all? Policy and VPN software may forbid it. */
export async function checkUdp() {
  if (!window.RTCPeerConnection) return { ok: false, candidates: 0 };
  const pc = new RTCPeerConnection();
  let candidates = 0;
  try {
    pc.createDataChannel("check");
    const done = new Promise((resolve) => {
      pc.onicecandidate = (event) => {
        if (!event.candidate) resolve();
        else if (/ udp /i.test(event.candidate.candidate)) candidates += 1;
      };
      setTimeout(resolve, 2500);
    });
    await pc.setLocalDescription(await pc.createOffer());
    await done;
  } catch { /* counted as none */ } finally { pc.close(); }
  return { ok: candidates > 0, candidates };
}

/** Two soft notes, 1.2 s. */
export function playTone() {
  const context = new AudioContext();
  [[523.25, 0], [659.25, 0.6]].forEach(([frequency, at]) => {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(0, context.currentTime + at);
    gain.gain.linearRampToValueAtTime(0.25, context.currentTime + at + 0.05);
    gain.gain.linearRampToValueAtTime(0, context.currentTime + at + 0.55);
    tone.connect(gain).connect(context.destination);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.6);
  });
  setTimeout(() => context.close(), 1500);
}
