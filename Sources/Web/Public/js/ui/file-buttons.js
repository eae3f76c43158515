// Save a list as a spreadsheet or as text; a refusal is shown and never saved as a file.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { download } from "../core/api.js";
import { ask } from "./dialog.js";
import { problemBox } from "./states.js";

/** `path()` is asked when the button is pressed, without the format. */
export const fileButtons = (path, name, testid) => ["xlsx", "csv"].map((format) => h("button", { type: "button", class: "button", testid: `${testid}-${format}`, on: { click: async (event) => {
  event.currentTarget.disabled = true;
  const button = event.currentTarget;
  try {
    const asked = path();
    await download(`${asked}${asked.includes("?") ? "&" : "?"}format=${format}`, `${name}.${format}`);
  } catch (problem) {
    await ask({ title: t("file.failed"), body: problemBox(problem, { compact: true }), confirm: t("action.close") });
  } finally { button.disabled = false; }
} } }, t(`file.${format}`)));
