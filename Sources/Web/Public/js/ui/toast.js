// Short messages, and "done, undo for 10 s" instead of "are you sure".
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";

let shelf = null;

function place() {
  if (!shelf?.isConnected) {
    shelf = h("div", { class: "toasts", role: "status", "aria-live": "polite", testid: "toasts" });
    document.body.append(shelf);
  }
  return shelf;
}

export function toast(text, { level = "", seconds = 5, action, run } = {}) {
  const item = h("div", { class: `toast ${level}`, testid: "toast" }, h("span", {}, text),
    action && h("button", { type: "button", on: { click: () => { item.remove(); run(); } } }, action));
  place().append(item);
  setTimeout(() => item.remove(), seconds * 1000);
  return item;
}

/** Does `commit` after 10 s unless undone; leaving the page, or `finish()`, commits at once. → {finish} */
export function undoable(text, { commit, undo, signal }) {
  let open = true;
  let done = null;
  const close = () => { open = false; clearTimeout(timer); item.remove(); removeEventListener("pagehide", finish); };
  const finish = () => { if (open) { close(); done = Promise.resolve(commit()); } return done ?? Promise.resolve(); };
  const item = toast(text, { seconds: 11, action: t("action.undo"), run: () => { if (open) { close(); undo(); } } });
  const timer = setTimeout(finish, 10_000);
  addEventListener("pagehide", finish);
  signal?.addEventListener("abort", finish, { once: true });
  return { finish };
}
