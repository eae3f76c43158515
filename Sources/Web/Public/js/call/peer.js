// One browser's end of a room: joins, answers the server's offer, keeps itself connected.
// m-lines of the offer: 0 own audio, 1 own camera, 2 own screen, then slots to receive. Nothing is ever renegotiated but the paths.
import { del, get, post, put } from "../core/api.js";
import { delay } from "../core/dom.js";
import { setCameraEncodings, withSoundRepair } from "./encodings.js";

const GATHERING_LIMIT = 500;     // ms to wait for host candidates; the relay learns the rest from checks
const CONNECT_LIMIT = 10_000;    // ms until an attempt counts as failed
const DISCONNECTED_LIMIT = 3000; // ms of "disconnected" before joining again; new paths have so long
const LONGEST_WAIT = 8000;       // ms between attempts
const CHANGE_OVER_LIMIT = 5000;  // ms to wait for the others' media at the new relay, before changing over without

export class Peer extends EventTarget {
  #path;
  #signal;
  #headers;
  #tellsState;
  #tracks = { 0: null, 1: null, 2: null };
  #state = { audioMuted: false, videoMuted: false, screenSharing: false };
  #attempt = 0;
  #busy = false;
  #lostTimer = 0;
  #left = false;
  #restarting = null; // the connection whose paths are being looked for anew

  pc = null;
  sessionId = null;
  participantId = null;
  slots = [];
  #streams = new Map();
  #told = 0; // events of slots so far
  #early = new Map(); // slots that arrived before the POST was answered

  /** `path` is another room's than a consultation's; `headers` prove somebody who has no session. */
  constructor(consultationId, signal, { path = `/consultations/${consultationId}/room/sessions`, headers, tellsState = true } = {}) {
    super();
    this.#path = path;
    this.#signal = signal;
    this.#headers = headers;
    this.#tellsState = tellsState;
  }

