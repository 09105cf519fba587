import { type CheckContext, type Client, check, newcomer, type RunningApp, signIn } from '../kit/index.ts';
import { hostIn, site } from './addresses.ts';
import {
  type Book,
  insistOnAlways,
  lookAround,
  MOST,
  othersAreServed,
  rush,
  stock,
  Tally,
} from './contract.ts';

/** Headers in which a client can claim to be somebody else; all at once, since a limit by any one of them sees somebody new. */
function claims({ random }: CheckContext): Record<string, string> {
  return {
    'X-Forwarded-For': random.pick([
      random.address(),
      `${random.address()}, ${random.address()}`,
      `${random.address()}, ${random.address()}, ${random.address()}`,
    ]),
    'X-Real-IP': random.address(),
    'X-Client-IP': random.address(),
    'CF-Connecting-IP': random.address(),
    'True-Client-IP': random.address(),
    Forwarded: `for=${random.address()}`,
    'User-Agent': `Mozilla/5.0 (${random.text(8)})`,
    'Accept-Language': `${random.text(2, 'abcdefghijklmnop')};q=0.${random.integer(1, 9)}`,
  };
}

check('forged-addresses', async (t) => {
  t.tried('Scraped from one address, with headers that claim another one each time.');
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  const tally = new Tally();
  await rush(t, tally, MOST + 6, () => scraper.send({ ...lookAround(t, books), headers: claims(t) }));
  // And as itself: who merely shuts out whoever claims something has no limit yet.
  await rush(t, tally, MOST + 3, () => scraper.send(lookAround(t, books)));
  tally.insistOnBrowsingLimit(
    t,
    `from one address that claimed to be others (${Object.keys(claims(t)).join(', ')})`,
  );
  await othersAreServed(t, app, books);
});

check('forged-victim', async (t) => {
  t.tried("Used up the limit under somebody else's address, by headers that claim it.");
  const app = await t.start();
  const books = await stock(t, 40);
  const [attacker, victim] = [app.client(), app.client()];
  const headers = Object.fromEntries(
    ['X-Forwarded-For', 'X-Real-IP', 'X-Client-IP', 'CF-Connecting-IP', 'True-Client-IP'].map((name) => [
      name,
      victim.address,
    ]),
  );
  const tally = new Tally();
  await rush(t, tally, MOST + 10, () =>
    attacker.send({ path: `/api/search?q=${encodeURIComponent(t.random.pick(books).author)}`, headers }),
  );
  await rush(t, tally, MOST + 3, () => attacker.send({ ...lookAround(t, books), headers }));
  await rush(t, tally, MOST + 3, () => attacker.send(lookAround(t, books)));
  await insistOnAlways(t, 'After it, from the real address,', books, (visit) => victim.send(visit));
  tally.insistOnBrowsingLimit(t, 'from one address that claimed to be another');
});

check('made-up-sessions', async (t) => {
  t.tried('Scraped from one address, with another made-up session, API key and account each time.');
  const app = await t.start();
  const books = await stock(t, 40);
  const { client, bearer } = await newcomer(t, app);
  const names = client.jar.all.map(({ name }) => name);
  const scraper = app.client();
  const tally = new Tally();
  await rush(t, tally, MOST + 6, (index) => {
    const token = t.random.text(43);
    return scraper.send({
      ...lookAround(t, books),
      headers: {
        Cookie: [...names, 'sid', 'session_id', 'userId'].map((name) => `${name}=${token}`).join('; '),
        ...(bearer === undefined && index % 2 === 0 ? {} : { Authorization: `Bearer ${token}` }),
        'X-API-Key': token,
        'X-User-Id': String(t.random.integer(1, 1_000_000)),
      },
    });
  });
  // And with none: who merely shuts out whoever brings one has no limit yet.
  await rush(t, tally, MOST + 3, () => scraper.send(lookAround(t, books)));
  tally.insistOnBrowsingLimit(t, 'from one address with made-up sessions');
  await othersAreServed(t, app, books);
});

/** Browsers in which one account is logged in, each at another address. */
async function devices(t: CheckContext, app: RunningApp, count: number) {
  const first = await newcomer(t, app);
  const sessions = [first];
  while (sessions.length < count) sessions.push(await signIn(t, app, first.who, first.id));
  return sessions;
}

check('account-counted-once', async (t) => {
  t.tried(
    'Scraped with one account from several addresses, with a session of its own at each of them, and logged in again in between.',
  );
  const app = await t.start();
  const books = await stock(t, 40);
  const sessions = await devices(t, app, 4);
  const [first] = sessions;
  const tally = new Tally();
  for (let round = 0; round < 19; round++) {
    if (first && round % 6 === 5) sessions.push(await signIn(t, app, first.who, first.id));
    for (const session of sessions) await rush(t, tally, 1, () => session.send(lookAround(t, books)));
  }
  tally.insistOnBrowsingLimit(t, 'of one account with several sessions, each at an address of its own');
  const other = await newcomer(t, app);
  await insistOnAlways(t, 'Another account:', books, (visit) => other.send(visit), 5);
});

/** Scrapes with another address of the network for each request. */
async function scrapeFrom(
  t: CheckContext,
  app: RunningApp,
  books: readonly Book[],
  network: readonly number[],
) {
  const tally = new Tally();
  await rush(t, tally, MOST + 4, () => {
    const client: Client = app.client(hostIn(t.random, network));
    return client.send(lookAround(t, books));
  });
  tally.insistOnBrowsingLimit(
    t,
    `from the IPv6 network ${hostIn(t.random, network).replace(/(:[^:]+){4}$/, '')}::/64, each from another address of it,`,
  );
}

check('ipv6-network', async (t) => {
  t.tried('Scraped from one IPv6 network (a /64), from another of its 2^64 addresses each time.');
  const app = await t.start();
  const books = await stock(t, 40);
  const home = site(t.random);
  await scrapeFrom(t, app, books, [...home, t.random.integer(1, 0xffff)]);
  // With zeros in the middle, which a proxy writes as `::`.
  await scrapeFrom(t, app, books, [0x2a00 + t.random.integer(1, 0x1f), t.random.integer(1, 0xffff), 0, 0]);
  const neighbour = site(t.random, home.slice(0, 2));
  await othersAreServed(t, app, books, app.client(hostIn(t.random, [...neighbour, 1])));
});
