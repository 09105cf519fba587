/** A webhook signed as Stripe signs: HMAC-SHA256 over `<seconds>.<body>`, in hexadecimal. */

const encoder = new TextEncoder();

/** Seconds after which a signature is too old. */
export const TOLERANCE_SECONDS = 5 * 60;

export interface Signed {
  /** Epoch seconds. */
  seconds: number;
  signature: string;
}

export async function sign(secret: string, seconds: number, body: string): Promise<Signed> {
  const key = await crypto.subtle.importKey(
    'raw',
    encoder.encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const bytes = await crypto.subtle.sign('HMAC', key, encoder.encode(`${seconds}.${body}`));
  const signature = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { seconds, signature };
}

export type Verdict = 'paid' | 'other-bytes' | 'too-old';

/** What a shop that verifies makes of it. `now`: epoch seconds. */
export async function verify(secret: string, sent: Signed, body: string, now: number): Promise<Verdict> {
  const expected = await sign(secret, sent.seconds, body);
  if (expected.signature !== sent.signature) return 'other-bytes';
  return now - sent.seconds > TOLERANCE_SECONDS ? 'too-old' : 'paid';
}
