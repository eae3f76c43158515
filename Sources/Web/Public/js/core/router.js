// History-API router: patterns to lazily loaded page modules; every page gets an AbortSignal that ends with it.

const table = [];
let render = async () => {};
let current = null;
let guard = null;

/** pattern: "/cases/:id/edit"; load: () => import(...); options: {public, nav, bare, title} */
export const route = (pattern, load, options = {}) => {
  const names = [];
  const source = pattern.replace(/:(\w+)/g, (_, name) => { names.push(name); return "([^/]+)"; });
  table.push({ test: new RegExp(`^${source}/?$`), names, load, options });
};

export function match(pathname) {
  for (const entry of table) {
    const found = entry.test.exec(pathname);
    if (!found) continue;
    const params = {};
    try {
      entry.names.forEach((name, index) => { params[name] = decodeURIComponent(found[index + 1]); });
    } catch { return null; }
    return { ...entry, params };
  }
  return null;
}

/** A page may ask to be asked before it is left in the app: `ask` resolves to true when leaving is fine. */
export function guardLeaving(ask, signal) {
  guard = ask;
  signal.addEventListener("abort", () => { if (guard === ask) guard = null; }, { once: true });
}

export async function go(path, { replace = false, force = false } = {}) {
  if (guard && !force && !(await guard())) return;
  guard = null;
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  await show();
}

export const reload = () => show();

async function show() {
  current?.abort();
  current = new AbortController();
  await render(location, current.signal);
}

export function start(renderer) {
  render = renderer;
  addEventListener("popstate", async () => {
    if (guard && !(await guard())) { history.pushState(null, "", lastPath); return; }
    guard = null;
    show();
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest?.("a[href]");
    if (!link || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
    if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
    event.preventDefault();
    go(url.pathname + url.search + url.hash);
  });
  return show();
}

let lastPath = location.pathname + location.search;
export const rememberPath = () => { lastPath = location.pathname + location.search; };
