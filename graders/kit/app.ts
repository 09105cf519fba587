import type { Evidence } from '../../src/grading/report.ts';
import type { GradingSession } from '../../src/grading/session.ts';
import { AppFaultError } from '../../src/runtimes/faults.ts';
import type { App } from '../../src/runtimes/runtime.ts';
import { applySchema } from '../../src/runtimes/schema.ts';
import { browserHeaders } from './browsers.ts';
import { Client } from './client.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export interface StartOptions {
  /** Over the exercise's environment; `undefined` takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Starts on the database as it is (a restart), instead of an empty one. */
  keepDatabase?: boolean;
}

/** The learner's app in production, as attackers and users reach it: by its proxy. */
export class RunningApp {
  readonly app: App;
  /** Secrets and other variables it was started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly host: string;
  private readonly random: Random;
  private readonly clock: Clock;
  private readonly evidence: (evidence: Evidence) => void;
  /** How far the app's clock went ahead of all others while pauses were skipped. */
  private skippedMs = 0;
  /** The check has stopped it: time passes without it. */
  isStopped = false;

  constructor(parts: {
    app: App;
    env: Readonly<Record<string, string>>;
    host: string;
    random: Random;
    clock: Clock;
    evidence: (evidence: Evidence) => void;
  }) {
    this.app = parts.app;
    this.env = parts.env;
    this.host = parts.host;
    this.random = parts.random;
    this.clock = parts.clock;
    this.evidence = parts.evidence;
  }

  /** A new browser, by default at an address of its own. */
  client(address: string = this.random.address()): Client {
    const { app, host, clock, evidence } = this;
    const browser = browserHeaders(this.random);
    return new Client({ app, host, address, browser, evidence, now: () => clock.now() });
  }

  /**
   * Waits for an answer while the app's pauses take no time: its clock goes ahead of all others, a second at a time,
   * for a minute at most. What then still takes time is work. The clock stays ahead.
   * @throws AppFaultError
   */
  async withoutPauses<T>(answer: Promise<T>): Promise<T> {
    let isThere = false;
    const settled = answer.finally(() => {
      isThere = true;
    });
    settled.catch(() => {});
    for (let second = 0; second < 60 && !isThere; second++) {
      this.skippedMs += 1000;
      await this.app.setClock(this.clock.now() + this.skippedMs);
    }
    return settled;
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return this.app.stop();
  }
}

const sameFault = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A usual start that failed this often in the same way is not tried again in this run. */
const START_TRIES = 2;

export async function startApp(
  session: GradingSession,
  options: StartOptions,
  tools: { random: Random; clock: Clock; evidence: (evidence: Evidence) => void },
): Promise<RunningApp> {
  const { side, exercise, files, startFaults } = session;
  const usual = options.env === undefined && !options.keepDatabase;
  const known = startFaults[0];
  if (usual && known && startFaults.length >= START_TRIES) throw new AppFaultError(known);
  const variables: Record<string, string | undefined> = {};
  for (const name of Object.keys(exercise.environment)) variables[name] = secret();
  Object.assign(variables, options.env);
  const env = Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  try {
    if (!options.keepDatabase) {
      await side.database.reset();
      await applySchema(side.database, files);
    }
    const app = await side.startApp({ files, entry: exercise.entry, env });
    if (usual) startFaults.length = 0;
    return new RunningApp({ app, env, host: hostName(tools.random), ...tools });
  } catch (error) {
    if (usual && error instanceof AppFaultError) {
      if (!sameFault(error.fault, known)) startFaults.length = 0;
      startFaults.push(error.fault);
    }
    throw error;
  }
}

/**
 * As `openssl rand -base64 48` would make it. Not from the seed: an app could work its way back from it to all that
 * a check is going to do.
 */
function secret(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(48))));
}

/** A host name as people give them: no pattern that only a test would have. */
function hostName(random: Random): string {
  const letters = (least: number, most: number) =>
    random.text(random.integer(least, most), 'abcdefghijklmnopqrstuvwxyz');
  const name = random.pick([
    letters(4, 14),
    `${letters(3, 8)}-${letters(3, 8)}`,
    `${letters(3, 8)}${random.integer(2, 99)}`,
  ]);
  const host = `${name}.${random.pick(['com', 'net', 'io', 'dev', 'app', 'de', 'co.uk'])}`;
  return random.pick([host, `app.${host}`, `${letters(2, 6)}.${host}`]);
}
