// Licence, acceptance, people and evidence of security: one dialog each.
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { put } from "../../core/api.js";
import { ask } from "../../ui/dialog.js";
import { field } from "../../ui/field.js";
import { officeField } from "../../ui/licensing-office.js";

export const save = (profile, path, body) => put(`/profiles/${profile.institutionId}/${path}`, body, { version: profile.version });
const text = (name, value, more = {}) => field({ name, label: t(`profile.field.${name}`), value, required: true, max: 100, ...more });

export const changeLicence = (profile) => ask({
  title: t("profile.licence"), confirm: t("profile.save"),
  fields: [text("number", profile.licence?.number), text("authority", profile.licence?.authority, { hint: t("licensing.printed") }), officeField(profile.institutionId, profile.licence?.authorityId), text("scope", profile.licence?.scope, { type: "textarea", max: 1000 }), text("validTo", profile.licence?.validTo, { type: "date" })],
  run: ({ authorityId, ...rest }) => save(profile, "licence", authorityId ? { ...rest, authorityId } : rest),
});

export const changeAcceptance = (profile) => ask({
  title: t("profile.acceptance"), confirm: t("profile.save"),
  fields: [text("certificateNumber", profile.acceptance?.certificateNumber), text("acceptedOn", profile.acceptance?.acceptedOn, { type: "date" })],
  run: (values) => save(profile, "acceptance", values),
});

export const changeDivision = (profile) => ask({
  title: t("profile.division"), confirm: t("profile.save"), body: h("p", { class: "small soft" }, t("profile.divisionHelp")),
  fields: [text("division", profile.division, { max: 6, inputmode: "numeric", validate: (value) => (/^[1-9]\d{5}$/.test(value) ? null : t("profile.divisionWrong")) })],
  run: (values) => save(profile, "division", values),
});

export const changeSecurity = (profile) => ask({
  title: t("profile.security"), confirm: t("profile.save"),
  fields: [text("level", profile.security?.level ?? 3, { type: "number", min: 1 }), text("number", profile.security?.number), text("validTo", profile.security?.validTo, { type: "date" })],
  run: (values) => save(profile, "security", { ...values, level: Number(values.level) }),
});

const line = (one) => [one.name, one.phone ?? "", one.trainedOn ?? ""].join(" ").trim();
const isDay = (word) => /^\d{4}-\d{2}-\d{2}$/.test(word);

/** One person a line: name, telephone, and for technicians the day of the training. */
const person = (row) => {
  const words = row.split(/\s+/);
  const day = words.find(isDay);
  const rest = words.slice(1).filter((word) => !isDay(word)).join(" ");
  return { name: words[0], ...(rest && { phone: rest }), ...(day && { trainedOn: day }) };
};
const people = (value) => value.split("\n").map((row) => row.trim()).filter(Boolean).map(person);

export const changePeople = (profile) => ask({
  title: t("profile.people"), confirm: t("profile.save"),
  fields: [
    field({ name: "managers", label: t("profile.managers"), type: "textarea", hint: t("profile.peopleHint"), value: profile.managers.map(line).join("\n") }),
    field({ name: "technicians", label: t("profile.technicians"), type: "textarea", hint: t("profile.techniciansHint"), value: profile.technicians.map(line).join("\n") }),
  ],
  run: (values) => save(profile, "staff", { managers: people(values.managers), technicians: people(values.technicians) }),
});