  /** Joins and stays: a lost connection is joined again until leave() or a refusal. Throws only the first refusal. */
  async start() { await this.#connect(); }

  async #connect() {
    if (this.#busy || this.#left) return;
    this.#busy = true;
    clearTimeout(this.#lostTimer);
    try {
      for (;;) {
        this.#say("status", this.#attempt === 0 ? "connecting" : "reconnecting");
        try {
          await this.#join();
          this.#attempt = 0;
          this.#say("status", "connected");
          return;
        } catch (problem) {
          this.#drop();
          const final = problem?.status >= 400 && problem.status < 500 && problem.status !== 429 && problem.status !== 408;
          if (final || this.#left || this.#signal.aborted) { this.#say("refused", problem); if (this.#attempt === 0) throw problem; return; }
          this.#attempt += 1;
          const wait = Math.min(300 * 2 ** this.#attempt, LONGEST_WAIT) * (0.75 + Math.random() / 2);
          this.#say("status", "reconnecting", { attempt: this.#attempt, wait });
          await delay(wait, this.#signal);
        }
      }
    } finally { this.#busy = false; }
  }

  async #join() {
    const answer = await post(this.#path, {}, { signal: this.#signal, headers: this.#headers });
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    this.#take(pc, answer);
    await this.#answer(pc, answer, () => {
      this.setSlots(this.#early.get(answer.sessionId) ?? answer.slots ?? []);
      this.#early.clear();
      this.#say("roster", answer.roster);
    });
    this.#sendState();
  }

  /** Makes a connection the one that is shown and heard. */
  #take(pc, answer) {
    this.pc = pc;
    this.sessionId = answer.sessionId;
    this.participantId = answer.participantId;
    this.#streams.clear();
    pc.addEventListener("connectionstatechange", () => this.#watch(pc));
  }

  /** Answers the relay's offer and waits until the connection stands. */
  async #answer(pc, answer, beforeSending) {
    const offer = forThisBrowser(answer.offer?.sdp ?? answer.offer);
    await pc.setRemoteDescription({ type: "offer", sdp: offer });
    const lines = pc.getTransceivers();
    for (const index of [0, 1, 2]) {
      if (!lines[index]) continue;
      lines[index].direction = "sendonly"; // also the screen: sharing later is replaceTrack and nothing else
      if (this.#tracks[index]) await lines[index].sender.replaceTrack(this.#tracks[index]);
    }
    if (lines[1]) await setCameraEncodings(lines[1].sender);
    const own = await pc.createAnswer();
    await pc.setLocalDescription(withSoundRepair(own, offer)).catch(() => pc.setLocalDescription(own));
    await gathered(pc);
    beforeSending?.();
    await put(`${this.#path}/${answer.sessionId}/answer`, { sdp: pc.localDescription.sdp }, { signal: this.#signal, headers: this.#headers });
    await this.#connected(pc);
  }

  /** The room is at another relay now. Planned: the old connection works on until the new one carries the others' media too. */
  async changeOver(sessionId, planned) {
    if (sessionId !== this.sessionId || this.#busy || this.#left) return;
    if (!planned) { this.rejoin(); return; }
    this.#busy = true;
    const [old, oldSession] = [this.pc, this.sessionId];
    let pc = null;
    try {
      const answer = await post(this.#path, {}, { signal: this.#signal, headers: this.#headers });
      pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
      await this.#answer(pc, answer);
      await this.#carriesMedia(pc, answer);
      if (this.#left) throw new Error("left");
      this.#take(pc, answer);
      for (const index of [0, 1, 2]) pc.getTransceivers()[index]?.sender.replaceTrack(this.#tracks[index]);
      this.setSlots(this.#early.get(answer.sessionId) ?? answer.slots ?? []);
      this.#early.clear();
      this.#sendState();
      old?.close();
      del(`${this.#path}/${oldSession}`, { headers: this.#headers }).catch(() => { /* the service ends the old place by itself */ });
      performance.mark("huizhen-changed-over");
    } catch {
      pc?.close();
      if (this.#left) return;
      this.#busy = false;
      if (old?.connectionState !== "connected") this.rejoin();
    } finally { this.#busy = false; }
  }

  /** Resolves when every picture and voice that the old connection shows comes in on the new one, or the limit is over. */
  async #carriesMedia(pc, answer) {
    const others = (slots) => new Set(slots.filter((slot) => slot.participantId).map((slot) => `${slot.participantId}/${slot.source}`));
    const wanted = others(this.slots);
    const end = performance.now() + CHANGE_OVER_LIMIT;
    while (performance.now() < end && pc.connectionState === "connected") {
      const slots = (this.#early.get(answer.sessionId) ?? answer.slots ?? []).filter((slot) => slot.participantId);
      const here = others(slots.filter((slot) => !pc.getTransceivers().find((line) => line.mid === String(slot.mid))?.receiver.track.muted));
      if ([...wanted].every((one) => here.has(one))) return;
      await delay(50, this.#signal);
    }
  }

  #connected(pc) {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (pc.connectionState === "connected") resolve();
        else if (["failed", "closed"].includes(pc.connectionState)) reject(new Error("connection failed"));
      };
      pc.addEventListener("connectionstatechange", check);
      setTimeout(() => reject(new Error("no connection in time")), CONNECT_LIMIT);
      check();
    });
  }

  #watch(pc) {
    if (pc !== this.pc || this.#left) return;
    clearTimeout(this.#lostTimer);
    const lostItsPath = pc.connectionState === "disconnected" || (pc.connectionState === "failed" && pc.iceConnectionState === "failed");
    if (lostItsPath) {
      this.#say("status", "unsteady");
      this.#lostTimer = setTimeout(() => this.rejoin(), DISCONNECTED_LIMIT);
      this.restart(this.sessionId);
    } else if (pc.connectionState === "failed" || pc.connectionState === "closed") this.rejoin();
    else if (pc.connectionState === "connected" && !this.#busy) this.#say("status", "connected");
  }

  /** Looks for the paths of this connection anew (ICE restart). Media goes on over the old ones as long as they carry it. */
  async restart(sessionId, askedBy = "page") {
    const pc = this.pc;
    if (!pc || sessionId !== this.sessionId || this.#busy || this.#left || this.#restarting === pc) return;
    this.#restarting = pc;
    const path = `${this.#path}/${sessionId}`;
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(DISCONNECTED_LIMIT)]);
    try {
      const answer = await post(`${path}/restart`, {}, { signal, headers: this.#headers });
      const offer = forThisBrowser(answer.offer);
      await pc.setRemoteDescription({ type: "offer", sdp: offer });
      const own = await pc.createAnswer();
      await pc.setLocalDescription(withSoundRepair(own, offer)).catch(() => pc.setLocalDescription(own));
      await gathered(pc);
      await put(`${path}/answer`, { sdp: pc.localDescription.sdp }, { signal, headers: this.#headers });
      performance.mark("huizhen-restarted", { detail: { askedBy } });
    } catch {
      if (pc === this.pc && pc.connectionState !== "connected") this.rejoin();
    } finally {
      if (this.#restarting === pc) this.#restarting = null;
    }
  }

  /** Throws the connection away and joins anew: same participant, new session. */
  rejoin() {
    if (this.#busy || this.#left) return;
    this.#attempt = Math.max(this.#attempt, 1);
    this.#drop();
    this.#connect();
  }

  #drop() {
    const old = this.pc;
    this.pc = null;
    old?.close();
  }

  /** Slot map of the server, for this session or one about to be ours. */
  takeSlots(sessionId, slots) {
    this.#told += 1;
    if (sessionId === this.sessionId) this.setSlots(slots);
    else if (!this.sessionId || this.#busy) this.#early.set(sessionId, slots);
  }

  /** What the slots show is told by events alone: after a cut of their line it must be asked for. */
  async askSlots() {
    const session = this.sessionId;
    if (!session || this.#left) return;
    const told = this.#told;
    let answer;
    try { answer = await get(`${this.#path}/${session}`, { signal: this.#signal, headers: this.#headers }); } catch { return; } // a session of before a restart: joining again brings its own
    if (told === this.#told) this.takeSlots(session, answer?.slots ?? []);
  }

  setSlots(slots) {
    this.slots = slots;
    this.#say("slots", slots);
  }

  /** A stream holding the one track of a slot; stable as long as the connection is. */
  streamOf(mid) {
    const line = this.pc?.getTransceivers().find((one) => one.mid === String(mid));
    if (!line) return null;
    if (!this.#streams.has(mid)) this.#streams.set(mid, new MediaStream([line.receiver.track]));
    return this.#streams.get(mid);
  }

  /** 0 audio, 1 camera, 2 screen. Works before, during and after joining. */
  async setTrack(index, track) {
    this.#tracks[index] = track ?? null;
    const sender = this.pc?.getTransceivers()[index]?.sender;
    await sender?.replaceTrack(track ?? null);
    if (index === 1 && track && sender) await setCameraEncodings(sender);
  }

  setState(change) {
    Object.assign(this.#state, change);
    this.#sendState();
  }

  #sendState() {
    if (this.#tellsState && this.sessionId && this.pc) put(`${this.#path}/${this.sessionId}/state`, this.#state).catch(() => { /* sent again with the next change or join */ });
  }

  /** `closed`: the room is gone already, there is nothing to take leave of. */
  async leave({ keepalive = false, closed = false } = {}) {
    if (this.#left) return;
    this.#left = true;
    clearTimeout(this.#lostTimer);
    const session = this.sessionId;
    this.#drop();
    if (session && !closed) await del(`${this.#path}/${session}`, { keepalive, headers: this.#headers }).catch(() => { /* the relay notices by itself */ });
  }

  get isBusy() { return this.#busy; }
  #say(kind, value, more = {}) { this.dispatchEvent(new CustomEvent(kind, { detail: { value, ...more } })); }
}

/** Firefox leaves a pair only for one of higher priority: the provider to fall back on must be the higher one. Chromium follows what it hears, and needs the order as it is. */
function forThisBrowser(sdp) {
  if (!/\bFirefox\//.test(navigator.userAgent)) return sdp;
  let links = 0;
  return sdp.replace(/^(a=candidate:\S+ 1 udp )(\d+)/gim, (_, head, priority) => `${head}${Math.floor(Number(priority) / 2 ** 24) * 2 ** 24 + (65000 + links++) * 256 + 255}`);
}

function gathered(pc) {
  if (pc.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => pc.iceGatheringState === "complete" && resolve();
    pc.addEventListener("icegatheringstatechange", check);
    setTimeout(resolve, GATHERING_LIMIT);
  });
}
