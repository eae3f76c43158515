// Page styles are fetched with the page that needs them; each once.
const seen = new Set();

export function style(href) {
  if (seen.has(href)) return;
  seen.add(href);
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}
