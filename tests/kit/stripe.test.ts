import Stripe from 'stripe';
import { expect, it } from 'vitest';
import { Random } from '../../graders/kit/random.ts';
import { checkoutSession, stripeEvent, stripeHeader, stripeSignature } from '../../graders/kit/stripe.ts';

const stripe = new Stripe('sk_test_unused');
const NOW = 1_795_000_000_000;

function paidEvent(seed: number) {
  const random = new Random(seed, 'stripe');
  const session = checkoutSession(random, NOW, {
    reference: String(seed),
    total: 1250,
    email: 'zoë@example.com',
    name: 'Zoë 🫖 "Z"',
  });
  return stripeEvent(random, NOW, 'checkout.session.completed', session);
}

it('signs as the stripe package does', async () => {
  const payload = JSON.stringify(paidEvent(1), null, 2);
  for (const secret of ['whsec_abc', 'a/b+c==', 'ключ']) {
    const timestamp = NOW / 1000;
    expect(await stripeHeader(secret, timestamp, payload)).toBe(
      stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
    );
  }
});

it('is accepted by the stripe package, which sees the same event', async () => {
  const event = paidEvent(2);
  const payload = JSON.stringify(event);
  const timestamp = Math.floor(Date.now() / 1000);
  const header = await stripeHeader('whsec_abc', timestamp, payload);
  expect(stripe.webhooks.constructEvent(payload, header, 'whsec_abc')).toEqual(event);
  expect(() => stripe.webhooks.constructEvent(`${payload} `, header, 'whsec_abc')).toThrow();
});

it('signs with an empty secret as HMAC does with an empty key', async () => {
  const { createHmac } = await import('node:crypto');
  expect(await stripeSignature('', 1, '{}')).toBe(createHmac('sha256', '').update('1.{}').digest('hex'));
});
