// What pages about money share: an amount field in yuan, and the small words of batches and accounts.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { download } from "../core/api.js";
import { now } from "../core/clock.js";
import { day } from "../core/format.js";
import { go } from "../core/router.js";
import { field } from "./field.js";
import { icon } from "./icons.js";
import { asProblem, problemTitle } from "./states.js";
import { toast } from "./toast.js";

/** "1,234.5" → 123450 分, by digits alone; null when it is no amount. */
export function fenOf(text) {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(text).replaceAll(",", "").trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

export const amountField = (options = {}) => field({
  name: "amountFen", label: t("money.amount"), inputmode: "decimal", required: true, pointer: "/amountFen",
  validate: (text) => (fenOf(text) === null ? t("money.amountWrong") : null), ...options,
});

export const receiptFields = () => [
  field({ name: "code", label: t("money.code"), required: true, max: 32, testid: "receipt-code" }),
  field({ name: "number", label: t("money.number"), required: true, max: 32, testid: "receipt-number" }),
];

const isMonth = (text) => /^\d{4}-\d{2}$/.test(text ?? "");

/** The month that the address names, or this one. */
export const monthOf = (query) => (isMonth(query.get("period")) ? query.get("period") : day(now()).slice(0, 7));

/** Chooses the month of a page; it stands in the address. */
export function monthPicker(path, period) {
  const input = h("input", { type: "month", class: "input", value: period, "aria-label": t("settle.period"), testid: "settle-period" });
  input.addEventListener("change", () => isMonth(input.value) && go(`${path}?period=${input.value}`));
  return input;
}

/** Saves a file of the API under `name`. */
export function fileButton(path, name, label, { testid, main = false } = {}) {
  const button = h("button", { type: "button", class: `button ${main ? "main" : ""}`, testid }, icon("download"), label);
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      const file = await download(path, name);
      toast(t("settle.saved", { name: file.name }));
    } catch (error) { toast(problemTitle(asProblem(error)), { level: "bad" }); } finally { button.removeAttribute("aria-busy"); }
  });
  return button;
}
