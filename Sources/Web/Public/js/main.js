// Boot: language, session, routes. Everything beyond the first page is loaded when it is opened.
import { h, replace } from "./core/dom.js";
import { preferredLanguage, t, useLanguage } from "./core/i18n.js";
import { currentAccount, forget, homePath, isAdministrator, loadSession, mayWork } from "./core/session.js";
import { ApiProblem, whenSignedOut } from "./core/api.js";
import { go, match, rememberPath, route, start } from "./core/router.js";
import { shortcuts } from "./core/keyboard.js";
import { frame, publicFrame, refreshCounts, applyLargeType } from "./ui/frame.js";
import { fullProblem, skeleton } from "./ui/states.js";
import { sayUnhandled } from "./ui/unhandled.js";

route("/sign-in", () => import("./pages/sign-in.js"), { open: true });
route("/", () => import("./pages/work.js"));
route("/exchange", () => import("./pages/exchange.js"));
route("/cases", () => import("./pages/cases.js"));
route("/cases/new", () => import("./pages/request.js"));
route("/cases/:id", () => import("./pages/case.js"));
route("/cases/:id/edit", () => import("./pages/request.js"));
route("/cases/:id/consent", () => import("./pages/consent.js"));
route("/cases/:id/answer", () => import("./pages/answer.js"));
route("/cases/:id/waiting", () => import("./pages/waiting.js"));
route("/cases/:id/call", () => import("./call/page.js"), { bare: true });
route("/cases/:id/report", () => import("./pages/report.js"));
route("/cases/:id/decision", () => import("./pages/decision.js"));
route("/upload-duties", () => import("./pages/duties.js"));
route("/diagnosis", () => import("./pages/diagnosis.js"));
route("/diagnosis/new", () => import("./pages/diagnosis/new.js"));
route("/diagnosis/:id", () => import("./pages/diagnosis/order.js"));
route("/duty-rotas", () => import("./pages/duty-rotas.js"));
route("/duty-rotas/:id", () => import("./pages/duty-rota.js"));
route("/practitioners", () => import("./pages/practitioners.js"));
route("/agreements", () => import("./pages/agreements.js"));
route("/agreements/new", () => import("./pages/agreement-text.js"));
route("/agreements/:id", () => import("./pages/agreement.js"));
route("/agreements/:id/text", () => import("./pages/agreement-text.js"));
route("/account-security", () => import("./pages/account-security.js"));
route("/accounts", () => import("./pages/accounts.js"));
route("/audit-trail", () => import("./pages/audit-trail.js"));
route("/notices", () => import("./pages/notices.js"));
route("/my", () => import("./pages/my.js"), { open: true });
route("/platform-needs", () => import("./pages/platform-needs.js"));
route("/cases/:id/recording", () => import("./pages/player.js"));
route("/custody", () => import("./pages/custody.js"));
route("/data-catalogue", () => import("./pages/data-catalogue.js"));
route("/standing", () => import("./pages/standing.js"));
route("/profile", () => import("./pages/profile.js"));
route("/profile/:id", () => import("./pages/profile.js"));
route("/operations", () => import("./pages/operations.js"));
route("/platform-feed", () => import("./pages/platform-feed.js"));
route("/admission", () => import("./pages/admission.js"));
route("/admission/:section", () => import("./pages/admission.js"));
route("/supervision", () => import("./pages/supervision.js"));
route("/information", () => import("./pages/information.js"), { open: true });
route("/family-doctors", () => import("./pages/family-doctors.js"));
route("/family-doctors/:id", () => import("./pages/family-doctors.js"));
route("/code-systems", () => import("./pages/code-systems.js"));
route("/compliance", () => import("./pages/compliance.js"));
route("/quality", () => import("./pages/quality.js"));
route("/quality/:section", () => import("./pages/quality.js"));
route("/training", () => import("./pages/training.js"));
route("/training/:section", () => import("./pages/training.js"));
route("/feedback", () => import("./pages/feedback.js"), { open: true });
route("/disclosure", () => import("./pages/disclosure.js"), { open: true });
route("/violations", () => import("./pages/violations.js"));
route("/network", () => import("./pages/network.js"));
route("/settlements", () => import("./pages/settlements.js"));
route("/service-fees", () => import("./pages/service-fees.js"));
route("/referrals", () => import("./pages/referrals.js"));
route("/referrals/:id", () => import("./pages/referral.js"));
route("/costs", () => import("./pages/costs.js"));
route("/payouts", () => import("./pages/payouts.js"));
route("/my-pay", () => import("./pages/my-pay.js"));
route("/visits", () => import("./pages/visits.js"));
route("/visits/:id", () => import("./pages/visit.js"));
route("/online-clinic", () => import("./pages/online-clinic.js"));
route("/my/visits/:id", () => import("./pages/my-visit.js"), { open: true });
route("/charges/:id", () => import("./pages/charge.js"));
route("/price-catalogue", () => import("./pages/price-catalogue.js"));
route("/prices", () => import("./pages/prices.js"), { open: true });
route("/device-check", () => import("./pages/device-check.js"), { open: true });
route("/assets", () => import("./pages/assets.js"));
route("/assets/:id", () => import("./pages/asset.js"));
route("/help", () => import("./pages/help.js"), { open: true });

