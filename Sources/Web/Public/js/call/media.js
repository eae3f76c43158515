// The camera and microphone of this computer, kept from the waiting room into the call (no second permission, no delay).

let stream = null;
let failure = null;
const wish = { audioMuted: false, videoMuted: false, audioDevice: null, videoDevice: null };

export const localStream = () => stream;
export const localFailure = () => failure;
export const wishes = wish;

const audioWish = () => ({ echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(wish.audioDevice ? { deviceId: { exact: wish.audioDevice } } : {}) });
const videoWish = () => ({ width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 }, ...(wish.videoDevice ? { deviceId: { exact: wish.videoDevice } } : {}) });

/** Both, else the one that works: a broken camera must not take the voice away. Never throws. */
export async function openMedia() {
  if (stream?.getTracks().some((track) => track.readyState === "live")) return stream;
  failure = null;
  if (!navigator.mediaDevices?.getUserMedia) { failure = { name: "InsecureContext" }; stream = null; return null; }
  for (const want of [{ audio: audioWish(), video: videoWish() }, { audio: audioWish() }, { video: videoWish() }]) {
    try {
      stream = await navigator.mediaDevices.getUserMedia(want);
      applyWishes();
      return stream;
    } catch (error) {
      failure ??= error;
      if (error?.name === "NotAllowedError" && !want.video) break;
    }
  }
  stream = null;
  return null;
}

export function applyWishes() {
  stream?.getAudioTracks().forEach((track) => { track.enabled = !wish.audioMuted; });
  stream?.getVideoTracks().forEach((track) => { track.enabled = !wish.videoMuted; });
}

export function closeMedia() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}

export async function chooseDevice(kind, deviceId) {
  wish[kind === "audioinput" ? "audioDevice" : "videoDevice"] = deviceId || null;
  closeMedia();
  return openMedia();
}

/** Three different helps: blocked by the browser, blocked or occupied in the system, nothing there. */
export function blockedBy(error) {
  switch (error?.name) {
    case "InsecureContext": case "SecurityError": case "TypeError": return "insecure";
    case "NotAllowedError": return /system|dismissed by system/i.test(error.message ?? "") ? "system" : "browser";
    case "NotReadableError": case "AbortError": return "system";
    case "NotFoundError": case "OverconstrainedError": case "DevicesNotFoundError": return "missing";
    default: return error ? "system" : null;
  }
}

/** Calls `show(level 0…1)` with the loudness of the stream until the signal aborts. */
export function watchLevel(media, signal, show) {
  const track = media?.getAudioTracks()[0];
  const Context = window.AudioContext;
  if (!track || !Context) return;
  const context = new Context();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const meter = context.createAnalyser();
  meter.fftSize = 512;
  source.connect(meter);
  const samples = new Float32Array(meter.fftSize);
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples);
    const power = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
    show(Math.min(1, power * 4));
  }, 80);
  const resume = () => context.state === "suspended" && context.resume();
  document.addEventListener("pointerdown", resume, { signal });
  signal.addEventListener("abort", () => { clearInterval(timer); context.close(); }, { once: true });
}
