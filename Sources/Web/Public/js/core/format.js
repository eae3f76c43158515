// Numbers, dates and names for people. Every time is shown in China Standard Time, wherever the browser is.
import { language, t } from "./i18n.js";
import { now } from "./clock.js";

const ZONE = "Asia/Shanghai";
const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

function pieces(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return null;
  return Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]));
}

export function day(instant) {
  const p = pieces(instant);
  return p ? `${p.year}-${p.month}-${p.day}` : "—";
}

export function clockTime(instant, seconds = false) {
  const p = pieces(instant);
  return p ? `${p.hour}:${p.minute}${seconds ? `:${p.second}` : ""}` : "—";
}

export const fullTime = (instant) => (pieces(instant) ? `${day(instant)} ${clockTime(instant, true)}` : "—");

/** 今天 14:30 · 明天 09:00 · 昨天 · 11月23日 · 2025-01-02 */
export function when(instant) {
  const p = pieces(instant);
  if (!p) return "—";
  const today = day(now());
  const that = day(instant);
  const distance = Math.round((Date.parse(that) - Date.parse(today)) / 86_400_000);
  const time = clockTime(instant);
  if (distance === 0) return t("time.today", { time });
  if (distance === 1) return t("time.tomorrow", { time });
  if (distance === -1) return t("time.yesterday", { time });
  if (p.year === today.slice(0, 4)) {
    const date = language() === "zh" ? `${Number(p.month)}月${Number(p.day)}日` : `${p.month}-${p.day}`;
    return `${date} ${time}`;
  }
  return `${that} ${time}`;
}

export function slotText(slot) {
  if (!slot?.start) return "—";
  const weekday = new Intl.DateTimeFormat(language() === "zh" ? "zh-CN" : "en-GB", { timeZone: ZONE, weekday: "short" });
  const end = day(slot.start) === day(slot.end) ? clockTime(slot.end) : when(slot.end);
  return `${when(slot.start)}–${end}（${weekday.format(new Date(slot.start))}）`;
}

/** A length of time in words: 3小时12分, 45秒. */
export function duration(milliseconds) {
  const total = Math.max(0, Math.floor(Math.abs(milliseconds) / 1000));
  const d = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  if (d > 0) return t("time.daysHours", { d, h: hours });
  if (hours > 0) return t("time.hoursMinutes", { h: hours, m: minutes });
  if (minutes >= 5) return t("time.minutes", { m: minutes });
  if (minutes > 0) return t("time.minutesSeconds", { m: minutes, s: seconds });
  return t("time.seconds", { s: seconds });
}

export function stopwatch(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  return `${hours > 0 ? `${two(hours)}:` : ""}${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
}

/** datetime-local value (read as China time) ⇄ RFC 3339. China has no summer time: +08:00 always holds. */
export const toInstant = (local) => (local ? `${local.length === 16 ? `${local}:00` : local}.000+08:00` : null);
export function toLocal(instant) {
  const p = pieces(instant);
  return p ? `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}` : "";
}

/** Integer 分 → "1,234.50". Only integer arithmetic. */
export function yuan(fen) {
  if (!Number.isSafeInteger(fen)) return "—";
  const sign = fen < 0 ? "-" : "";
  const whole = String(Math.trunc(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}${whole}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;
}
export const money = (fen) => (Number.isSafeInteger(fen) ? `¥${yuan(fen)}` : "—");

export function bytes(size) {
  if (!(size >= 0)) return "—";
  if (size < 1024) return `${size} B`;
  if (size < 1024 ** 2) return `${(size / 1024).toFixed(0)} KB`;
  return `${(size / 1024 ** 2).toFixed(1)} MB`;
}

/** 患者 in lists is masked by the server; this only protects against a missing name. */
export const patientName = (patient) => patient?.name ?? patient?.nameMasked ?? "—";
export const shortHash = (hash) => (hash ? `${hash.slice(0, 8)}…${hash.slice(-8)}` : "—");
