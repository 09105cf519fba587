import jwt from 'jsonwebtoken';

export interface Tokens {
  maxAgeMs: number;
  issue(id: number): string;
  read(token: unknown): number | null;
}

export function createTokens({ secret, hours }: { secret: string; hours: number }): Tokens {
  return {
    maxAgeMs: hours * 60 * 60 * 1000,
    issue: (id) => jwt.sign({}, secret, { subject: `${id}`, expiresIn: `${hours}h`, algorithm: 'HS384', issuer: 'login-api' }),
    read(token) {
      if (typeof token !== 'string') return null;
      try {
        const claims = jwt.verify(token, secret, { algorithms: ['HS384'], issuer: 'login-api', maxAge: `${hours}h` });
        return typeof claims === 'string' ? null : Number(claims.sub);
      } catch {
        return null;
      }
    },
  };
}
