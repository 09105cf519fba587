/**
 * How long somebody is in who copied a session, by the design of the session: a day minute by minute. Times are minutes
 * after the login.
 */

export const DESIGNS = ['long-token', 'short-token', 'row', 'pair'] as const;
export type Design = (typeof DESIGNS)[number];

/** What the owner does: nothing, since they notice nothing; or what people do when they do. */
export const REACTIONS = ['nothing', 'logs-out', 'changes-password'] as const;
export type Reaction = (typeof REACTIONS)[number];

/** When the thief copies everything that the browser holds, and when the owner reacts. */
export const COPIED_AT = 5;
export const REACTED_AT = 10;
const LONG = 8 * 60;
export const SHORT = 15;

/** The server's side of one login, and what it remembers of it. */
interface Server {
  revoked: boolean;
  /** Number of the refresh token that is good now. */
  refresh: number;
}

/** What a browser holds, the owner's or the thief's. */
interface Held {
  accessUntil: number;
  refresh: number;
}

/** The minute in which the thief is out for good. */
export function thiefOutAt(design: Design, reaction: Reaction): number {
  const server: Server = { revoked: false, refresh: 1 };
  const owner: Held = { accessUntil: lifetime(design), refresh: 1 };
  let thief: Held | undefined;
  let lastIn = COPIED_AT;
  for (let minute = 0; minute <= LONG; minute++) {
    if (minute === COPIED_AT) thief = { ...owner };
    if (minute === REACTED_AT && reaction !== 'nothing') server.revoked = true;
    // The thief is awake and comes first; the owner's page asks once a minute as well.
    if (thief && isIn(design, server, thief, minute)) lastIn = minute;
    if (!(reaction === 'logs-out' && minute >= REACTED_AT)) isIn(design, server, owner, minute);
  }
  return lastIn + 1;
}

const lifetime = (design: Design) => (design === 'short-token' || design === 'pair' ? SHORT : LONG);

/** Whether a request at this minute is answered; with a pair, a refresh is tried first where it is due. */
function isIn(design: Design, server: Server, held: Held, minute: number): boolean {
  if (minute < held.accessUntil) return design === 'row' ? !server.revoked : true;
  if (design !== 'pair' || minute >= LONG || server.revoked) return false;
  if (held.refresh !== server.refresh) {
    // A refresh token that was used before: two people hold this login. Nobody keeps it.
    server.revoked = true;
    return false;
  }
  server.refresh += 1;
  held.refresh = server.refresh;
  held.accessUntil = minute + SHORT;
  return true;
}

/** `9:00` plus minutes, as on a clock. */
export function clock(minutes: number): string {
  const at = 9 * 60 + minutes;
  return `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;
}
