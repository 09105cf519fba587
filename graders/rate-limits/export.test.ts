import { type Answer, type CheckContext, check, newcomer, type Session, signIn } from '../kit/index.ts';
import { retryAfter } from './comes-back.ts';
import {
  anotherInstance,
  type Book,
  EXPORT_LIMIT,
  EXPORTS_ALWAYS,
  EXPORTS_MOST,
  exportIsWhole,
  isServed,
  rush,
  stock,
  Tally,
} from './contract.ts';

const fetchExport = (session: Session): Promise<Answer> => session.get('/api/export');

/** Exports by one account, one after the other. */
const exportsOf = (t: CheckContext, tally: Tally, count: number, session: Session) =>
  rush(t, tally, count, () => fetchExport(session));

/** Belongs at the end: another account gets its export, the whole of it. */
async function othersGetTheirs(t: CheckContext, app: Parameters<typeof newcomer>[1], books: readonly Book[]) {
  const other = await newcomer(t, app);
  for (let number = 1; number <= EXPORTS_ALWAYS; number++) {
    exportIsWhole(t, `After it another account's export number ${number}`, await fetchExport(other), books);
  }
}

check('export-limited', async (t) => {
  t.tried('Took exports with one account over several hours, in bursts at different moments of an hour.');
  const app = await t.start();
  const books = await stock(t, 12);
  const dealer = await newcomer(t, app);
  const tally = new Tally();
  for (const pause of [undefined, '25m', '25m', '12m', '40m']) {
    if (pause) await t.clock.advance(pause);
    await exportsOf(t, tally, EXPORTS_MOST + 2, dealer);
  }
  tally.insistOnExportLimit(t, 'of one account');
  const odd = tally.refusals.find(({ status }) => status !== 429);
  if (odd) t.fail(`An export beyond the limit was answered ${odd.status}.`, EXPORT_LIMIT);
  // Around the edge of an hour, wherever it begins.
  const patient = await newcomer(t, app);
  await exportsOf(t, new Tally(), EXPORTS_MOST + 2, patient);
  const edge = new Tally();
  for (let probe = 0; probe < 13 && edge.servedAt.length === 0; probe++) {
    await t.clock.advance('5m');
    await exportsOf(t, edge, 1, patient);
  }
  for (const pause of ['53m', '8m']) {
    await t.clock.advance(pause);
    await exportsOf(t, edge, EXPORTS_MOST + 2, patient);
  }
  edge.insistOnExportLimit(t, 'in two bursts, eight minutes apart,');
  await othersGetTheirs(t, app, books);
});

/** Exports asked for at the same moment. A dozen, so that each of them has a database connection of its own. */
async function volley(t: CheckContext, tally: Tally, sessions: readonly Session[]): Promise<void> {
  const at = t.clock.now();
  const asked = Array.from({ length: 12 }, (_, index) => sessions[index % sessions.length]);
  const answers = await Promise.all(asked.map((session) => session?.get('/api/export')));
  const before = tally.servedAt.length;
  for (const answer of answers) if (answer) tally.add(answer, at);
  const served = tally.servedAt.length - before;
  if (served < EXPORTS_ALWAYS) {
    t.fail(`Of ${asked.length} exports asked for at the same moment ${served} were given out.`, EXPORT_LIMIT);
  }
}

/** How often: whether two requests meet is a matter of luck. */
const VOLLEYS = 6;

check('export-at-once', async (t) => {
  t.tried(
    `Asked for a dozen exports at the same moment, with one account, ${VOLLEYS} times in as many hours.`,
  );
  const app = await t.start();
  const books = await stock(t, 12);
  const dealer = await newcomer(t, app);
  const tally = new Tally();
  for (let hour = 0; hour < VOLLEYS; hour++) {
    await volley(t, tally, [dealer]);
    await t.clock.advance('61m');
  }
  tally.insistOnExportLimit(t, 'asked for at the same moment');
  await othersGetTheirs(t, app, books);
});

check('export-other-spellings', async (t) => {
  t.tried('Asked for exports by HEAD and in other spellings of the path.');
  const app = await t.start();
  const books = await stock(t, 12);
  const dealer = await newcomer(t, app);
  const tally = new Tally();
  for (let round = 0; round < 4; round++) {
    for (const visit of t.random.shuffle([
      { path: '/api/export' },
      { method: 'HEAD', path: '/api/export' },
      { method: 'HEAD', path: `/api/export?${t.random.text(3)}` },
      { path: '/api/export/' },
      { path: '/API/Export' },
      { path: `/api/export?${t.random.text(4)}=${t.random.integer(1, 99)}` },
    ])) {
      await rush(t, tally, 1, () => dealer.send(visit));
    }
  }
  tally.insistOnExportLimit(t, 'by GET, HEAD and in other spellings');
  await othersGetTheirs(t, app, books);
});

