// The button under a list that has another page: each press adds the next, and the last takes the button away.
import { h, replace } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { problemBox } from "./states.js";

/** `load(cursor)` answers `{items, next}`; `row(item)` draws one. */
export function more({ cursor, list, load, row, testid = "more" }) {
  let next = cursor;
  const place = h("div", {});
  const button = h("button", { type: "button", class: "button", testid, on: { async click() {
    try {
      const page = await load(encodeURIComponent(next));
      list.append(...page.items.map(row));
      next = page.next;
      button.hidden = !next;
    } catch (problem) { replace(place, problemBox(problem, { compact: true })); }
  } } }, t("diagnosis.more"));
  place.append(button);
  return place;
}
