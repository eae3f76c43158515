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

/** Does `commit` after 10 s unless undone; leaving the page commits at once. */
export function undoable(text, { commit, undo }) {
  let open = true;
  const finish = () => { if (open) { open = false; item.remove(); removeEventListener("pagehide", finish); commit(); } };
  const item = toast(text, { seconds: 11, action: t("action.undo"), run: () => { open = false; clearTimeout(timer); undo(); } });
  const timer = setTimeout(finish, 10_000);
  addEventListener("pagehide", finish);
}