check('export-by-account', async (t) => {
  t.tried('Took exports with one account from several addresses, with a session of its own at each of them.');
  const app = await t.start();
  const books = await stock(t, 12);
  const first = await newcomer(t, app);
  const tally = new Tally();
  await exportsOf(t, tally, 3, first);
  for (let device = 0; device < 3; device++) {
    await exportsOf(t, tally, 3, await signIn(t, app, first.who, first.id));
  }
  tally.insistOnExportLimit(t, 'of one account with four sessions at four addresses');
  await othersGetTheirs(t, app, books);
});

check('export-after-restart', async (t) => {
  t.tried('Took exports until refused, and again after each of three restarts, as deployments bring them.');
  let app = await t.start();
  const books = await stock(t, 12);
  const dealer = await newcomer(t, app);
  const tally = new Tally();
  await exportsOf(t, tally, EXPORTS_MOST + 1, dealer);
  for (let restart = 1; restart <= 3; restart++) {
    await app.stop();
    app = await anotherInstance(t, app);
    await exportsOf(t, tally, EXPORTS_MOST + 1, await signIn(t, app, dealer.who, dealer.id));
  }
  tally.insistOnExportLimit(t, 'before and after three restarts');
  await othersGetTheirs(t, app, books);
});

check('export-two-instances', async (t) => {
  t.tried(
    `Asked the two instances of the app for exports at the same moment, with one account, and again one after the other, ${VOLLEYS} times in as many hours.`,
  );
  const app = await t.start();
  const books = await stock(t, 12);
  const second = await anotherInstance(t, app);
  const here = await newcomer(t, app);
  const there = await signIn(t, second, here.who, here.id);
  const tally = new Tally();
  for (let hour = 0; hour < VOLLEYS; hour++) {
    await volley(t, tally, [here, there]);
    await exportsOf(t, tally, 2, here);
    await exportsOf(t, tally, 2, there);
    await t.clock.advance('61m');
  }
  tally.insistOnExportLimit(t, 'from two instances together');
  await othersGetTheirs(t, second, books);
});

check('export-refusal', async (t) => {
  t.tried('Took exports until refused, read from the refusal when to come again, and came again.');
  const app = await t.start();
  const books = await stock(t, 12);
  const dealer = await newcomer(t, app);
  await fetchExport(dealer);
  await t.clock.advance(`${t.random.integer(5, 20)}m`);
  const tally = new Tally();
  await exportsOf(t, tally, EXPORTS_MOST, dealer);
  const before = asksForBooks(t);
  await exportsOf(t, tally, 1, dealer);
  const refusal = tally.refusals.at(-1);
  if (!refusal) return t.fail(`${tally.sent + 1} exports within an hour were all given out.`, EXPORT_LIMIT);
  if (asksForBooks(t) > before) {
    t.fail(
      'An export was refused, and the database was asked for the books all the same.',
      'The limit stands before the work: a refused export costs nothing.',
    );
  }
  const expected =
    'The 429 of an export carries Retry-After, at most an hour ahead; whoever comes back then gets one.';
  const said = refusal.header('Retry-After');
  const seconds = retryAfter(refusal, t.clock.now());
  if (seconds === undefined || seconds > 3601 || seconds < -1) {
    return t.fail(
      `The ${refusal.status} says ${said === undefined ? 'no Retry-After' : `Retry-After: ${said}`}.`,
      expected,
    );
  }
  await t.clock.advance(`${Math.max(0, Math.ceil(seconds)) + 1}s`);
  const answer = await fetchExport(dealer);
  if (!isServed(answer)) {
    t.fail(
      `The refusal said Retry-After: ${said}. Whoever waited that long was answered ${answer.status}.`,
      expected,
    );
  }
  exportIsWhole(t, `After ${said} seconds GET /api/export`, answer, books);
  await othersGetTheirs(t, app, books);
});

/** Statements that read the catalogue so far. */
const asksForBooks = ({ database }: CheckContext): number =>
  database.statements.filter(({ sql }) => /\bbooks\b/i.test(sql)).length;
