// Shortcuts. None without a modifier while someone types.

const isTyping = (target) => target?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable='true']");

/** keys: {"ctrl+k": fn, "m": fn, "?": fn}; works until the signal aborts. */
export function shortcuts(keys, signal) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const modifier = event.ctrlKey || event.metaKey;
    const name = `${modifier ? "ctrl+" : ""}${event.key.toLowerCase()}`;
    const action = keys[name];
    if (!action) return;
    if (!modifier && (isTyping(event.target) || document.querySelector("dialog[open]"))) return;
    event.preventDefault();
    action(event);
  }, { signal });
}
