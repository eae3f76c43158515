// Sign-in: says how long a lock lasts, notices caps lock, offers the device test without an account.
import { h, replace, every } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { signIn } from "../core/session.js";
import { go } from "../core/router.js";
import { duration } from "../core/format.js";
import { field } from "../ui/field.js";
import { icon } from "../ui/icons.js";
import { notice, problemBox } from "../ui/states.js";

export default async function page({ query, signal, account }) {
  document.title = `${t("signIn.title")} · ${t("app.name")}`;
  const back = safePath(query.get("back"));
  if (account && !query.has("expired")) { go(back, { replace: true, force: true }); return h("div"); }

  const name = field({ name: "username", label: t("signIn.username"), required: true, autocomplete: "username", testid: "sign-in-username" });
  const password = field({ name: "password", label: t("signIn.password"), type: "password", required: true, autocomplete: "current-password", testid: "sign-in-password" });
  const code = field({ name: "code", label: t("signIn.code"), required: true, autocomplete: "one-time-code", max: 32, hint: t("signIn.codeHelp"), testid: "sign-in-code" });
  code.element.hidden = true;
  const caps = h("p", { class: "hint", hidden: true, role: "status", testid: "caps-lock" }, icon("warning"), " ", t("signIn.capsLock"));
  password.element.append(caps);
  const trouble = h("div", { "aria-live": "assertive" });
  const enter = h("button", { class: "button main wide", type: "submit", testid: "sign-in-submit" }, t("signIn.enter"));
  const form = h("form", { class: "card stack", novalidate: true, "aria-label": t("signIn.title") },
    h("h2", {}, t("signIn.title")), query.has("expired") && notice("warn", t("signIn.expired")),
    trouble, name.element, password.element, code.element, enter,
    h("p", { class: "small soft" }, t("signIn.forgot")));

  for (const kind of ["keydown", "keyup"]) {
    password.input.addEventListener(kind, (event) => { caps.hidden = !event.getModifierState?.("CapsLock"); });
  }
  password.input.addEventListener("blur", () => { caps.hidden = true; });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = code.element.hidden ? [name, password] : [name, password, code];
    const wrong = asked.filter((one) => !one.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    if (enter.disabled) return;
    enter.disabled = true;
    enter.setAttribute("aria-busy", "true");
    replace(trouble);
    try {
      await signIn(name.value(), password.value(), code.element.hidden ? null : code.value());
      go(back, { replace: true, force: true });
    } catch (problem) {
      enter.disabled = false;
      if (problem.status === 423) waits(trouble, enter, problem, signal, { title: t("signIn.locked"), help: t("signIn.lockedHelp") });
      else if (problem.status === 429) waits(trouble, enter, problem, signal, { title: t("signIn.tooMany"), help: t("signIn.tooManyHelp") });
      else if (problem.code === "err.auth.secondFactorRequired") { code.element.hidden = false; setTimeout(() => code.focus(), 0); }
      else if (problem.code === "err.auth.codeWrong") { replace(trouble, problemBox(problem, { compact: true })); code.set(""); code.focus(); }
      else if (problem.status === 401) { replace(trouble, notice("bad", h("p", { class: "strong", testid: "sign-in-error" }, t("signIn.bad")), h("p", {}, t("signIn.badHelp")))); password.set(""); password.focus(); }
      else replace(trouble, problemBox(problem));
    } finally { enter.removeAttribute("aria-busy"); }
  });
  setTimeout(() => name.focus(), 0);

  return h("div", { class: "auth" },
    h("section", { class: "pitch" }, h("h1", {}, t("signIn.pitch")),
      h("ul", {}, [["shield", "signIn.point1"], ["record", "signIn.point2"], ["network", "signIn.point3"]].map(([name_, key]) => h("li", {}, icon(name_), h("span", {}, t(key)))))),
    h("div", { class: "stack" }, form,
      h("a", { class: "button wide", href: "/device-check", testid: "sign-in-device-check" }, icon("device"), t("signIn.deviceCheck"))));
}

/** Counts the wait down in words, and opens the button again when it is over. */
function waits(place, button, problem, signal, { title, help }) {
  const until = Date.now() + (problem.body.retryAfterSeconds ?? 60) * 1000;
  const words = h("p", { testid: "sign-in-locked" });
  button.disabled = true;
  replace(place, notice("bad", h("p", { class: "strong" }, title), words, h("p", { class: "small" }, help)));
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort(), { once: true });
  every(1000, stop.signal, () => {
    const left = until - Date.now();
    if (left <= 0) { stop.abort(); button.disabled = false; replace(place); return; }
    words.textContent = t("signIn.lockedFor", { time: duration(left) });
  });
}

/** Only a path inside this site, never an address from outside. */
function safePath(path) {
  return path && /^\/(?!\/)/.test(path) && !path.startsWith("/sign-in") && !path.includes("\\") ? path : "/";
}
