// Names behind codes that the API sends: departments, and which page does which action.
import { get } from "./api.js";
import { currentAccount } from "./session.js";

let cached = null;

/** Own institution and partners; asked once per page load, again after a failure. */
export function institutions() {
  cached ??= get("/institutions").then((answer) => answer.items ?? []).catch((problem) => { cached = null; throw problem; });
  return cached;
}

export const partners = async () => (await institutions()).filter((one) => one.id !== currentAccount()?.institution?.id);

export async function departmentName(institutionId, code) {
  if (!code) return "—";
  try {
    const all = await institutions();
    const own = all.find((one) => one.id === institutionId);
    return [own, ...all].flatMap((one) => one?.departments ?? []).find((one) => one.code === code)?.name ?? code;
  } catch { return code; }
}

/** The page that performs an action; actions done on the case page itself lead there. */
export function actionPath(code, id) {
  switch (code) {
    case "submit": case "updateDraft": return `/cases/${id}/edit`;
    case "consent": case "presentConsent": case "signConsent": return `/cases/${id}/consent`;
    case "answerInvitation": case "accept": case "decline": return `/cases/${id}/answer`;
    case "enterRoom": return `/cases/${id}/waiting`;
    case "writeReport": case "signReport": case "saveReportDraft": return `/cases/${id}/report`;
    case "decide": return `/cases/${id}/decision`;
    default: return `/cases/${id}`;
  }
}
