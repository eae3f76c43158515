// The pictures: one tile per participant, a large one for a shared screen, the own picture small.
import { h, replace } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { icon } from "../ui/icons.js";

export class Stage {
  #peer;
  #tiles = new Map();   // key → {element, video, stream}
  #audio = new Map();   // mid → <audio>
  #pinned = null;
  #firstFrame = false;
  #onBlocked;

  constructor(peer, { onBlocked }) {
    this.#peer = peer;
    this.#onBlocked = onBlocked;
    this.grid = h("div", { class: "tiles", testid: "tiles" });
    this.sounds = h("div", { hidden: true });
    this.own = h("video", { autoplay: true, muted: true, playsInline: true, class: "mirror", "aria-label": t("call.you"), testid: "self-video" });
    this.ownTile = h("div", { class: "tile own", testid: "tile-self" }, this.own, h("div", { class: "tile-name" }, t("call.you")));
    this.element = h("section", { class: "stage", "aria-label": t("call.pictures") }, this.grid, this.ownTile, this.sounds);
  }

  /** Draws again from roster and slots; existing elements stay, so that no picture flickers. */
  draw(roster, quality) {
    const others = (roster ?? []).filter((person) => person.participantId !== this.#peer.participantId && person.connected !== false);
    const wanted = new Map();
    for (const slot of this.#peer.slots) {
      if (slot.kind !== "video" || !slot.participantId || slot.source !== "screen") continue;
      wanted.set(`screen-${slot.participantId}`, { person: others.find((one) => one.participantId === slot.participantId), slot, screen: true });
    }
    for (const person of others) {
      const slot = this.#peer.slots.find((one) => one.kind === "video" && one.participantId === person.participantId && one.source !== "screen");
      wanted.set(`camera-${person.participantId}`, { person, slot, screen: false });
    }
    for (const [key, tile] of this.#tiles) if (!wanted.has(key)) { tile.element.remove(); this.#tiles.delete(key); }
    for (const [key, item] of wanted) this.#tile(key, item, quality);
    const sharing = [...wanted.values()].some((item) => item.screen);
    if (this.#pinned && !wanted.has(this.#pinned)) this.#hold(null);
    const large = this.#pinned ?? (sharing ? [...wanted.keys()].find((key) => key.startsWith("screen-")) : null);
    this.grid.dataset.count = String(wanted.size);
    this.grid.style.setProperty("--rows", String(Math.max(4, wanted.size - 1)));
    this.grid.classList.toggle("focused", Boolean(large) && wanted.size > 1);
    for (const [key, tile] of this.#tiles) {
      tile.element.classList.toggle("large", key === large);
      const isPinned = key === this.#pinned;
      tile.pin.setAttribute("aria-pressed", String(isPinned));
      tile.pin.title = t(isPinned ? "call.unpin" : "call.pin");
      tile.pin.setAttribute("aria-label", tile.pin.title);
    }
    this.#alone(wanted.size === 0);
    this.#sounds();
  }

  #pin(key) {
    this.#hold(this.#pinned === key ? null : key);
    this.redraw?.();
  }

  /** A pinned camera is large here, and goes before all other pictures at the relay. */
  #hold(key) {
    this.#pinned = key;
    this.#peer.setState({ pinnedParticipantId: key?.startsWith("camera-") ? key.slice("camera-".length) : undefined });
  }

  #alone(yes) {
    if (yes && !this.grid.querySelector(".alone")) replace(this.grid, h("div", { class: "alone", testid: "call-alone" }, icon("hourglass"), h("p", {}, t("call.alone"))));
    if (!yes) this.grid.querySelector(".alone")?.remove();
  }

  #tile(key, { person, slot, screen }, quality) {
    let tile = this.#tiles.get(key);
    if (!tile) {
      const video = h("video", { autoplay: true, muted: true, playsInline: true, testid: screen ? "remote-screen" : "remote-video" });
      const label = h("div", { class: "tile-name" });
      const still = h("div", { class: "tile-still" });
      const pin = h("button", { type: "button", class: "tile-pin", testid: "tile-pin", on: { click: () => this.#pin(key) } }, icon("pin"));
      const element = h("div", { class: `tile ${screen ? "screen" : ""}`, testid: screen ? "tile-screen" : "tile", data: { participant: person?.participantId ?? "" } }, still, video, label,
        pin);
      tile = { element, video, label, still, pin, stream: null };
      this.#tiles.set(key, tile);
      this.grid.append(element);
    }
    const stream = slot ? this.#peer.streamOf(slot.mid) : null;
    if (tile.stream !== stream) {
      tile.stream = stream;
      tile.video.srcObject = stream;
      if (stream) { tile.video.play?.().catch(() => {}); this.#awaitFrame(tile.video); }
    }
    const paused = Boolean(slot?.paused) && !person?.videoMuted;
    const dark = paused || (!screen && (!stream || person?.videoMuted));
    tile.element.classList.toggle("dark", dark);
    tile.element.dataset.video = paused ? "paused" : dark ? "off" : "on";
    tile.element.dataset.audio = person?.audioMuted ? "off" : "on";
    replace(tile.still, dark && [h("span", { class: "initial", "aria-hidden": "true" }, (person?.name ?? "?").slice(-1)), h("span", { class: "small" }, t(paused ? "call.pausedPicture" : person?.videoMuted ? "call.cameraIsOff" : "call.noPicture"))]);
    const level = (slot && quality?.slots.get(String(slot.mid))?.level) ?? "ok";
    replace(tile.label, !screen && icon(person?.audioMuted ? "micOff" : "mic", t(person?.audioMuted ? "call.mic.off" : "call.mic.on")),
      h("span", {}, screen ? t("call.screenOf", { name: person?.name ?? "" }) : `${person?.name ?? "—"}`), !screen && h("span", { class: "small" }, [term("title", person?.title, ""), person?.institution?.name ?? person?.institution].filter(Boolean).join(" · ")),
      level !== "ok" && h("span", { class: "tag warn", testid: "tile-weak" }, icon("network"), t("call.weakShort")));
    tile.video.setAttribute("aria-label", screen ? t("call.screenOf", { name: person?.name ?? "" }) : person?.name ?? "");
  }

  /** Every audio slot plays from the start; which voice it carries is the relay's business. */
  #sounds() {
    const mids = new Set(this.#peer.slots.filter((slot) => slot.kind === "audio").map((slot) => String(slot.mid)));
    for (const line of this.#peer.pc?.getTransceivers().slice(3) ?? []) if (line.receiver.track.kind === "audio" && line.mid) mids.add(line.mid);
    for (const mid of mids) {
      const stream = this.#peer.streamOf(mid);
      let sound = this.#audio.get(mid);
      if (!sound) { sound = h("audio", { autoplay: true, testid: "remote-audio" }); this.#audio.set(mid, sound); this.sounds.append(sound); }
      if (sound.srcObject !== stream) { sound.srcObject = stream; this.#play(sound); }
    }
  }

  #play(sound) { sound.play?.().catch((error) => { if (error?.name === "NotAllowedError") this.#onBlocked(); }); }
  unlockSound() { for (const sound of this.#audio.values()) this.#play(sound); }

  #awaitFrame(video) {
    if (this.#firstFrame) return;
    const mark = () => {
      if (this.#firstFrame) return;
      this.#firstFrame = true;
      performance.mark("huizhen-first-remote-frame");
      this.element.dataset.firstFrame = "yes";
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(mark);
    else video.addEventListener("loadeddata", mark, { once: true });
  }
}
