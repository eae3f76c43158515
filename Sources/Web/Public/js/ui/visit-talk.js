// What was said and sent in an online visit, and the line to write in: text, pictures (GX 28).
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { upload } from "../core/api.js";
import { when } from "../core/format.js";
import { sha256 } from "../core/hash.js";
import { icon } from "./icons.js";
import { problemBox } from "./states.js";

/** Sends a file's bytes; the answer names it in the act that follows. */
export async function sendFile(path, file, headers = {}) {
  const digest = await sha256(file);
  const saved = await upload(path, file, { headers: {
    "Content-Type": file.type || "application/octet-stream", "X-File-Name": encodeURIComponent(file.name), "X-Material-Group": "other", ...(digest ? { "Repr-Digest": digest.header } : {}), ...headers,
  } });
  return { sha256: saved.sha256, fileName: file.name.slice(0, 100), contentType: saved.contentType };
}

export const exchangeList = (items, pictureOf) => (items.length === 0 ? h("p", { class: "soft" }, t("visits.noTalk"))
  : h("ul", { class: "stack-small", testid: "visit-exchanges" }, items.map((item) => h("li", { class: "row", testid: "visit-exchange", data: { medium: item.medium, side: item.side } },
    h("span", { class: "tag" }, t(`medium.${item.medium}`)), h("span", { class: "strong" }, item.fromRoom ? t("visits.bothSides") : t(`visitSide.${item.side}`)),
    item.fromRoom ? h("span", { class: "soft" }, t("visits.carried")) : h("span", { class: "pre" }, item.text),
    item.file && pictureOf?.(item.file), h("span", { class: "small soft" }, when(item.at))))));

/** A line to write in. `say(body)` sends; `files` is where pictures go. */
export function exchangeLine({ say, files, headers, refresh }) {
  const words = h("input", { type: "text", class: "input", maxlength: 4000, "aria-label": t("visits.said"), placeholder: t("visits.saidHint"), testid: "exchange-text" });
  const picture = h("input", { type: "file", accept: "image/*", class: "visually-hidden", tabindex: "-1", "aria-label": t("visits.picture"), testid: "exchange-file" });
  const trouble = h("div", { "aria-live": "assertive" });
  const attempt = async (act) => {
    try { await act(); replace(trouble); await refresh(); } catch (problem) { replace(trouble, problemBox(problem, { compact: true })); }
  };
  const form = h("form", { class: "stack-small", novalidate: true }, h("div", { class: "row" }, words,
    h("button", { type: "submit", class: "button main", testid: "exchange-send" }, t("visits.send")),
    h("button", { type: "button", class: "button", on: { click: () => picture.click() } }, icon("camera"), t("visits.picture")), picture), trouble);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = words.value.trim();
    if (text) attempt(async () => { await say({ medium: "text", text }); words.value = ""; });
  });
  picture.addEventListener("change", () => picture.files[0] && attempt(async () => say({ medium: "image", text: words.value.trim(), ...(await sendFile(files, picture.files[0], headers)) })));
  return form;
}
