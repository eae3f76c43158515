// Who is signed in.
import { get, post, del, setCsrfToken } from "./api.js";
import { synchronise } from "./clock.js";
import { openEvents, closeEvents } from "./events.js";

let account = null;

export const currentAccount = () => account;
export const hasRole = (...roles) => roles.some((role) => account?.roles?.includes(role));
/** System, security and audit administrator: access, and no patient's data. */
export const isAdministrator = () => hasRole("systemAdmin", "securityAdmin", "auditAdmin");
/** False while a second factor is still to be enrolled: until then nothing else can be done. */
export const mayWork = () => !account?.secondFactor?.due;
/** Where somebody begins. */
export const homePath = () => (!mayWork() ? "/account-security" : hasRole("systemAdmin", "securityAdmin") ? "/accounts" : hasRole("auditAdmin") ? "/audit-trail" : "/");
export const mayAsk = () => hasRole("physician", "invitationCoordinator");

function adopt(answer, roundTrip) {
  account = { ...answer.account, secondFactor: answer.secondFactor };
  setCsrfToken(answer.csrfToken);
  if (answer.serverTime) synchronise(answer.serverTime, roundTrip);
  if (mayWork() && !isAdministrator()) openEvents();
  return account;
}

/** → account, or null when nobody is signed in. Other failures are thrown. */
export async function loadSession() {
  const asked = performance.now();
  try {
    return adopt(await get("/session"), performance.now() - asked);
  } catch (problem) {
    if (problem.status === 401) { account = null; return null; }
    throw problem;
  }
}

/** `code` only for those whom the server asks for one (err.auth.secondFactorRequired). */
export async function signIn(username, password, code) {
  const asked = performance.now();
  const answer = await post("/session", code ? { username, password, code } : { username, password });
  adopt(answer, performance.now() - asked);
  if (!answer.serverTime) await loadSession();
  return account;
}

export async function signOut() {
  try { await del("/session"); } finally { forget(); }
}

export function forget() {
  account = null;
  setCsrfToken(null);
  closeEvents();
}
