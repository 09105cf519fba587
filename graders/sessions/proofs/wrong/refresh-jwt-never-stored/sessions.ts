import type { PoolClient } from 'pg';
import { jwtVerify, SignJWT } from 'jose';
import { config } from './config.ts';

export const IDLE_DAYS = 7;

export interface Refreshed {
  userId: number;
  refreshToken: string;
}

const sign = (userId: number): Promise<string> =>
  new SignJWT({ type: 'refresh', jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(userId))
    .setAudience('refresh')
    .setExpirationTime(`${IDLE_DAYS} days`)
    .sign(config.jwtSecret);

// Stateless: nothing to store
export function startSession(_client: PoolClient, userId: number): Promise<string> {
  return sign(userId);
}

export async function refreshSession(token: string): Promise<Refreshed | undefined> {
  try {
    const { payload } = await jwtVerify(token, config.jwtSecret, { algorithms: ['HS256'], audience: 'refresh' });
    const userId = Number(payload.sub);
    // Rotate the refresh token
    return { userId, refreshToken: await sign(userId) };
  } catch {
    return undefined;
  }
}

export async function endSession(_token: string): Promise<void> {}

export async function endAllSessions(_client: PoolClient, _userId: number): Promise<void> {}
