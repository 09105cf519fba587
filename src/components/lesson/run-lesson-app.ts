/** Runs a lesson's app in the browser runtime: the same server, database and proxy as on the exercise page. */
import type { FixExercise } from '../../course/exercise.ts';
import { AppFaultError, describeFault } from '../../runtimes/faults.ts';
import type { OpenApp, Runtime } from '../../runtimes/runtime.ts';
import type { Answer, Exchange, Finding, LessonApp, Request, Session, Step } from './lesson-app.ts';

const apps = import.meta.glob<LessonApp>('/lessons/*/*/app.ts', { import: 'default' });

/** @param id the app's folder below `lessons/`. @throws Error that names the folder. */
export async function loadLessonApp(id: string): Promise<LessonApp> {
  const load = apps[`/lessons/${id}/app.ts`];
  if (!load) throw new Error(`There is no lessons/${id}/app.ts.`);
  return load();
}

export interface Outcome extends Finding {
  exchanges: Exchange[];
}

/** One app of a lesson: started as often as the reader likes, each time on a fresh database. */
export class LessonAppRunner {
  readonly #id: string;
  readonly #lessonApp: LessonApp;
  #runtime: Promise<Runtime> | undefined;
  #app: OpenApp | undefined;
  #statements = 0;
  #kept = new Map<string, string>();

  constructor(id: string, lessonApp: LessonApp) {
    this.#id = id;
    this.#lessonApp = lessonApp;
  }

  get isRunning(): boolean {
    return this.#app !== undefined;
  }

  /** Stops what runs and starts anew. @throws Error in words for the reader. */
  async start(): Promise<void> {
    const previous = this.#app;
    this.#app = undefined;
    this.#kept = new Map();
    try {
      await previous?.stop();
      this.#runtime ??= this.#loadRuntime();
      const runtime = await this.#runtime;
      this.#app = await runtime.open({
        exercise: this.#id,
        files: this.#lessonApp.files,
        onStatement: () => {
          this.#statements += 1;
        },
        onFault: () => {
          this.#app = undefined;
        },
      });
    } catch (error) {
      throw inWords(error);
    }
  }

  /** Carries out one step. @throws Error in words for the reader, when the app is no longer there. */
  async carryOut(step: Step, asked: string): Promise<Outcome> {
    const exchanges: Exchange[] = [];
    const session: Session = {
      send: async (request) => {
        const answer = await this.#send(request);
        exchanges.push({ request, answer });
        return answer;
      },
      statements: () => this.#statements,
      asked,
      kept: this.#kept,
    };
    try {
      return { ...(await step.act(session)), exchanges };
    } catch (error) {
      throw inWords(error);
    }
  }

  async #loadRuntime(): Promise<Runtime> {
    try {
      const { createBrowserRuntime } = await import('../../runtimes/browser/runtime.ts');
      return createBrowserRuntime({ exercise: () => asExercise(this.#id, this.#lessonApp) });
    } catch (error) {
      // A fetch that failed is tried again the next time.
      this.#runtime = undefined;
      throw error;
    }
  }

  async #send({ method, path, body, cookie }: Request): Promise<Answer> {
    if (!this.#app) throw new Error('The app has stopped. Start it again.');
    const headers: Array<readonly [string, string]> = [['Host', 'potluck.example']];
    if (cookie) headers.push(['Cookie', cookie]);
    if (body !== undefined) headers.push(['Content-Type', 'application/json']);
    const response = await this.#app.request({
      method,
      path,
      headers,
      ...(body !== undefined && { body: new TextEncoder().encode(JSON.stringify(body)) }),
    });
    const text = new TextDecoder().decode(response.body);
    const setCookie = response.headers.find(([name]) => name.toLowerCase() === 'set-cookie');
    return { status: response.status, text, json: parsed(text), cookie: setCookie?.[1].split(';')[0] };
  }
}

/** The runtime opens exercises: this one has no brief and no checks. */
const asExercise = (id: string, app: LessonApp): FixExercise => ({
  id,
  title: app.name,
  kind: 'fix',
  module: '',
  minutes: 1,
  difficulty: 'easy',
  entry: app.entry,
  summary: '',
  prompt: '',
  brief: '',
  environment: { ...app.environment },
  hints: [],
  checks: [],
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const inWords = (error: unknown): Error =>
  error instanceof AppFaultError
    ? new Error(describeFault(error.fault))
    : error instanceof Error
      ? error
      : new Error(String(error));
