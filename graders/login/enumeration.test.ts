import { type Answer, check, told } from '../kit/index.ts';
import { login, type Person, person, register, wrongPassword } from './contract.ts';

check('same-answer-unknown-user', async (t) => {
  t.tried('Compared the answers to a wrong password and to an address that nobody has.');
  const app = await t.start();
  const who = person(t.random);
  await register(t, app, who);
  const known = await login(app.client(), { email: who.email, password: wrongPassword(t.random) });
  const unknown = await login(app.client(), {
    email: person(t.random).email,
    password: wrongPassword(t.random),
  });
  const one =
    'Both are answered 401 with one and the same {error}: otherwise the login tells who has an account.';
  for (const answer of [known, unknown]) {
    if (answer.status !== 401 || answer.object?.error === undefined) {
      t.fail(
        `${answer === known ? 'A wrong password' : 'An unknown address'} was answered ${told(answer)}.`,
        one,
      );
    }
  }
  const face = (answer: Answer) =>
    JSON.stringify([answer.object?.error, Object.keys(answer.object ?? {}).sort(), answer.cookies.length]);
  if (face(known) !== face(unknown)) {
    t.fail(`A wrong password was answered ${told(known)}, an unknown address ${told(unknown)}.`, one);
  }
});

/** An answer in less than this share of the time did not do the work. */
const SHARE = 0.4;
/** Rounds in which a difference has to stand before it counts. */
const ROUNDS = 4;

check('same-work-unknown-user', async (t) => {
  t.tried('Compared how long a wrong password takes for an address that is known and for one that is not.');
  const app = await t.start();
  // A pause that stands in for the work is seen through: under load, the clock tells one from the other.
  const time = async (email: string, password: string) => {
    const answer = login(app.client(), { email, password });
    const { status, durationMs } = await app.withoutPauses(answer);
    // What the limiter says, or a pool that took the skipped time for its own, tells nothing.
    return status >= 400 && status < 500 && status !== 429 ? durationMs : Number.POSITIVE_INFINITY;
  };
  // Once before measuring: code warms up, and some apps make their dummy hash when first needed.
  await time(person(t.random).email, wrongPassword(t.random));
  for (const { what, guess } of [
    { what: 'a wrong password', guess: () => wrongPassword(t.random) },
    { what: 'a password that is too short for any account', guess: () => t.random.text(5) },
  ]) {
    let known = Number.POSITIVE_INFINITY;
    let unknown = Number.POSITIVE_INFINITY;
    const differ = () => {
      const [quick, slow] = [Math.min(known, unknown), Math.max(known, unknown)];
      return Number.isFinite(slow) && quick < slow * SHARE && slow - quick > 3;
    };
    // Noise only ever adds time, so the shortest of several is the work itself; in turns, so that both see the same noise.
    // A difference has to stand in every round: on a busy machine all of a round's may have been held up.
    for (let round = 0; round === 0 || (round < ROUNDS && differ()); round++) {
      const people: Person[] = [person(t.random), person(t.random)];
      for (const who of people) await register(t, app, who);
      for (const who of people) {
        known = Math.min(known, await time(who.email, guess()));
        unknown = Math.min(unknown, await time(person(t.random).email, guess()));
      }
    }
    if (!differ()) continue;
    t.fail(
      `With ${what} the quickest answer took ${known.toFixed(1)} ms for a known address and ${unknown.toFixed(1)} ms for an unknown one: the clock tells who has an account.`,
      'For an unknown address the same work is done: the password is compared with a dummy hash.',
    );
  }
});
