import { check } from '../kit/index.ts';
import { fieldsIn, quotaIn, retryAfter } from './comes-back.ts';
import {
  ALWAYS,
  BROWSING_LIMIT,
  exhaust,
  isServed,
  lookAround,
  MOST,
  othersAreServed,
  rush,
  stock,
  Tally,
  untilSecond,
} from './contract.ts';

const TELL_WHEN =
  'A 429 carries Retry-After, in seconds or as a date, at most 60 seconds ahead; whoever comes back then is served.';

check('retry-after', async (t) => {
  t.tried('Read from a refusal when to come again, waited as long, and came again.');
  const app = await t.start();
  const books = await stock(t, 40);
  const client = app.client();
  // Twice, at another moment of a window each: a constant is right by chance only.
  for (const pause of ['17s', '41s']) {
    await client.send(lookAround(t, books));
    await t.clock.advance(pause);
    const refusal = await exhaust(t, books, (visit) => client.send(visit));
    const said = refusal.header('Retry-After');
    const seconds = retryAfter(refusal, t.clock.now());
    if (seconds === undefined) {
      return t.fail(
        said === undefined ? 'The 429 says no Retry-After.' : `The 429 says Retry-After: ${said}.`,
        TELL_WHEN,
      );
    }
    // A second for rounding, in both directions.
    if (seconds > 61 || seconds < -15) {
      t.fail(`The 429 says Retry-After: ${said}, which is ${Math.round(seconds)} seconds ahead.`, TELL_WHEN);
    }
    // What is told of one client's limit has to be that client's.
    await othersAreServed(t, app, books);
    await t.clock.advance(`${Math.max(0, Math.ceil(seconds)) + 1}s`);
    const answer = await client.send(lookAround(t, books));
    if (!isServed(answer)) {
      t.fail(
        `The 429 said Retry-After: ${said}. Whoever waited that long was answered ${answer.status}.`,
        TELL_WHEN,
      );
    }
    await t.clock.advance('2m');
  }
});

const TELL_HOW_MANY =
  'Each answer about the catalogue says in the RateLimit fields how many requests remain and in how many seconds there are more (RateLimit: "name";r=19;t=60, or an older form of the draft), and it is true.';

check('ratelimit-fields', async (t) => {
  t.tried(
    'Read from the RateLimit fields how many requests remain, used up as many, and came again when they said.',
  );
  const app = await t.start();
  const books = await stock(t, 40);
  for (const path of [
    '/api/books',
    `/api/books/${books[0]?.id}`,
    `/api/search?q=${encodeURIComponent(books[0]?.author ?? '')}`,
  ]) {
    const client = app.client();
    const first = await client.get(path);
    const quota = quotaIn(first);
    if (!quota)
      return t.fail(`GET ${path} was answered ${first.status} with ${fieldsIn(first)}.`, TELL_HOW_MANY);
    if (quota.reset > 61) {
      t.fail(
        `GET ${path} was answered with ${fieldsIn(first)}: more in ${quota.reset} seconds.`,
        `${TELL_HOW_MANY} The seconds count from now, and a minute later everything is as at the beginning.`,
      );
    }
  }
  let client = app.client();
  let startedAt = t.clock.now();
  let first = quotaIn(await client.send(lookAround(t, books)));
  // A window that ends while the requests go out makes a true number wrong: begin behind its end.
  if (first && first.reset <= 15) {
    await t.clock.advance(`${first.reset + 1}s`);
    client = app.client();
    startedAt = t.clock.now();
    first = quotaIn(await client.send(lookAround(t, books)));
  }
  const tally = new Tally();
  let last = first;
  for (let index = 0; index < MOST + 3; index++) {
    const answer = tally.add(await client.send(lookAround(t, books)), t.clock.now());
    if (!isServed(answer)) break;
    last = quotaIn(answer);
  }
  const [refusal] = tally.refusals;
  if (!refusal) return t.fail(`${tally.sent} requests at once were all answered.`, BROWSING_LIMIT);
  const served = tally.servedAt.length;
  // A limit that fills up again does so in the meantime: by 60 a minute at most, which is one a second.
  const seconds = Math.ceil((t.clock.now() - startedAt) / 1000);
  if (!first || served < first.remaining - 1 || served > first.remaining + 1 + seconds) {
    t.fail(
      `The first answer said that ${first?.remaining ?? 'an unknown number of'} requests remain; ${served} more were answered.`,
      TELL_HOW_MANY,
    );
  }
  if (!last || last.remaining > 1) {
    t.fail(
      `The last answer before the refusal said that ${last?.remaining ?? 'an unknown number of'} requests remain.`,
      TELL_HOW_MANY,
    );
  }
  const refused = quotaIn(refusal);
  if (!refused || refused.remaining > 0 || refused.reset > 61) {
    return t.fail(
      `The ${refusal.status} carries ${fieldsIn(refusal)}.`,
      `${TELL_HOW_MANY} On a refusal nothing remains.`,
    );
  }
  await othersAreServed(t, app, books);
  await t.clock.advance(`${refused.reset + 1}s`);
  const again = await client.send(lookAround(t, books));
  if (!isServed(again)) {
    t.fail(
      `The refusal said that there is more in ${refused.reset} seconds. After that the answer was ${again.status}.`,
      TELL_HOW_MANY,
    );
  }
});

check('twenty-always', async (t) => {
  t.tried(`Sent ${ALWAYS} requests within a minute, at once and one after the other.`);
  const app = await t.start();
  const books = await stock(t, 40);
  const insist = (number: number, status: number) => {
    if (status >= 300) {
      t.fail(`Request number ${number} of ${ALWAYS} within a minute was answered ${status}.`, BROWSING_LIMIT);
    }
  };
  const hasty = app.client();
  const answers = await Promise.all(Array.from({ length: ALWAYS }, () => hasty.send(lookAround(t, books))));
  for (const [index, { status }] of answers.entries()) insist(index + 1, status);
  const slow = app.client();
  for (let number = 1; number <= ALWAYS; number++) {
    insist(number, (await slow.send(lookAround(t, books))).status);
    if (number % 5 === 0 && number < ALWAYS) await t.clock.advance('15s');
  }
});

const AS_AT_FIRST =
  'After a minute without a request everything is as at the beginning: a limit slows down, it does not punish.';

check('limit-ends', async (t) => {
  t.tried('Sent requests until refused, waited a minute, and looked around again.');
  const app = await t.start();
  const books = await stock(t, 40);
  const client = app.client();
  // Not at a full minute: a limit by minutes of the clock would be lucky there.
  await untilSecond(t, 45, 60);
  const tally = new Tally();
  await rush(t, tally, MOST * 2, () => client.send(lookAround(t, books)));
  await t.clock.advance('61s');
  const again = new Tally();
  for (let number = 1; number <= ALWAYS; number++) {
    const answer = again.add(await client.send(lookAround(t, books)), t.clock.now());
    if (!answer.ok) {
      t.fail(
        `A minute after ${tally.sent} requests, ${tally.refusals.length} of them refused, request number ${number} was answered ${answer.status}.`,
        AS_AT_FIRST,
      );
    }
  }
  await rush(t, again, MOST * 2 - ALWAYS, () => client.send(lookAround(t, books)));
  const [first, now] = [tally.servedAt.length, again.servedAt.length];
  // A bucket fills while the burst goes on, and a weighted window remembers some of the minute before.
  if (now < first * 0.6) {
    t.fail(
      `Of a first burst ${first} requests were answered; of the same burst after a minute without any request, ${now}.`,
      AS_AT_FIRST,
    );
  }
  await othersAreServed(t, app, books);
});
