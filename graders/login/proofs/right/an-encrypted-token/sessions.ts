import type { Request, Response } from 'express';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { config } from './config.ts';

const COOKIE = '__Host-s';
const FLAGS = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

export async function startSession(res: Response, userId: number): Promise<void> {
  const token = await new EncryptJWT({ u: userId })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime('23h')
    .encrypt(config.sessionKey);
  res.cookie(COOKIE, token, FLAGS);
}

export function clearSession(res: Response): void {
  res.clearCookie(COOKIE, FLAGS);
}

export async function sessionUser(req: Request): Promise<number | undefined> {
  try {
    const { payload } = await jwtDecrypt<{ u: number }>(req.cookies[COOKIE], config.sessionKey, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      requiredClaims: ['exp'],
    });
    return payload.u;
  } catch {
    return undefined;
  }
}
