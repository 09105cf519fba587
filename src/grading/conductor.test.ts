import { describe, expect, test } from 'vitest';
import type { FixExercise } from '../course/exercise.ts';
import type { AppFault } from '../runtimes/faults.ts';
import { type ConductOptions, conduct, type GraderHost, type HostJob, HostStalled } from './conductor.ts';
import type { GradingEvent } from './events.ts';
import { type CheckResult, type Report, summarise } from './report.ts';

const IDS = ['one', 'two', 'three', 'four'];
const ENDLESS: AppFault = { kind: 'endless-statement', sql: 'select pg_sleep(1000)', limitMs: 10_000 };

const exercise = {
  id: 'sample',
  checks: IDS.map((id) => ({
    id,
    title: `check ${id}`,
    kind: 'attack',
    points: 2,
    standards: ['CWE-89'],
    read: [],
  })),
} as unknown as FixExercise;

const passed = (id: string): CheckResult => ({
  id,
  title: `check ${id}`,
  kind: 'attack',
  status: 'pass',
  points: 2,
  durationMs: 1,
  standards: ['CWE-89'],
  message: 'held',
  evidence: [],
});

type Trouble = (
  id: string,
  hostNumber: number,
  job: HostJob,
) => Error | undefined | Promise<Error | undefined>;

/** Hosts that pass every check, except where `trouble` says otherwise. */
function hosts(trouble: Trouble = () => undefined) {
  const jobs: HostJob[] = [];
  const ended: string[] = [];
  let spawned = 0;
  const spawnHost = async (): Promise<GraderHost> => {
    spawned += 1;
    const number = spawned;
    return {
      async run(job, onEvent, claim) {
        jobs.push(job);
        const checks = job.only ?? IDS;
        onEvent({ type: 'started', exercise: 'sample', seed: job.seed, checks: [...checks] });
        const results: CheckResult[] = [];
        for (const id of checks) {
          if (job.claims) {
            // Hosts take turns, as messages between them and us do.
            await Promise.resolve();
            if (!claim(id)) continue;
          }
          onEvent({ type: 'check-started', id });
          const error = await trouble(id, number, job);
          if (error) throw error;
          results.push(passed(id));
          onEvent({ type: 'check-ended', result: passed(id) });
        }
        const report: Report = {
          schema: 1,
          exercise: 'sample',
          runtime: 'node',
          database: 'pglite',
          seed: job.seed,
          durationMs: 4,
          ...summarise(results),
          checks: results,
        };
        onEvent({ type: 'ended', report });
        return report;
      },
      kill: () => ended.push(`${number} killed`),
      release: () => ended.push(`${number} released`),
    };
  };
  return { jobs, ended, spawnHost };
}

async function run(spawnHost: ConductOptions['spawnHost'], more: Partial<ConductOptions> = {}) {
  const events: GradingEvent[] = [];
  const report = await conduct({
    job: { exercise: 'sample', files: {}, seed: 7 },
    exercise,
    runtime: 'node',
    database: 'pglite',
    spawnHost,
    onEvent: (event) => events.push(event),
    ...more,
  });
  return { report, events, story: events.map(tell) };
}

function tell(event: GradingEvent): string {
  if (event.type === 'check-started') return `${event.id}?`;
  if (event.type === 'check-ended') return `${event.result.id} ${event.result.status}`;
  return event.type;
}

describe('a run that nothing disturbs', () => {
  test('passes the events on and ends once', async () => {
    const { ended, spawnHost } = hosts();
    const { report, story } = await run(spawnHost);
    expect(story).toEqual(['started', ...IDS.flatMap((id) => [`${id}?`, `${id} pass`]), 'ended']);
    expect(report).toMatchObject({ verdict: 'pass', seed: 7, score: { earned: 8, max: 8 } });
    expect(ended).toEqual(['1 released']);
  });

  test('runs only what was asked for', async () => {
    const { spawnHost } = hosts();
    const job = { exercise: 'sample', files: {}, seed: 7, only: ['three'] };
    const { report } = await run(spawnHost, { job });
    expect(report.checks.map(({ id }) => id)).toEqual(['three']);
  });
});

