// Nothing typed is lost: each keystroke goes to localStorage at once, to the server after a pause.
// Kept per account and scope; removed as soon as the server has it.
import { currentAccount } from "./session.js";
import { debounce } from "./dom.js";

const PREFIX = "huizhen.draft.";
const keyOf = (scope) => `${PREFIX}${currentAccount()?.id ?? "nobody"}.${scope}`;

export function readDraft(scope) {
  try { return JSON.parse(localStorage.getItem(keyOf(scope)) ?? "null")?.value ?? null; } catch { return null; }
}

export function writeDraft(scope, value) {
  try { localStorage.setItem(keyOf(scope), JSON.stringify({ value, at: Date.now() })); } catch { /* storage full or forbidden: the server copy remains */ }
}

export function dropDraft(scope) {
  try { localStorage.removeItem(keyOf(scope)); } catch { /* as above */ }
}

/** Draft texts are patient data: leaving the work place on purpose clears those of this account. */
export function dropAllDrafts() {
  const mine = `${PREFIX}${currentAccount()?.id ?? "nobody"}.`;
  for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) localStorage.removeItem(key);
}

/**
 * Autosave: `collect` reads the form, `save(value)` sends it. States given to `show`:
 * "local" (kept here, not yet sent), "saving", "saved", "failed" (kept here; problem as 2nd argument).
 */
export function autosave({ scope, collect, save, show = () => {}, pause = 900, signal }) {
  let running = false;
  let dirty = false;
  let failures = 0;

  async function send() {
    if (running) { dirty = true; return; }
    running = true;
    dirty = false;
    const value = collect();
    show("saving");
    try {
      await save(value);
      failures = 0;
      if (!dirty) { dropDraft(scope); show("saved"); }
    } catch (problem) {
      if (problem?.name === "AbortError") return;
      failures += 1;
      show("failed", problem);
      if (problem?.isOffline && failures < 30) setTimeout(() => !signal?.aborted && send(), Math.min(1000 * 2 ** failures, 20_000));
    } finally {
      running = false;
      if (dirty && !signal?.aborted) later();
    }
  }

  const later = debounce(send, pause);
  signal?.addEventListener("abort", () => later.cancel(), { once: true });

  return {
    touch() { writeDraft(scope, collect()); show("local"); if (running) dirty = true; later(); },
    /** Sends what is waiting now and resolves when the server has it (or failed). */
    async flush() {
      later.cancel();
      while (running) await new Promise((resolve) => setTimeout(resolve, 30));
      await send();
    },
  };
}
