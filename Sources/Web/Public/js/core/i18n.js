// All texts by key. Chinese is complete and first; English is complete. A test compares the key sets.

const STORE = "huizhen.language";
const loaders = { zh: () => import("../i18n/zh.js"), en: () => import("../i18n/en.js") };
let chosen = "zh";
let texts = {};

export const language = () => chosen;

export function preferredLanguage() {
  try {
    const kept = localStorage.getItem(STORE);
    if (kept === "zh" || kept === "en") return kept;
  } catch { /* no storage: Chinese */ }
  return "zh";
}

export async function useLanguage(name) {
  const wanted = loaders[name] ? name : "zh";
  texts = (await loaders[wanted]()).default;
  chosen = wanted;
  document.documentElement.lang = wanted === "zh" ? "zh-Hans" : "en";
  try { localStorage.setItem(STORE, wanted); } catch { /* stays for this page */ }
}

/** t("time.today", {time: "14:30"}). A missing key shows itself, so that it is found. */
export function t(key, values) {
  const text = texts[key];
  if (text === undefined) return key;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined || values[name] === null ? whole : String(values[name])));
}

export const has = (key) => texts[key] !== undefined;
/** Enumerations of the server: its own display text is the fallback for values this page does not know. */
export const term = (group, value, fallback) => (value && has(`${group}.${value}`) ? t(`${group}.${value}`) : (fallback ?? value ?? "—"));
