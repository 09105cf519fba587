import { type CheckContext, type Client, check } from '../kit/index.ts';
import {
  type Book,
  BROWSING_LIMIT,
  exhaust,
  isServed,
  lookAround,
  MOST,
  othersAreServed,
  PAGE_MAX,
  rush,
  stock,
  Tally,
  type Visit,
} from './contract.ts';

check('browsing-limited', async (t) => {
  t.tried(
    'Scraped the catalogue from one address, in bursts over several minutes, and from another one steadily.',
  );
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  const tally = new Tally();
  for (const pause of [undefined, '20s', '20s', '30s', '55s']) {
    if (pause) await t.clock.advance(pause);
    await rush(t, tally, MOST + 3, () => scraper.send(lookAround(t, books)));
  }
  tally.insistOnBrowsingLimit(t, 'from one address');
  // A bucket that is full at first, and gives a whole minute's worth while that minute goes on.
  const patient = app.client();
  const steady = new Tally();
  await rush(t, steady, MOST / 2, () => patient.send(lookAround(t, books)));
  for (let seconds = 0; seconds < 58; seconds += 2) {
    await t.clock.advance('2s');
    await rush(t, steady, 3, () => patient.send(lookAround(t, books)));
  }
  steady.insistOnBrowsingLimit(t, 'from one address, half of them at once and then three every two seconds,');
  const odd = tally.refusals.find(({ status }) => status !== 429);
  if (odd) {
    t.fail(
      `A request beyond the limit was answered ${odd.status}.`,
      'A refusal for too many requests is a 429: it alone tells a client that there is nothing wrong but its speed.',
    );
  }
  await othersAreServed(t, app, books);
});

check('window-edge', async (t) => {
  t.tried(
    'Found out when a window begins by coming again and again, and sent one burst right before the next one and another right after.',
  );
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  await exhaust(t, books, (visit) => scraper.send(visit));
  const tally = new Tally();
  // Wherever a window begins: with the full minute, with one's first request, with the app's start.
  for (let probe = 0; probe < 13 && tally.servedAt.length === 0; probe++) {
    await t.clock.advance('5s');
    await rush(t, tally, 1, () => scraper.send(lookAround(t, books)));
  }
  for (const pause of ['53s', '8s']) {
    await t.clock.advance(pause);
    await rush(t, tally, MOST + 6, () => scraper.send(lookAround(t, books)));
  }
  tally.insistOnBrowsingLimit(t, 'in two bursts, eight seconds apart,');
  await othersAreServed(t, app, books);
});

check('counted-together', async (t) => {
  t.tried(
    'Spread the requests over list, search and single books, by GET and HEAD, in other spellings of the paths, and with "only if it has changed".',
  );
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  const tally = new Tally();
  for (let round = 0; round < 15; round++) {
    for (const visit of t.random.shuffle(spellings(t.random.pick(books)))) {
      await rush(t, tally, 1, () => scraper.send(visit));
    }
  }
  tally.insistOnBrowsingLimit(t, 'to list, search and single books together');
  await insistOnCountingUnchanged(t, app.client(), books);
  await othersAreServed(t, app, books);
});

/** An answer without a body tells a scraper the same: that the book is there, or that the search finds it. */
async function insistOnCountingUnchanged(t: CheckContext, scraper: Client, books: readonly Book[]) {
  const tally = new Tally();
  const headers = { 'If-None-Match': '*' };
  await rush(t, tally, MOST + 6, () => scraper.send({ ...lookAround(t, books), headers }));
  tally.insistOnBrowsingLimit(t, 'with "only if it has changed"');
}

/** What an Express app answers alike, and a limiter that counts by method or path may count apart. */
function spellings({ id, author }: Book): Visit[] {
  const q = encodeURIComponent(author);
  return [
    { path: '/api/books' },
    { path: `/api/books/${id}` },
    { path: `/api/search?q=${q}` },
    { method: 'HEAD', path: '/api/books' },
    { method: 'HEAD', path: `/api/books/${id}` },
    { method: 'HEAD', path: `/api/search?q=${q}` },
    { method: 'HEAD', path: `/API/Books/${id}` },
    { method: 'HEAD', path: `/api/books?limit=${PAGE_MAX}` },
    { path: `/API/Books/${id}/` },
    { path: `/api/Search/?q=${q}` },
    { path: `/api/books/?limit=5&_=${id}` },
    { path: `/api/books/${id}`, headers: { 'If-None-Match': '*' } },
    { path: `/api/search?q=${q}`, headers: { 'If-None-Match': '*' } },
  ];
}

check('misses-count', async (t) => {
  t.tried('Asked for books that do not exist, one id after the other.');
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  const from = Number(books.at(-1)?.id) + t.random.integer(1000, 90_000);
  let answered = 0;
  for (let index = 0; index < MOST + 4; index++) {
    const answer = await scraper.get(`/api/books/${from + index}`);
    if (answer.status !== 429) answered += 1;
  }
  if (answered > MOST) {
    t.fail(
      `${answered} requests for books that do not exist were answered within a minute, and none of them counted.`,
      'Every request counts, whatever its answer: also one that finds nothing has cost a query and told something.',
    );
  }
  await othersAreServed(t, app, books);
});

check('browsing-at-once', async (t) => {
  t.tried('Sent 100 searches at the same moment, through a catalogue of 3,000 books.');
  const app = await t.start();
  // So many that a search takes its time: what is counted when the work is done is counted too late.
  const books = await stock(t, 3000);
  const scraper = app.client();
  const tally = new Tally();
  const at = t.clock.now();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      scraper.get(`/api/search?q=${encodeURIComponent(t.random.pick(books).author)}`),
    ),
  );
  for (const answer of answers) tally.add(answer, at);
  tally.insistOnBrowsingLimit(t, 'sent at the same moment');
  await othersAreServed(t, app, books);
});

check('refusal-costs-nothing', async (t) => {
  t.tried('Went on searching after the limit was reached, and watched what the database was asked.');
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  const refusedTerms: string[] = [];
  let served = 0;
  // A window may end just now: then once more, at another moment of it.
  for (const pause of [undefined, '130s']) {
    if (pause) await t.clock.advance(pause);
    await exhaust(t, books, (visit) => scraper.send(visit));
    served = 0;
    const from = t.clock.now();
    for (let index = 0; index < 5; index++) {
      const term = t.random.text(12, 'bcdfghjklmnpqrst');
      const answer = await scraper.get(`/api/search?q=${term}`);
      if (isServed(answer)) served += 1;
      else refusedTerms.push(term);
    }
    // A limit that fills up again does so in the meantime, by one a second at most.
    served = Math.max(0, served - Math.ceil((t.clock.now() - from) / 1000));
    if (served === 0) break;
  }
  const ran = t.database.statements.filter(({ sql, parameters }) =>
    refusedTerms.some((term) => sql.includes(term) || parameters.some((value) => value?.includes(term))),
  );
  if (served === 0 && ran.length > 0) {
    t.fail(
      `${refusedTerms.length} searches were refused, and ${ran.length} statements with their terms went to the database all the same.`,
      'The limit stands before the work: a refused request is counted and answered, and nothing is searched for it.',
    );
  }
  if (served > 0) {
    t.fail(`After the limit was reached ${served} of 5 searches were answered.`, BROWSING_LIMIT);
  }
  await othersAreServed(t, app, books);
});
