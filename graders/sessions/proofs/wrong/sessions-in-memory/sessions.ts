/** A login is a session; each refresh begins a new round, and only tokens of the current round may do that. */
import { createHash, randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';

export const IDLE_DAYS = 7;
const DAY = 24 * 60 * 60 * 1000;
const LONGEST = 30 * DAY;
const GRACE = 10 * 1000;

interface Session {
  userId: number;
  round: number;
  roundBeganAt: number;
  endsAt: number;
}

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

const tokens = new Map<string, { session: Session; round: number }>();
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64');

function giveToken(session: Session): string {
  const token = randomBytes(32).toString('base64url');
  tokens.set(hashOf(token), { session, round: session.round });
  return token;
}

function end(session: Session): void {
  session.endsAt = 0;
  for (const [hash, token] of tokens) if (token.session === session) tokens.delete(hash);
}

export async function startSession(_client: PoolClient, userId: number): Promise<string> {
  return giveToken({ userId, round: 0, roundBeganAt: Date.now(), endsAt: Date.now() + LONGEST });
}

export async function refreshSession(token: string): Promise<Refreshed | undefined> {
  const held = tokens.get(hashOf(token));
  if (!held) return undefined;
  const { session, round } = held;
  const now = Date.now();
  if (session.endsAt <= now || session.roundBeganAt <= now - IDLE_DAYS * DAY) return undefined;
  if (round === session.round) {
    session.round += 1;
    session.roundBeganAt = now;
  } else if (round !== session.round - 1 || session.roundBeganAt <= now - GRACE) {
    end(session);
    return undefined;
  }
  return { userId: session.userId, refreshToken: giveToken(session) };
}

export async function endSession(token: string): Promise<void> {
  const held = tokens.get(hashOf(token));
  if (held) end(held.session);
}

export async function endAllSessions(_client: PoolClient, userId: number): Promise<void> {
  for (const { session } of tokens.values()) if (session.userId === userId) end(session);
}
