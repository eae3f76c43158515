// Talk that stays with the case. What is half written survives a reload.
import { h, replace, append } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get, post, newKey } from "../core/api.js";
import { on } from "../core/events.js";
import { dropDraft, readDraft, writeDraft } from "../core/draft-store.js";
import { currentAccount } from "../core/session.js";
import { when } from "../core/format.js";
import { asProblem, problemBox, problemTitle } from "./states.js";

/** `onMessage(message)` hears of each message of others (for the badge in a call). */
export function chat(id, signal, { onMessage } = {}) {
  const scope = `chat.${id}`;
  const seen = new Set();
  const list = h("ul", { class: "chat", testid: "chat", role: "log", "aria-label": t("case.talk"), tabindex: "0" });
  const trouble = h("div", { "aria-live": "assertive" });
  const input = h("input", { class: "input", "aria-label": t("chat.write"), placeholder: t("chat.write"), maxlength: 2000, testid: "chat-input", autocomplete: "off", value: readDraft(scope) ?? "" });
  const send = h("button", { class: "button", type: "submit", testid: "chat-send" }, t("chat.send"));
  const form = h("form", { class: "chat-form" }, input, send);
  let key = newKey();

  const isMine = (message) => message.from?.accountId ? message.from.accountId === currentAccount()?.id : message.from?.name === currentAccount()?.displayName;
  function add(message) {
    if (!message?.id || seen.has(message.id)) return;
    if (seen.size === 0) list.replaceChildren();
    seen.add(message.id);
    append(list, [h("li", { class: isMine(message) ? "mine" : "", testid: "chat-message" },
      h("p", { class: "who" }, [message.from?.name, message.from?.institution, when(message.at)].filter(Boolean).join(" · ")), h("p", { class: "pre" }, message.text))]);
    list.scrollTop = list.scrollHeight;
  }
  async function fill() {
    try {
      const { items = [] } = await get(`/consultations/${id}/messages`, { signal });
      items.forEach(add);
      if (seen.size === 0) replace(list, h("li", { class: "soft" }, t("chat.none")));
    } catch (error) { if (error.name !== "AbortError") replace(trouble, problemBox(error, { retry: fill, compact: true })); }
  }
  on("message", signal, (event) => { if (event.consultationId === id) { const known = seen.has(event.message?.id); add(event.message); if (!known && !isMine(event.message ?? {})) onMessage?.(event.message); } });
  on("online", signal, ({ again }) => again && fill());
  input.addEventListener("input", () => { key = newKey(); writeDraft(scope, input.value); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || send.disabled) return;
    send.disabled = true;
    try {
      const saved = await post(`/consultations/${id}/messages`, { text }, { key });
      add(saved?.id ? saved : saved?.items?.at(-1));
      if (!saved?.id) await fill();
      input.value = "";
      dropDraft(scope);
      key = newKey();
      replace(trouble);
    } catch (error) { replace(trouble, h("p", { class: "field error" }, problemTitle(asProblem(error)))); } finally { send.disabled = false; input.focus(); }
  });
  fill();
  return h("div", {}, list, trouble, form);
}
