import { type CheckContext, check, quoteTable, type RunningApp } from '../kit/index.ts';
import { hostIn, site } from './addresses.ts';
import {
  anotherInstance,
  type Book,
  BROWSING_LIMIT,
  exhaust,
  isServed,
  lookAround,
  othersAreServed,
  rush,
  stock,
  Tally,
} from './contract.ts';

const STRANGERS = 200;
/** Rows that may be left of them. */
const LEFT = 100;

/** So many people at addresses of their own, who search once. */
async function crowd(t: CheckContext, app: RunningApp, books: readonly Book[]): Promise<void> {
  for (let number = 0; number < STRANGERS; number++) {
    const isIpv6 = number % 3 === 0;
    const client = app.client(isIpv6 ? hostIn(t.random, [...site(t.random), 1]) : undefined);
    await client.get(`/api/search?q=${encodeURIComponent(t.random.pick(books).author)}`);
  }
}

check('others-reset-nothing', async (t) => {
  t.tried(
    `Used up the limit, waited for ${STRANGERS} other clients to come by, and went on within the same minute.`,
  );
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  const tally = new Tally();
  await exhaust(t, books, (visit) => scraper.send(visit), tally);
  await crowd(t, app, books);
  await rush(t, tally, 40, () => scraper.send(lookAround(t, books)));
  tally.insistOnBrowsingLimit(t, `of one client, with ${STRANGERS} other clients in between,`);
  await othersAreServed(t, app, books);
});

/** Rows in all tables. */
async function rowsIn(t: CheckContext): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const found of await t.database.tables()) {
    const table = quoteTable(found);
    const { rows } = await t.database.query(`select count(*) from ${table}`);
    counts.set(table, Number(rows[0]?.[0]));
  }
  return counts;
}

check('strangers-are-forgotten', async (t) => {
  t.tried(
    `Looked at what the database still holds of ${STRANGERS} strangers a day later, with a deployment in between.`,
  );
  let app = await t.start();
  const books = await stock(t, 40);
  const before = await rowsIn(t);
  await crowd(t, app, books);
  // A day with some traffic: whoever clears up now and then, by a timer or when a request comes, gets round to it.
  let regulars = Array.from({ length: 5 }, () => app.client());
  for (let hours = 0; hours < 24; hours += 4) {
    await t.clock.advance('4h');
    if (hours === 0) {
      await app.stop();
      app = await anotherInstance(t, app);
      regulars = Array.from({ length: 5 }, () => app.client());
    }
    for (const client of regulars) {
      for (let number = 0; number < 12; number++) await client.send(lookAround(t, books));
    }
  }
  const after = await rowsIn(t);
  for (const [table, count] of after) {
    const more = count - (before.get(table) ?? 0);
    if (more > LEFT) {
      t.fail(
        `A day after ${STRANGERS} strangers came by, the table ${table} holds ${more} rows more than before them.`,
        `What is counted about strangers is forgotten when it counts no more: after a day with some traffic at most ${LEFT} rows of it are left. Else anybody can fill the disk with a handful of addresses.`,
      );
    }
  }
  // Nothing is remembered of anybody: that is no limit either.
  const scraper = app.client();
  const refusal = await exhaust(t, books, (visit) => scraper.send(visit));
  if (isServed(refusal)) t.fail('A scraper was never refused.', BROWSING_LIMIT);
  await othersAreServed(t, app, books);
});
