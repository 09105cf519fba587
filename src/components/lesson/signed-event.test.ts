import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { sign, verify } from './signed-event.ts';

const SECRET = 'whsec_for_this_test';
const BODY = '{ "type": "checkout.session.completed", "amount": 9900 }';

test('signs as the stripe package does', async () => {
  const { signature } = await sign(SECRET, 1_700_000_000, BODY);
  const header = Stripe.webhooks.generateTestHeaderString({
    payload: BODY,
    secret: SECRET,
    timestamp: 1_700_000_000,
  });
  expect(header).toBe(`t=1700000000,v1=${signature}`);
});

test('tells other bytes and old age', async () => {
  const sent = await sign(SECRET, 1000, BODY);
  expect(await verify(SECRET, sent, BODY, 1000)).toBe('paid');
  expect(await verify(SECRET, sent, BODY, 1300)).toBe('paid');
  expect(await verify(SECRET, sent, BODY, 1301)).toBe('too-old');
  expect(await verify(SECRET, sent, JSON.stringify(JSON.parse(BODY)), 1000)).toBe('other-bytes');
  expect(await verify(SECRET, sent, BODY.replace('9900', '1'), 1000)).toBe('other-bytes');
  expect(await verify('another', sent, BODY, 1000)).toBe('other-bytes');
});
