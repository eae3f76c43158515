// 账号安全: one's own second factor and password. Whoever must have a factor and has none is led here.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { post, put } from "../core/api.js";
import { currentAccount, homePath, loadSession, mayWork } from "../core/session.js";
import { go, reload } from "../core/router.js";
import { field } from "../ui/field.js";
import { icon } from "../ui/icons.js";
import { pageHead } from "../ui/frame.js";
import { notice, problemBox } from "../ui/states.js";
import { toast } from "../ui/toast.js";

export default function page() {
  return h("div", { class: "stack", testid: "page-account-security" }, pageHead({ title: t("nav.security") }),
    !mayWork() && notice("warn", h("p", { class: "strong", testid: "factor-due" }, t("security.due")), h("p", {}, t("security.dueHelp"))),
    factorCard(), passwordCard());
}

/** A form that says its trouble where it stands; `run` may throw a problem. */
function form({ fields, button, testid, run }) {
  const trouble = h("div", { "aria-live": "assertive" });
  const go_ = h("button", { type: "submit", class: "button main", testid }, button);
  const element = h("form", { class: "stack", novalidate: true }, fields.map((one) => one.element), trouble, h("div", { class: "row" }, go_));
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter((one) => !one.check());
    if (wrong.length > 0) { wrong[0].focus(); return; }
    go_.disabled = true;
    replace(trouble);
    try { await run(Object.fromEntries(fields.map((one) => [one.name, one.value()]))); } catch (problem) {
      fields.forEach((one) => one.take(problem));
      replace(trouble, problemBox(problem, { compact: true }));
    } finally { go_.disabled = false; }
  });
  return element;
}

const codeField = (label) => field({ name: "code", label, required: true, max: 32, autocomplete: "one-time-code", testid: "factor-code" });
const passwordField = () => field({ name: "password", label: t("field.passwordAgain"), type: "password", required: true, autocomplete: "current-password", testid: "factor-password" });

function factorCard() {
  const factor = currentAccount().secondFactor;
  const place = h("div", {});
  const card = h("section", { class: "card stack" }, h("h2", {}, icon("lock"), " ", t("security.factor")),
    h("p", { class: "soft" }, t("security.factorAbout")),
    factor.enrolled && h("p", { testid: "factor-on" }, h("span", { class: "tag ok" }, icon("check"), t("security.on")), " ", t("security.codesLeft", { n: factor.recoveryCodesLeft })),
    place);
  const fields = factor.enrolled ? [passwordField(), codeField(t("security.presentCode"))] : [passwordField()];
  const begin = () => replace(place, form({
    fields, button: t(factor.enrolled ? "security.renew" : "security.begin"), testid: "factor-begin",
    run: async (values) => replace(place, confirm(await post("/session/second-factor", values), place)),
  }));
  if (factor.enrolled) replace(place, h("button", { type: "button", class: "button", testid: "factor-renew", on: { click: begin } }, t("security.renew")));
  else begin();
  return card;
}

function confirm(enrolment, place) {
  const first = codeField(t("security.firstCode"));
  setTimeout(() => first.focus(), 0);
  return h("div", { class: "stack" },
    h("ol", { class: "stack-small" },
      h("li", {}, t("security.step1")),
      h("li", {}, t(enrolment.picture ? "security.step2Scan" : "security.step2"), enrolment.picture && h("p", {}, h("img", { class: "factor-picture", alt: t("security.picture"), testid: "factor-picture", src: `data:image/svg+xml,${encodeURIComponent(enrolment.picture)}` })), h("p", {}, h("code", { class: "factor-key", testid: "factor-key", data: { key: enrolment.key } }, enrolment.key.match(/.{1,4}/g).join(" "))),
        h("p", { class: "small" }, h("a", { href: enrolment.address, target: "_self" }, t("security.openApp")))),
      h("li", {}, t("security.step3"))),
    form({
      fields: [first], button: t("security.confirm"), testid: "factor-confirm",
      run: async (values) => {
        const { recoveryCodes } = await put("/session/second-factor", values);
        replace(place, codes(recoveryCodes));
        await loadSession();
      },
    }));
}

function codes(list) {
  return h("div", { class: "stack" },
    notice("ok", h("p", { class: "strong", testid: "factor-done" }, t("security.done")), h("p", {}, t("security.codesHelp"))),
    h("ul", { class: "factor-codes", testid: "recovery-codes" }, list.map((one) => h("li", {}, h("code", {}, one)))),
    h("div", { class: "row no-print" },
      h("button", { type: "button", class: "button", on: { click: () => print() } }, icon("print"), t("security.print")),
      h("button", { type: "button", class: "button main", testid: "factor-continue", on: { click: () => go(homePath(), { force: true }) } }, t("security.continue"))));
}

function passwordCard() {
  if (!mayWork()) return null;
  const repeat = field({ name: "repeat", label: t("security.repeat"), type: "password", required: true, autocomplete: "new-password" });
  const next = field({ name: "password", label: t("security.new"), type: "password", required: true, autocomplete: "new-password", testid: "new-password" });
  return h("section", { class: "card stack" }, h("h2", {}, icon("pen"), " ", t("security.password")), form({
    fields: [field({ name: "current", label: t("security.current"), type: "password", required: true, autocomplete: "current-password", testid: "current-password" }), next, repeat],
    button: t("security.change"), testid: "change-password",
    run: async ({ current, password, repeat: again }) => {
      if (password !== again) { repeat.setError(t("security.differs")); return; }
      await put("/session/password", { current, password });
      toast(t("security.changed"));
      reload();
    },
  }));
}
