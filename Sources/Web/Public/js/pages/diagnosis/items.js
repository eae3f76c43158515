// Examination data of an order: added by the examining side, opened and ticked as read by the reader.
import { h, replace } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { del, upload } from "../../core/api.js";
import { sha256 } from "../../core/hash.js";
import { bytes, shortHash, when } from "../../core/format.js";
import { icon } from "../../ui/icons.js";
import { problemBox } from "../../ui/states.js";

/** `read` is the set of items ticked as read; opening one ticks it. */
export function itemList(order, { read, refresh }) {
  const may = (name) => order.actions.includes(name);
  const reading = read && may("signReport");
  const trouble = h("div", { "aria-live": "assertive" });
  const fail = (problem) => replace(trouble, problemBox(problem, { compact: true }));
  const rows = order.items.map((item) => {
    const tick = reading && h("input", { type: "checkbox", checked: read.has(item.id), testid: "item-read", "aria-label": t("diagnosis.readThis", { name: item.name }), on: { change: () => (tick.checked ? read.add(item.id) : read.delete(item.id)) } });
    const link = h("a", { href: `/api/v1/diagnosis-orders/${order.id}/items/${item.id}?inline=1`, target: "_blank", rel: "noopener", testid: "item-open", on: { click: () => { if (tick) { tick.checked = true; read.add(item.id); } } } }, icon("file"), item.name);
    return h("li", { class: "row spread", testid: "diagnosis-item", data: { id: item.id } },
      h("span", { class: "row" }, tick, link, h("span", { class: "small soft" }, `${bytes(item.size)} · ${when(item.uploadedAt)} · ${item.uploadedBy}`)),
      h("span", { class: "row" }, h("span", { class: "number small soft", title: item.sha256 }, shortHash(item.sha256)),
        item.isRead && h("span", { class: "tag ok" }, icon("check"), t("diagnosis.isRead")),
        item.needsAddendum && h("span", { class: "tag warn" }, t("diagnosis.needsAddendum")),
        may("removeItem") && h("button", { type: "button", class: "tool", "aria-label": t("diagnosis.remove", { name: item.name }), on: { click: async () => { try { await del(`/diagnosis-orders/${order.id}/items/${item.id}`); refresh(); } catch (problem) { fail(problem); } } } }, icon("trash"))));
  });
  const input = h("input", { type: "file", multiple: true, class: "visually-hidden", testid: "diagnosis-file", tabindex: "-1", "aria-label": t("material.choose") });
  input.addEventListener("change", async () => {
    try {
      for (const file of input.files) {
        const digest = await sha256(file);
        await upload(`/diagnosis-orders/${order.id}/items`, file, { headers: {
          "Content-Type": file.type || "application/octet-stream", "X-File-Name": encodeURIComponent(file.name), "X-Material-Group": "examinationMaterial", ...(digest ? { "Repr-Digest": digest.header } : {}),
        } });
      }
      refresh();
    } catch (problem) { fail(problem); }
  });
  return h("section", { class: "card stack" }, h("h2", {}, t("diagnosis.data")),
    order.items.length === 0 ? h("p", { class: "soft" }, t("diagnosis.noData")) : h("ul", { class: "stack-small", testid: "diagnosis-items" }, rows),
    reading && h("p", { class: "small soft" }, t("diagnosis.readHelp")),
    may("addItem") && h("div", { class: "row" }, h("button", { type: "button", class: "button", testid: "diagnosis-add", on: { click: () => input.click() } }, icon("upload"), t("diagnosis.addData")), input), trouble);
}
