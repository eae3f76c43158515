// 质控: one address for every section; each is a module of its own.
const modules = {
  samples: () => import("./quality/samples.js"), cases: () => import("./quality/cases.js"), "adverse-events": () => import("./quality/adverse-events.js"), complaints: () => import("./quality/complaints.js"),
  findings: () => import("./quality/findings.js"), evaluations: () => import("./quality/evaluations.js"),
  statistics: () => import("./quality/statistics.js"), "data-breaches": () => import("./quality/breaches.js"), disputes: () => import("./quality/disputes.js"),
  inspections: () => import("./quality/inspections.js"), activity: () => import("./quality/activity.js"), stationed: () => import("./quality/stationed.js"), matches: () => import("./quality/matches.js"),
};

export default async function page(context) {
  const section = modules[context.params?.section] ? context.params.section : "samples";
  context.query.section = section;
  return (await modules[section]()).default(context);
}
