// Server time. Time limits are law: they are never judged by the clock of a ward PC.

let offset = 0;           // milliseconds to add to the local clock
let certain = false;      // true once a millisecond time of the server is known

/** Exact: `serverTime` of GET /session, with half the round trip taken off. */
export function synchronise(serverTime, roundTrip = 0) {
  const server = Date.parse(serverTime ?? "");
  if (Number.isNaN(server)) return;
  offset = server + roundTrip / 2 - Date.now();
  certain = true;
}

/** Coarse: the Date header has seconds only. Used until a better value came, or when the clock was stepped. */
export function serverSaid(dateHeader, asked) {
  const server = Date.parse(dateHeader ?? "");
  if (Number.isNaN(server)) return;
  const coarse = server + 500 - Date.now() + (performance.now() - asked) / 2;
  if (!certain || Math.abs(coarse - offset) > 5_000) offset = coarse;
}

export const now = () => Date.now() + offset;
export const localClockError = () => -offset;

/**
 * The one light rule: green while more than half is left, still green but named "in time" down to a quarter,
 * yellow under a quarter or under two hours, red past the limit.
 * Appointments (kind sessionStart) count down to a start and are never "late" by the client's opinion.
 */
export function lightFor(due, at = now()) {
  if (!due?.dueAt) return { level: "wait", left: 0, share: 1 };
  const end = Date.parse(due.dueAt);
  const left = end - at;
  if (due.kind === "sessionStart") {
    if (left > 15 * 60_000) return { level: "wait", left, share: 1 };
    return { level: left > -30 * 60_000 ? "soon" : "over", left, share: 0 };
  }
  if (due.overdue || left < 0) return { level: "over", left: Math.min(left, 0), share: 0 };
  const start = Date.parse(due.openedAt ?? "");
  const whole = Number.isNaN(start) ? 24 * 3_600_000 : Math.max(end - start, 1);
  const share = left / whole;
  const level = share < 0.25 || left < 2 * 3_600_000 ? "soon" : "ok";
  return { level, left, share };
}
