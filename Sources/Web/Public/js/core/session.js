// Who is signed in.
import { get, post, del, setCsrfToken } from "./api.js";
import { synchronise } from "./clock.js";
import { openEvents, closeEvents } from "./events.js";

let account = null;

export const currentAccount = () => account;
export const hasRole = (...roles) => roles.some((role) => account?.roles?.includes(role));
export const mayAsk = () => hasRole("physician", "invitationCoordinator");

function adopt(answer, roundTrip) {
  account = answer.account;
  setCsrfToken(answer.csrfToken);
  if (answer.serverTime) synchronise(answer.serverTime, roundTrip);
  openEvents();
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

export async function signIn(username, password) {
  const asked = performance.now();
  const answer = await post("/session", { username, password });
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
