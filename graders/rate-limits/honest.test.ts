import { check, newcomer, person, register, signIn } from '../kit/index.ts';
import {
  ALWAYS,
  EXPORTS_ALWAYS,
  EXPORTS_MOST,
  exportIsWhole,
  insistOnAlways,
  lookAround,
  MOST,
  rush,
  stock,
  Tally,
} from './contract.ts';

check('others-unaffected', async (t) => {
  t.tried('Let one client send as fast as it could, and looked around from other addresses meanwhile.');
  const app = await t.start();
  const books = await stock(t, 40);
  const scraper = app.client();
  const tally = new Tally();
  for (let other = 0; other < 3; other++) {
    await rush(t, tally, MOST + 10, () => scraper.send(lookAround(t, books)));
    const visitor = app.client();
    await insistOnAlways(t, `While one client sent ${tally.sent} requests, somebody else's`, books, (visit) =>
      visitor.send(visit),
    );
  }
});

check('office', async (t) => {
  t.tried('Let four people of one office look around, each logged in, behind one address.');
  const app = await t.start();
  const books = await stock(t, 40);
  const address = t.random.address();
  for (let number = 1; number <= 4; number++) {
    const who = person(t.random);
    const id = await register(t, app, who);
    const session = await signIn(t, app, who, id, app.client(address));
    await insistOnAlways(t, `In an office, logged-in person number ${number}:`, books, (visit) =>
      session.send(visit),
    );
  }
  // Their requests were theirs, not the address's.
  const visitor = app.client(address);
  await insistOnAlways(
    t,
    'A visitor of the office who is not logged in:',
    books,
    (visit) => visitor.send(visit),
    12,
  );
});

check('login-when-full', async (t) => {
  t.tried('Used up the limit of an address without logging in; then somebody at that address logged in.');
  const app = await t.start();
  const books = await stock(t, 40);
  const who = person(t.random);
  const id = await register(t, app, who);
  const address = t.random.address();
  const neighbour = app.client(address);
  await rush(t, new Tally(), MOST + 5, () => neighbour.send(lookAround(t, books)));
  const session = await signIn(t, app, who, id, app.client(address));
  await insistOnAlways(t, 'After logging in at an address whose limit is used up,', books, (visit) =>
    session.send(visit),
  );
});

check('health-unlimited', async (t) => {
  t.tried(
    'Asked for the health of the app 130 times within a minute, from the address of the load balancer.',
  );
  const app = await t.start();
  const balancer = app.client();
  for (let number = 1; number <= 130; number++) {
    const answer = await balancer.get('/api/health');
    if (answer.status !== 200) {
      t.fail(
        `GET /api/health number ${number} within a minute was answered ${answer.status}.`,
        'The load balancer asks twice a second, always from one address. It is answered 200, always: else it takes the instance for dead.',
      );
    }
  }
});

check('two-exports-always', async (t) => {
  t.tried(`Took ${EXPORTS_ALWAYS} exports, waited an hour, and took ${EXPORTS_ALWAYS} again.`);
  const app = await t.start();
  const books = await stock(t, 12);
  const dealer = await newcomer(t, app);
  for (const hour of ['first', 'second']) {
    for (let number = 1; number <= EXPORTS_ALWAYS; number++) {
      const answer = await dealer.get('/api/export');
      exportIsWhole(t, `Export number ${number} in the ${hour} hour`, answer, books);
    }
    await t.clock.advance('61m');
  }
});

check('export-colleagues', async (t) => {
  t.tried('Let three accounts of one office take their exports, one of them as many as it could.');
  const app = await t.start();
  const books = await stock(t, 12);
  const address = t.random.address();
  for (let number = 1; number <= 3; number++) {
    const who = person(t.random);
    const id = await register(t, app, who);
    const session = await signIn(t, app, who, id, app.client(address));
    for (let taken = 1; taken <= EXPORTS_ALWAYS; taken++) {
      exportIsWhole(
        t,
        `In an office, export number ${taken} of account number ${number}`,
        await session.get('/api/export'),
        books,
      );
    }
    for (let more = 0; number === 1 && more < EXPORTS_MOST; more++) await session.get('/api/export');
    // An export is no page of the catalogue, and the other way round.
    await insistOnAlways(
      t,
      'Somebody who has taken exports:',
      books,
      (visit) => session.send(visit),
      ALWAYS / 2,
    );
  }
});
