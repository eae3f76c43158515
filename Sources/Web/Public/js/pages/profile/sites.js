// Sites: lines of providers, the way to the provincial platform, equipment, and the measured bandwidth.
import { h } from "../../core/dom.js";
import { newKey, del } from "../../core/api.js";
import { t, term } from "../../core/i18n.js";
import { fullTime } from "../../core/format.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { icon } from "../../ui/icons.js";
import { empty } from "../../ui/states.js";
import { measure } from "./bandwidth.js";
import { save } from "./facts.js";

const KINDS = ["dedicatedLine", "vpn", "internet"];
const NODES = ["server", "relay", "recorder", "network", "terminal"];
const REGIONS = ["jilin", "beijing", "tianjin", "hebei", "shanxi", "neimenggu", "liaoning", "heilongjiang", "shanghai", "jiangsu", "zhejiang", "anhui", "fujian", "jiangxi", "shandong", "henan", "hubei", "hunan", "guangdong", "guangxi", "hainan", "chongqing", "sichuan", "guizhou", "yunnan", "xizang", "shaanxi", "gansu", "qinghai", "ningxia", "xinjiang"];
const options = (group, all) => all.map((value) => ({ value, label: term(group, value) }));
const input = (name, more = {}) => field({ name, label: t(`profile.field.${name}`), required: true, max: 100, ...more });

/** What the server takes back: a site without what it works out itself. */
const written = ({ name, region, internetHospital, links, access, systems, nodes }) => ({
  name, region, internetHospital,
  links: links.map(({ provider, kind, megabits, inService }) => ({ provider, kind, inService, ...(megabits && { megabits }) })),
  ...(access && { access: { kind: access.kind, number: access.number } }),
  systems, nodes: nodes.map(({ name: node, kind, ups, testedOn }) => ({ name: node, kind, ups, ...(testedOn && { testedOn }) })),
});

export function sitesOf(profile, refresh, signal) {
  const put = (site, change) => save(profile, `sites/${site.id}`, { ...written(site), ...change });
  const add = async () => { if (await describe({ id: newKey(), links: [], systems: [], nodes: [], region: "jilin", internetHospital: profile.internetHospital }, put)) refresh(); };
  return h("section", { class: "stack", testid: "profile-sites" },
    h("div", { class: "row spread" }, h("h2", {}, t("profile.sites")), profile.mayEdit && h("button", { type: "button", class: "button main", testid: "site-add", on: { click: add } }, icon("plus"), t("profile.addSite"))),
    profile.sites.length === 0 && empty({ name: "hospital", title: t("profile.noSites"), text: t("profile.noSitesHelp") }),
    profile.sites.map((site) => one(profile, site, put, refresh, signal)));
}

function describe(site, put) {
  return ask({
    title: t("profile.site"), confirm: t("profile.save"), testid: "site-dialog",
    fields: [
      input("siteName", { value: site.name, pointer: "/name" }), input("region", { type: "select", empty: false, options: options("region", REGIONS), value: site.region }),
      input("accessKind", { type: "select", options: options("access", KINDS), value: site.access?.kind, required: false, pointer: "/access/kind" }),
      input("accessNumber", { value: site.access?.number, required: false, pointer: "/access/number" }),
    ],
    run: (values) => put(site, {
      name: values.siteName, region: values.region,
      ...(values.accessKind ? { access: { kind: values.accessKind, number: values.accessNumber } } : { access: undefined }),
    }),
  });
}

const addLink = (site, put) => ask({
  title: t("profile.addLink"), confirm: t("profile.save"), testid: "link-dialog", body: h("p", { class: "soft" }, t("profile.linkHelp")),
  fields: [input("provider"), input("linkKind", { type: "select", empty: false, options: options("access", KINDS), value: "dedicatedLine" }), input("megabits", { type: "number", min: 1, required: false })],
  run: ({ provider, linkKind, megabits }) => put(site, { links: [...written(site).links, { provider, kind: linkKind, ...(megabits && { megabits: Number(megabits) }) }] }),
});

const addSystem = (site, put) => ask({ title: t("profile.addSystem"), confirm: t("profile.save"), testid: "system-dialog", fields: [input("systemName")], run: ({ systemName }) => put(site, { systems: [...site.systems, { name: systemName, operational: true }] }) });

