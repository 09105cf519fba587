import { test } from 'vitest';
import type { Evidence } from '../../src/grading/report.ts';
import { type CheckRecord, currentSession, type GradingSession } from '../../src/grading/session.ts';
import type { RuntimeName } from '../../src/runtimes/runtime.ts';
import { type RunningApp, type StartOptions, startApp } from './app.ts';
import { Clock } from './clock.ts';
import { DatabaseProbe } from './database.ts';
import { keepEvidence, shortText } from './evidence.ts';
import { CheckFailure, isFailureOfApp } from './failure.ts';
import { Random } from './random.ts';

/** What an app may take for a whole check, in milliseconds: each answer has a limit of its own, this is for their sum. */
const CHECK_MS = 90_000;
/** The same once that has happened twice in a run: nobody waits an hour for an app that is too slow for anything. */
const LATE_CHECK_MS = 15_000;
const LATE_CHECKS = 2;
const late = new WeakMap<GradingSession, number>();

export interface CheckContext {
  /** Starts the learner's app on an empty database (`schema.sql` applied). */
  start(options?: StartOptions): Promise<RunningApp>;
  readonly database: DatabaseProbe;
  readonly clock: Clock;
  /** From the run's seed and the check's id: the same in any order of checks. */
  readonly random: Random;
  /** The learner's files, as an attacker with the repository reads them. */
  readonly files: Readonly<Record<string, string>>;
  /** For the few checks that another runtime proves; a verdict must never depend on it. */
  readonly runtime: RuntimeName;
  /** One sentence: what this check tries. Say it before trying; the last one stands. */
  tried(sentence: string): void;
  note(text: string): void;
  /** Ends the check: one sentence for what happened, one for what should have. */
  fail(happened: string, expected: string): never;
}

/**
 * Declares a check of the current exercise. Its kind, title, points and standards stand in exercise.yaml under `id`.
 * A `CheckFailure`, a failed `expect` and a fault of the app fail the check; anything else thrown is our error.
 */
export function check(id: string, body: (context: CheckContext) => Promise<void>): void {
  test(id, async () => {
    const session = currentSession();
    const record: CheckRecord = { evidence: [], failedByApp: false };
    session.records.set(id, record);
    const apps: RunningApp[] = [];
    const random = new Random(session.seed, id);
    const evidence = (item: Evidence) => keepEvidence(record.evidence, item);
    const running = () => apps.filter(({ isStopped }) => !isStopped).map(({ app }) => app);
    const clock = new Clock(session.side, running, evidence);
    const context: CheckContext = {
      random,
      clock,
      database: new DatabaseProbe(session.side.database, evidence),
      files: session.files,
      runtime: session.side.runtime,
      tried: (sentence) => {
        record.tried = shortText(sentence);
      },
      note: (text) => evidence({ type: 'note', text }),
      fail: (happened, expected) => {
        throw new CheckFailure(happened, expected);
      },
      start: async (options = {}) => {
        const app = await startApp(session, options, { random, clock, evidence });
        apps.push(app);
        return app;
      },
    };
    try {
      await inTime(session, body(context));
    } catch (thrown) {
      if (!isFailureOfApp(thrown)) throw thrown;
      if (clock.moved && reliesOnStillClock(session.side.database)) throw stillClock();
      record.failedByApp = true;
      if (thrown instanceof CheckFailure) {
        record.happened = shortText(thrown.happened);
        record.expected = shortText(thrown.expected);
      } else {
        record.happened = shortText(thrown.message);
      }
      for (const { app } of apps) {
        for (const { stream, text } of app.logs.slice(-5)) {
          evidence({ type: 'log', stream, text: text.slice(-2000) });
        }
      }
      throw new Error([record.tried, record.happened, record.expected].filter(Boolean).join(' '));
    } finally {
      await Promise.all(apps.map((app) => app.stop()));
      await clock.restore();
    }
  });
}

/** @throws CheckFailure when the app was so slow that the check did not come to its end. */
async function inTime(session: GradingSession, body: Promise<void>): Promise<void> {
  const before = late.get(session) ?? 0;
  const limit = before >= LATE_CHECKS ? LATE_CHECK_MS : CHECK_MS;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.set(session, before + 1);
    reject(
      new CheckFailure(
        `After ${limit / 1000} seconds this was not through: the app answers too slowly.`,
        'A request takes a fraction of a second, a hash included.',
      ),
    );
  }, limit);
  // What goes on of it ends with the app.
  body.catch(() => {});
  try {
    await Promise.race([body, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the app asked a database whose clock we can't move for the time. */
function reliesOnStillClock(database: {
  clockMoves: boolean;
  statements: ReadonlyArray<{ sql: string }>;
}): boolean {
  return (
    !database.clockMoves &&
    database.statements.some(({ sql }) =>
      /\bnow\s*\(|current_(timestamp|time|date)|localtime|clock_timestamp/i.test(sql),
    )
  );
}

function stillClock(): Error {
  return new Error(
    "this check moves the clock, the app asks the database for the time, and this server's clock can't be moved. " +
      'Grade with --database pglite, or start the server under libfaketime and name its file in OTHER90_FAKETIME_FILE.',
  );
}
