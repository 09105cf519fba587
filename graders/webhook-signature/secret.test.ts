import { type CheckContext, check, postAsStripe, type RunningApp } from '../kit/index.ts';
import {
  honestOrderIsPaid,
  newOrder,
  paidEvent,
  products,
  refused,
  SECRET,
  seconds,
  WEBHOOK,
} from './contract.ts';
import { anotherSecret, headersSignedWith, secretsIn } from './forging.ts';

/** Signs with each of the secrets; none may be taken. */
async function noneIsTaken(t: CheckContext, app: RunningApp, secrets: readonly string[]): Promise<void> {
  const order = await newOrder(t, app);
  const payload = JSON.stringify(paidEvent(t, order));
  for (const { secrets: used, header } of await headersSignedWith(secrets, seconds(t), payload)) {
    const shown = used.map((secret) => JSON.stringify(secret)).join(' or ');
    await refused(t, app, order, { what: `An event signed with ${shown}`, payload, signature: header });
  }
}

check('other-secret', async (t) => {
  t.tried(
    'Signed events with the secret of another deployment, with common ones, and with every string in the source.',
  );
  const app = await t.start();
  await honestOrderIsPaid(t, app);
  await noneIsTaken(t, app, [anotherSecret(t), anotherSecret(t), ...secretsIn(t.files)]);
  await honestOrderIsPaid(t, app);
});

check('secret-required', async (t) => {
  t.tried(
    `Started the app without ${SECRET} and sent events signed with nothing, or with what stands in its place.`,
  );
  for (const value of [undefined, '']) {
    let app: RunningApp;
    try {
      app = await t.start({ env: { [SECRET]: value } });
    } catch (thrown) {
      // Refusing to start is one of the two right answers.
      if (thrown instanceof Error && thrown.name === 'AppFaultError') continue;
      throw thrown;
    }
    const shop = await app.client().get('/api/products');
    // Up, and closed altogether: nothing to forge an event for.
    if (shop.ok) await withoutSecret(t, app);
    await app.stop();
  }
  await honestOrderIsPaid(t, await t.start());
});

/** Any refusal will do here, a 5xx too: the server is broken indeed. */
async function withoutSecret(t: CheckContext, app: RunningApp): Promise<void> {
  await products(t, app);
  const order = await newOrder(t, app);
  const payload = JSON.stringify(paidEvent(t, order));
  const headers = await headersSignedWith(secretsIn(t.files), seconds(t), payload);
  for (const { secrets, header } of [{ secrets: ['(no signature)'], header: undefined }, ...headers]) {
    const answer = await postAsStripe(app.client(), WEBHOOK, payload, header);
    if (!answer.ok) continue;
    t.fail(
      `Without ${SECRET} the app takes an event signed with ${secrets.map((secret) => JSON.stringify(secret)).join(' or ')}.`,
      `Without ${SECRET} the app refuses to start, or refuses every event: a default is a secret that everybody knows.`,
    );
  }
}
