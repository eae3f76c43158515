// The button under a list that has another page: each press adds the next, and the last takes the button away.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { get } from "../core/api.js";
import { problemBox } from "./states.js";

/** `path` answers `{items, next}`; `next` is the cursor of the first further page, `row(item)` draws one. Null when there is none. */
export function more({ path, next, list, row, parameter = "cursor", testid = "more" }) {
  if (!next) return null;
  const trouble = h("div", { "aria-live": "polite" });
  const button = h("button", { type: "button", class: "button", testid, on: { async click() {
    button.disabled = true;
    replace(trouble);
    try {
      const page = await get(`${path}${path.includes("?") ? "&" : "?"}${parameter}=${encodeURIComponent(next)}`);
      list.append(...page.items.map(row));
      next = page.next;
      button.hidden = !next;
    } catch (problem) { replace(trouble, problemBox(problem, { compact: true })); }
    button.disabled = false;
  } } }, t("action.more"));
  return h("div", { class: "stack-small no-print" }, trouble, h("div", {}, button));
}
