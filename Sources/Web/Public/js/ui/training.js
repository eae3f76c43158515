// What the pages of training share: their tabs, the words of a topic's standing, credits.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { hasRole } from "../core/session.js";
import { atPlace, placeFilter } from "./quality-list.js";

export const topics = ["laws", "policies", "duties", "workflow", "platformUse", "crisisHandling", "emergencyHandling", "clinicalKnowledge"];
const sections = [["mine", "training.mine"], ["people", "training.people"], ["events", "training.events"], ["credits", "training.credits"]];

/** Offices choose an institution; nothing for a hospital's own people. */
export const trainingPlace = (current, query) => placeFilter(current, query, (institution) => atPlace(`/training/${current}`, institution));

/** Everybody sees their own; plan, trainings and credits are for who answers for quality. */
export function trainingTabs(current) {
  const open = hasRole("qualityController", "institutionAdmin", "auditor", "healthAuthority") ? sections : sections.slice(0, 1);
  return open.length < 2 ? null : h("nav", { class: "row no-print", "aria-label": t("nav.training") }, open.map(([path, key]) => h("a", { class: `button ${path === current ? "main" : ""}`, href: atPlace(`/training/${path}`, path === "mine" ? null : new URLSearchParams(location.search).get("institution")), "aria-current": path === current ? "page" : null, testid: `training-${path}` }, t(key))));
}

const levels = { done: "ok", due: "", overdue: "bad", lapsed: "bad" };
export const standingTag = (line) => h("span", { class: `tag ${line.mandatory || line.standing === "done" ? levels[line.standing] : ""}`, testid: "training-standing" }, t(`trainingStanding.${line.standing}`));
export const topicName = (topic) => t(`trainingTopic.${topic}`);

/** Tenths of a credit: 15 is 1.5. */
export const credits = (tenths) => (tenths / 10).toFixed(1);
