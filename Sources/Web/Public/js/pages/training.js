// 培训: one address for every section; each is a module of its own.
import { hasRole } from "../core/session.js";

const modules = {
  mine: () => import("./training/mine.js"), people: () => import("./training/people.js"), events: () => import("./training/events.js"), credits: () => import("./training/credits.js"),
};

export default async function page(context) {
  const first = hasRole("healthAuthority", "operator") ? "people" : "mine";
  const section = modules[context.params?.section] ? context.params.section : first;
  return (await modules[section]()).default(context);
}
