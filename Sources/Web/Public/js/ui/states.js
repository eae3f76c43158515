// The states every screen has: loading, empty, error, no right, not found, offline, changed meanwhile.
import { h, replace } from "../core/dom.js";
import { language, t, has } from "../core/i18n.js";
import { icon } from "./icons.js";
import { ApiProblem } from "../core/api.js";
import { hasRole } from "../core/session.js";

export const skeleton = (lines = 6) => h("div", { class: "skeleton", role: "status", "aria-label": t("state.loading"), testid: "state-loading" },
  Array.from({ length: lines }, () => h("i")));

export const empty = ({ title, text, action, name = "inbox" }) => h("div", { class: "empty", testid: "state-empty" },
  icon(name), h("h2", {}, title), text && h("p", {}, text), action);

export const notice = (level, ...content) => h("div", { class: `notice ${level}`, role: level === "bad" ? "alert" : null },
  icon({ ok: "check", warn: "warning", bad: "warning" }[level] ?? "info"), h("div", {}, content));

export const problemTitle = (problem) => {
  const server = language() === "en" ? problem.titleEn ?? problem.title : problem.title;
  if (server) return server;
  if (has(`problem.${problem.code}`)) return t(`problem.${problem.code}`);
  return has(`problem.status.${problem.status}`) ? t(`problem.status.${problem.status}`) : t("problem.unknown");
};

function problemDetail(problem) {
  if (language() === "en" && problem.titleEn) return problem.detailEn ?? "";
  if (problem.detail) return problem.detail;
  return has(`problem.help.${problem.status}`) ? t(`problem.help.${problem.status}`) : t("problem.help.any");
}

/** Anything thrown becomes an ApiProblem, so that no failure is shown as an empty page. */
export const asProblem = (error) => (error instanceof ApiProblem ? error : new ApiProblem(-1, { title: t("problem.page"), detail: String(error?.message ?? error) }));

/** What happened and what to do, in one line for where no box fits. */
export const problemText = (problem) => [problemTitle(problem), problemDetail(problem)].filter(Boolean).join(" · ");

/** What happened, what to do, the article, the trace id, retry. */
export function problemBox(error, { retry, compact = false } = {}) {
  const problem = asProblem(error);
  const rest = problem.errors.filter((item) => !item.shown);
  return h("div", { class: "notice bad", role: "alert", testid: "problem", data: { code: problem.code } },
    icon(problem.isOffline ? "offline" : problem.isForbidden ? "lock" : "warning"),
    h("div", { class: "stack-small" },
      h("p", { class: "strong", testid: "problem-title" }, problemTitle(problem)),
      h("p", { testid: "problem-detail" }, problemDetail(problem)),
      rest.length > 0 && h("ul", { class: "small" }, rest.map((item) => h("li", {}, `· ${fieldName(item.pointer)}${(language() === "en" ? item.messageEn : null) ?? item.message ?? ""}`))),
      problem.article && h("p", { class: "article", testid: "problem-article" }, `${t("problem.basis")} `, basis(problem)),
      (!compact || problem.instance) && h("p", { class: "small soft" },
        [problem.requirement, problem.code, problem.instance && `${t("problem.trace")} ${problem.instance}`].filter(Boolean).join(" · ")),
      retry && h("button", { type: "button", class: "button small", on: { click: retry }, testid: "problem-retry" }, icon("refresh"), t("action.retry"))));
}

/** The article; for those who look after compliance it leads to its row. */
const basis = (problem) => (problem.requirement && hasRole("auditor", "qualityController", "operator")
  ? h("a", { href: `/compliance?id=${encodeURIComponent(problem.requirement)}` }, problem.article) : problem.article);

function fieldName(pointer) {
  const name = (pointer ?? "").split("/").filter(Boolean)[0];
  return name && has(`fieldName.${name}`) ? `${t(`fieldName.${name}`)}${language() === "zh" ? "：" : ": "}` : "";
}

export function fullProblem(error, retry) {
  const problem = asProblem(error);
  if (problem.isMissing) return empty({
    name: "search", title: t("state.missing"), text: t("state.missingHelp"),
    action: h("a", { class: "button main", href: "/" }, t("action.toWork")),
  });
  if (problem.isForbidden) return h("div", { class: "stack", testid: "state-no-right" },
    empty({ name: "lock", title: t("state.noRight"), text: t("state.noRightHelp") }), problemBox(problem));
  if (problem.isOffline) return h("div", { testid: "state-offline" }, empty({
    name: "offline", title: t("state.offline"), text: t("state.offlineHelp"),
    action: h("button", { class: "button main", type: "button", on: { click: retry } }, icon("refresh"), t("action.retry")),
  }));
  return problemBox(problem, { retry });
}

/**
 * A region that loads: skeleton at once, then `render(data)`; on failure the problem with a retry.
 * Returns {element, refresh}. A silent refresh keeps what is shown until the new data is there.
 */
export function loading({ load, render, signal, lines, tag = "div" }) {
  const element = h(tag, {}, skeleton(lines));
  let turn = 0;
  async function refresh({ silent = true } = {}) {
    const mine = ++turn;
    if (!silent) replace(element, skeleton(lines));
    try {
      const data = await load();
      if (mine !== turn || signal?.aborted) return;
      replace(element, await render(data));
    } catch (error) {
      if (mine !== turn || signal?.aborted || error?.name === "AbortError") return;
      if (!(error instanceof ApiProblem)) console.error(error);
      replace(element, fullProblem(error, () => refresh({ silent: false })));
    }
  }
  refresh();
  return { element, refresh };
}