const addNode = (site, put) => ask({
  title: t("profile.addNode"), confirm: t("profile.save"), testid: "node-dialog",
  fields: [input("nodeName"), input("nodeKind", { type: "select", empty: false, options: options("nodeKind", NODES), value: "server" }), input("testedOn", { type: "date", required: false, hint: t("profile.testedHint") })],
  run: ({ nodeName, nodeKind, testedOn }) => put(site, { nodes: [...written(site).nodes, { name: nodeName, kind: nodeKind, ups: Boolean(testedOn), ...(testedOn && { testedOn }) }] }),
});

function one(profile, site, put, refresh, signal) {
  const button = (name, label, run, more = {}) => h("button", { type: "button", class: `button ${more.class ?? ""}`, testid: name, on: { click: async () => { if (await run()) refresh(); } } }, icon(more.icon ?? "plus"), label);
  const toggle = (label, run) => profile.mayEdit && h("button", { type: "button", class: "tool", on: { click: async () => { await run(); refresh(); } } }, label);
  const list = (items, write) => h("ul", { class: "stack-small" }, items.map((item, index) => h("li", { class: "row spread" }, write(item, index))));
  const flip = (name, index, key) => () => put(site, { [name]: written(site)[name].map((item, place) => (place === index ? { ...item, [key]: !item[key] } : item)) });
  const measured = h("div", { class: "stack-small", "aria-live": "polite" });
  return h("section", { class: "card stack", testid: "site", data: { id: site.id } },
    h("div", { class: "row spread" }, h("h3", {}, site.name), h("span", { class: "soft" }, term("region", site.region))),
    h("div", { class: "stack-small" }, h("h4", {}, t("profile.links", { n: site.providers })),
      list(site.links, (link, index) => [h("span", {}, [link.provider, term("access", link.kind), link.megabits && `${link.megabits} Mbit/s`].filter(Boolean).join(" · ")), toggle(t(link.inService ? "profile.inService" : "profile.outOfService"), flip("links", index, "inService"))])),
    h("p", { testid: "site-access" }, t("profile.access"), "：", site.access ? `${term("access", site.access.kind)} · ${site.access.number}` : t("profile.nothing")),
    h("div", { class: "stack-small" }, h("h4", {}, t("profile.systems")), list(site.systems, (system, index) => [h("span", {}, system.name), toggle(t(system.operational ? "profile.operational" : "profile.broken"), flip("systems", index, "operational"))])),
    h("div", { class: "stack-small" }, h("h4", {}, t("profile.nodes")), list(site.nodes, (node) => [h("span", {}, `${term("nodeKind", node.kind)} · ${node.name}`), h("span", { class: node.ups ? "soft" : "tag warn" }, node.ups ? t("profile.ups", { day: node.testedOn ?? "—" }) : t("profile.noUps"))])),
    h("div", { class: "stack-small" }, h("h4", {}, t("profile.bandwidth", { n: profile.minBandwidth })),
      site.bandwidth ? h("p", { testid: "site-bandwidth" }, t("profile.measured", { down: (site.bandwidth.down / 1000).toFixed(1), up: (site.bandwidth.up / 1000).toFixed(1), time: fullTime(site.bandwidth.at) })) : h("p", { class: "soft" }, t("profile.notMeasured")), measured),
    h("div", { class: "row" },
      h("button", { type: "button", class: "button", testid: "bandwidth-test", on: { click: async (event) => { const it = event.currentTarget; it.disabled = true; if (await measure(profile, site, measured, signal)) refresh(); it.disabled = false; } } }, icon("network"), t("profile.measure")),
      profile.mayEdit && [button("site-edit", t("profile.edit"), () => describe(site, put), { icon: "pen" }), button("link-add", t("profile.addLink"), () => addLink(site, put)), button("system-add", t("profile.addSystem"), () => addSystem(site, put)), button("node-add", t("profile.addNode"), () => addNode(site, put)),
        button("site-remove", t("profile.removeSite"), () => ask({ title: t("profile.removeSite"), confirm: t("profile.removeSite"), danger: true, run: () => del(`/profiles/${profile.institutionId}/sites/${site.id}`, { version: profile.version }) }), { icon: "trash", class: "danger" })]));
}
