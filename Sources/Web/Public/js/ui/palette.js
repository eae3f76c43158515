// Ctrl+K: pages and cases in one box. Searches number, masked name, question and hospital.
import { h, replace, debounce } from "../core/dom.js";
import { t, term } from "../core/i18n.js";
import { get } from "../core/api.js";
import { go } from "../core/router.js";
import { icon } from "./icons.js";

const pages = [["/", "nav.work", "home"], ["/cases/new", "nav.new", "plus"], ["/cases", "nav.cases", "cases"], ["/upload-duties", "nav.duties", "clock"],
  ["/settlements", "nav.settlements", "money"], ["/prices", "nav.prices", "price"], ["/device-check", "nav.devices", "device"], ["/help", "nav.help", "help"]];

export function openPalette() {
  if (document.querySelector("dialog.palette")) return;
  let cases = [];
  let marked = 0;
  const input = h("input", { class: "input", type: "search", placeholder: t("palette.placeholder"), "aria-label": t("nav.search"), testid: "search-input", role: "combobox", "aria-controls": "palette-list", "aria-expanded": "true" });
  const list = h("ul", { id: "palette-list", role: "listbox" });
  const box = h("dialog", { class: "dialog palette", "aria-label": t("nav.search"), testid: "search" }, input, list);

  function hits() {
    const wanted = input.value.trim().toLowerCase();
    const inPages = pages.map(([href, key, name]) => ({ href, name, text: t(key), extra: "" })).filter((one) => !wanted || one.text.toLowerCase().includes(wanted));
    const inCases = cases.map((one) => ({
      href: `/cases/${one.id ?? one.consultationId}`, name: "file",
      text: [one.number, one.patientMasked ?? one.patient?.nameMasked, one.question ?? one.invitation?.reason].filter(Boolean).join(" · "),
      extra: [one.otherInstitution?.name ?? one.otherInstitution, term("caseState", one.state, one.stateDisplay)].filter(Boolean).join(" · "),
    })).filter((one) => wanted && `${one.text} ${one.extra}`.toLowerCase().includes(wanted));
    return [...inCases.slice(0, 20), ...inPages];
  }

  function draw() {
    const found = hits();
    marked = Math.min(marked, Math.max(found.length - 1, 0));
    replace(list, found.length === 0 ? h("li", { class: "empty" }, t("palette.none")) : found.map((one, index) => h("li", { role: "option", "aria-selected": String(index === marked) },
      h("a", { href: one.href, tabindex: "-1" }, icon(one.name), h("span", { class: "grow" }, one.text), h("span", { class: "small soft" }, one.extra)))));
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    return found;
  }

  input.addEventListener("input", debounce(() => { marked = 0; draw(); }, 60));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); box.close(); return; } // a search field would only clear itself
    const found = hits();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      marked = (marked + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(found.length, 1);
      draw();
    } else if (event.key === "Enter" && found[marked]) { event.preventDefault(); box.close(); go(found[marked].href); }
  });
  list.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  draw();
  get("/consultations?limit=100").then((answer) => { cases = answer.items ?? []; draw(); }).catch(() => {});
}
