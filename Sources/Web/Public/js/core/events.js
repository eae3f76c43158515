// Server-sent events with reconnection that never gives up, and says so.

const kinds = ["worklist", "consultation", "room", "slots", "unsupported", "rejoin", "restart", "message", "ping"];
const bus = new EventTarget();
let source = null;
let attempt = 0;
let timer = 0;
let wanted = false;
let lastWord = 0;

export function openEvents() {
  wanted = true;
  if (!source) connect();
}

export function closeEvents() {
  wanted = false;
  clearTimeout(timer);
  source?.close();
  source = null;
}

function connect() {
  clearTimeout(timer);
  source?.close();
  source = new EventSource("/api/v1/events");
  source.onopen = () => {
    const again = attempt > 0;
    attempt = 0;
    lastWord = performance.now();
    emit("online", { again });
  };
  source.onerror = () => {
    source?.close();
    source = null;
    emit("offline", {});
    if (!wanted) return;
    const wait = Math.min(500 * 2 ** attempt, 15_000) * (0.75 + Math.random() / 2);
    attempt += 1;
    timer = setTimeout(connect, wait);
  };
  for (const kind of kinds) {
    source.addEventListener(kind, (event) => {
      lastWord = performance.now();
      let data = {};
      try { data = JSON.parse(event.data || "{}"); } catch { return; }
      emit(kind, data);
    });
  }
}

const emit = (kind, detail) => bus.dispatchEvent(new CustomEvent(kind, { detail }));

/** Listens until the signal aborts. Kinds: the server's, and "online" {again} / "offline". */
export function on(kind, signal, listener) {
  bus.addEventListener(kind, (event) => listener(event.detail), { signal });
}

export const eventsAreOpen = () => source?.readyState === EventSource.OPEN;
export const sinceLastWord = () => performance.now() - lastWord;

// A browser allows six connections a host over HTTP/1.1: a page that is left, or kept for going back, must not hold one.
addEventListener("pagehide", () => { clearTimeout(timer); source?.close(); source = null; });
addEventListener("pageshow", ({ persisted }) => { if (persisted && wanted) { attempt = Math.max(attempt, 1); connect(); } });
addEventListener("online", () => { if (wanted && !eventsAreOpen()) { attempt = Math.max(attempt, 1); connect(); } });
