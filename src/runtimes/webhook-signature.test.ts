import Stripe from 'stripe';
import { expect, it } from 'vitest';
import type { HttpRequest } from './runtime.ts';
import { signed } from './webhook-signature.ts';

const SECRETS = { STRIPE_WEBHOOK_SECRET: 'a secret / of any form=', OTHER: 'another' };
const post = (signature: string, body: string | Uint8Array): HttpRequest => ({
  method: 'POST',
  path: '/hook',
  headers: [
    ['Content-Type', 'application/json'],
    ['Stripe-Signature', signature],
  ],
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
});
const headerOf = (request: HttpRequest) =>
  request.headers.find(([name]) => name === 'Stripe-Signature')?.[1] ?? '';

it.each(['{"id":"evt_1","name":"Zoë 💳"}', '\uFEFF{}'])('signs %j as Stripe does', async (body) => {
  const request = await signed(post('{{$stripeSignature STRIPE_WEBHOOK_SECRET}}', body), SECRETS);
  const verify = (secret: string) =>
    Stripe.webhooks.signature?.verifyHeader(body, headerOf(request), secret, 60);
  expect(verify(SECRETS.STRIPE_WEBHOOK_SECRET)).toBe(true);
  expect(() => verify(SECRETS.OTHER)).toThrow();
  expect(request.body).toEqual(new TextEncoder().encode(body));
});

it('signs every placeholder, each with its own secret, and keeps what stands around', async () => {
  const request = await signed(
    post('x {{ $stripeSignature OTHER }}; {{$stripeSignature STRIPE_WEBHOOK_SECRET}}', '{}'),
    SECRETS,
  );
  expect(headerOf(request)).toMatch(/^x t=\d+,v1=[0-9a-f]{64}; t=\d+,v1=[0-9a-f]{64}$/);
  expect(new Set(headerOf(request).match(/[0-9a-f]{64}/g)).size).toBe(2);
});

it('leaves every other request alone', async () => {
  const request = post('t=1,v1={{no}}', '{{$stripeSignature OTHER}}');
  expect(await signed(request, SECRETS)).toBe(request);
});

it('names a variable that the app does not have, and what it has, and no secret', async () => {
  const asked = signed(post('{{$stripeSignature STRIPE_SECRET}}', '{}'), SECRETS);
  await expect(asked).rejects.toThrow(/STRIPE_SECRET}}.*STRIPE_WEBHOOK_SECRET, OTHER/);
  await expect(asked).rejects.not.toThrow(/another|of any form/);
  await expect(signed(post('{{$stripeSignature toString}}', '{}'), {})).rejects.toThrow(/none at all/);
});

it('does not sign what is no text', async () => {
  const asked = signed(post('{{$stripeSignature OTHER}}', new Uint8Array([0xff])), SECRETS);
  await expect(asked).rejects.toThrow(/not UTF-8/);
});