describe('a host that the learner froze', () => {
  test('lets the check begin anew: once may be the machine', async () => {
    const { jobs, ended, spawnHost } = hosts((id, host) =>
      id === 'two' && host === 1 ? new HostStalled(ENDLESS) : undefined,
    );
    const { report, story } = await run(spawnHost);
    expect(report.verdict).toBe('pass');
    expect(story.filter((line) => line === 'two?')).toHaveLength(1);
    expect(jobs.map(({ only }) => only)).toEqual([undefined, ['two', 'three', 'four']]);
    expect(ended).toEqual(['1 killed', '2 released']);
  });

  test('twice costs the check it was in, and the others run on a new host', async () => {
    const { jobs, ended, spawnHost } = hosts((id) => (id === 'two' ? new HostStalled(ENDLESS) : undefined));
    const { report, story } = await run(spawnHost);
    expect(story).toEqual([
      'started',
      'one?',
      'one pass',
      'two?',
      'two fail',
      'three?',
      'three pass',
      'four?',
      'four pass',
      'ended',
    ]);
    expect(jobs.map(({ only }) => only)).toEqual([undefined, ['two', 'three', 'four'], ['three', 'four']]);
    expect(ended).toEqual(['1 killed', '2 killed', '3 released']);
    expect(report).toMatchObject({ verdict: 'fail', score: { earned: 6, max: 8 } });
    expect(report.checks[1]).toMatchObject({
      id: 'two',
      standards: ['CWE-89'],
      message: expect.stringContaining('pg_sleep(1000)'),
      evidence: [{ type: 'statement', sql: 'select pg_sleep(1000)', parameters: [] }],
    });
  });

  test('needs no new host when it was in the last check', async () => {
    const { jobs, spawnHost } = hosts((id) => (id === 'four' ? new HostStalled(ENDLESS) : undefined));
    const { report } = await run(spawnHost);
    expect(report.checks.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass', 'fail']);
    expect(jobs).toHaveLength(2);
  });

  test('while starting: the next hosts are told, so that they need not try it in every check', async () => {
    const { jobs, spawnHost } = hosts((_id, _host, job) =>
      job.startFaults.length < 2 ? new HostStalled(ENDLESS, true) : undefined,
    );
    await run(spawnHost);
    expect(jobs.map(({ startFaults }) => startFaults)).toEqual([
      [],
      [],
      [ENDLESS],
      [ENDLESS],
      [ENDLESS, ENDLESS],
    ]);
  });
});

describe('a host that dies', () => {
  test('is replaced once, and its check is tried again without a second announcement', async () => {
    const { spawnHost } = hosts((id, host) =>
      id === 'two' && host === 1 ? new Error('worker gone') : undefined,
    );
    const { report, story } = await run(spawnHost);
    expect(report.verdict).toBe('pass');
    expect(story.filter((line) => line === 'two?')).toHaveLength(1);
  });

  test('twice in the same check: our error, with the results so far', async () => {
    const { spawnHost } = hosts((id) => (id === 'two' ? new Error('worker gone') : undefined));
    const { report, story } = await run(spawnHost);
    expect(report).toMatchObject({ verdict: 'error', error: 'worker gone' });
    expect(report.checks.map(({ id }) => id)).toEqual(['one']);
    expect(story.at(-1)).toBe('ended');
  });

  test('before any check: our error', async () => {
    const { report } = await run(async () => {
      throw new Error('pglite.wasm could not be loaded');
    });
    expect(report).toMatchObject({ verdict: 'error', error: 'pglite.wasm could not be loaded', checks: [] });
  });
});

test('a host that leaves checks out is our error, not a pass', async () => {
  const { spawnHost } = hosts();
  const sloppy = async (): Promise<GraderHost> => {
    const host = await spawnHost();
    return {
      ...host,
      run: (job, onEvent, claim) =>
        host.run(
          { ...job, only: ['one'] },
          (event) => onEvent(event.type === 'started' ? { ...event, checks: IDS } : event),
          claim,
        ),
    };
  };
  const { report } = await run(sloppy);
  expect(report).toMatchObject({ verdict: 'error', error: expect.stringContaining('two, three, four') });
});

describe('several hosts', () => {
  const never = new Promise<never>(() => {});

  test('share the checks: each runs once, and the report is in the order of the suite', async () => {
    const first = Promise.withResolvers<undefined>();
    const { jobs, ended, spawnHost } = hosts((id, host) => {
      if (host === 1) return first.promise;
      if (id === 'four') first.resolve(undefined);
      return undefined;
    });
    const { report, story } = await run(spawnHost, { lanes: 2 });
    expect(jobs.map(({ claims }) => claims)).toEqual([true, true]);
    expect(story.filter((line) => line.endsWith('?'))).toEqual(IDS.map((id) => `${id}?`));
    expect(story.indexOf('one pass')).toBeGreaterThan(story.indexOf('three pass'));
    expect(story.filter((line) => line === 'started' || line === 'ended')).toEqual(['started', 'ended']);
    expect(report).toMatchObject({ verdict: 'pass', score: { earned: 8, max: 8 } });
    expect(report.checks.map(({ id }) => id)).toEqual(IDS);
    expect(ended.sort()).toEqual(['1 released', '2 released']);
  });

  test('are no more than there are checks', async () => {
    const { jobs, spawnHost } = hosts();
    await run(spawnHost, { lanes: 4, job: { exercise: 'sample', files: {}, seed: 7, only: ['two'] } });
    expect(jobs.map(({ claims }) => claims)).toEqual([false]);
  });

  test('one that is frozen costs the others nothing, and its check begins anew', async () => {
    const { jobs, spawnHost } = hosts((id, host) =>
      id === 'one' && host <= 2 ? new HostStalled(ENDLESS) : undefined,
    );
    const { report } = await run(spawnHost, { lanes: 2 });
    expect(report.verdict).toBe('pass');
    expect(report.checks.map(({ id }) => id)).toEqual(IDS);
    expect(jobs.slice(2).every(({ only }) => only?.includes('one'))).toBe(true);
  });

  test('one that does not come up leaves its checks to the others', async () => {
    const { spawnHost } = hosts();
    let spawned = 0;
    const { report } = await run(
      () => (++spawned === 2 ? Promise.reject(new Error('no memory')) : spawnHost()),
      {
        lanes: 2,
      },
    );
    expect(report).toMatchObject({ verdict: 'pass', score: { earned: 8 } });
    expect(report.error).toBeUndefined();
  });

  test('what one left that could not be replaced is done by one more', async () => {
    const { promise: othersAreDone, resolve } = Promise.withResolvers<undefined>();
    const { spawnHost } = hosts(async (id, host) => {
      if (id !== 'one' || host > 2) return undefined;
      await othersAreDone;
      return new HostStalled(ENDLESS);
    });
    let spawned = 0;
    const running = run(() => (++spawned === 3 ? Promise.reject(new Error('no memory')) : spawnHost()), {
      lanes: 2,
      onEvent: (event) => {
        // By then its host has nothing left to ask for.
        if (event.type === 'check-ended' && event.result.id === 'four') setTimeout(resolve, 0);
      },
    });
    expect((await running).report).toMatchObject({ verdict: 'pass', score: { earned: 8, max: 8 } });
    expect(spawned).toBe(4);
  });

  test('one that comes too late is waited for by nobody', async () => {
    const { spawnHost } = hosts();
    let spawned = 0;
    const { report } = await run(() => (++spawned === 2 ? never : spawnHost()), { lanes: 2 });
    expect(report.verdict).toBe('pass');
  });

  test('an error of our side in one ends the run, and the other hosts', async () => {
    const { ended, spawnHost } = hosts((id, host) => {
      if (host === 2) return never;
      return id === 'one' ? new Error('worker gone') : undefined;
    });
    const { report } = await run(spawnHost, { lanes: 2 });
    expect(report).toMatchObject({ verdict: 'error', error: 'worker gone' });
    expect(ended).toContain('2 killed');
  });
});

test('aborting kills the host, rejects with the reason and tells nothing more', async () => {
  const controller = new AbortController();
  const { ended, spawnHost } = hosts((id) => {
    if (id === 'two') controller.abort(new Error('enough'));
    return undefined;
  });
  const events: GradingEvent[] = [];
  await expect(
    run(spawnHost, { signal: controller.signal, onEvent: (event) => events.push(event) }),
  ).rejects.toThrow('enough');
  expect(ended).toContain('1 killed');
  expect(events.map(tell)).toEqual(['started', 'one?', 'one pass', 'two?']);
});
