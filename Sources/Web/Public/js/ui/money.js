// What pages about money share: an amount field in yuan, and the small words of batches and accounts.
import { t } from "../core/i18n.js";
import { field } from "./field.js";

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