const app = document.getElementById("app");
let sessionKnown = false;
let sessionProblem = null;

async function render(location, signal) {
  rememberPath();
  const found = match(location.pathname);
  if (!sessionKnown) {
    try { await loadSession(); sessionKnown = true; sessionProblem = null; } catch (problem) { sessionProblem = problem; }
  }
  if (signal.aborted) return;
  const account = currentAccount();
  if (found && !found.options.open && !account && !sessionProblem) {
    const back = location.pathname === "/" ? "" : `?back=${encodeURIComponent(location.pathname + location.search)}`;
    go(`/sign-in${back}`, { replace: true, force: true });
    return;
  }
  // Led to enrolling a second factor before anything else; administrators begin with their own work.
  const closed = account && !found?.options.open && (!mayWork() ? location.pathname !== "/account-security" : isAdministrator() && location.pathname === "/");
  if (closed) { go(homePath(), { replace: true, force: true }); return; }
  const body = h("div", {}, skeleton());
  const shell = found?.options.bare ? body
    : account && location.pathname !== "/sign-in" ? frame(body, { search: openSearch, signal }) : publicFrame(body);
  replace(app, shell);
  scrollTo(0, 0);
  if (sessionProblem && !found?.options.open) {
    replace(body, fullProblem(sessionProblem, () => go(location.pathname + location.search, { replace: true, force: true })));
    return;
  }
  if (!found) { replace(body, fullProblem(new ApiProblem(404))); return; }
  try {
    const page = await found.load();
    if (signal.aborted) return;
    const element = await page.default({ params: found.params, query: new URLSearchParams(location.search), signal, account });
    if (signal.aborted) return;
    replace(body, element);
    document.getElementById("page")?.focus({ preventScroll: true });
  } catch (error) {
    if (signal.aborted || error?.name === "AbortError") return;
    console.error(error);
    replace(body, fullProblem(error, () => go(location.pathname + location.search, { replace: true, force: true })));
  }
}

async function openSearch() {
  if (!currentAccount() || isAdministrator() || !mayWork()) return;
  (await import("./ui/palette.js")).openPalette();
}

whenSignedOut(() => {
  if (location.pathname === "/sign-in") return;
  forget();
  go(`/sign-in?expired=1&back=${encodeURIComponent(location.pathname + location.search)}`, { force: true });
});

sayUnhandled();
await useLanguage(preferredLanguage());
applyLargeType();
document.title = t("app.name");
shortcuts({
  "ctrl+k": openSearch,
  "?": async () => (await import("./pages/help.js")).shortcutsOverlay(),
}, new AbortController().signal);
await start(render);
refreshCounts();
