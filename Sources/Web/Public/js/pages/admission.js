// 准入: one address for internet hospital, staff, third parties, published texts and expert studios.
const modules = {
  hospital: () => import("./admission/hospital.js"), staff: () => import("./admission/staff.js"), support: () => import("./admission/support.js"),
  contents: () => import("./admission/contents.js"), studios: () => import("./admission/studios.js"),
};

export default async function page(context) {
  const section = modules[context.params?.section] ? context.params.section : "hospital";
  context.query.section = section;
  return (await modules[section]()).default(context);
}
