/**
 * The browser runtime for the command line: a headless Chromium on a bare page. One browser for all jobs, its pages
 * kept with their databases up.
 */
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { FixExercise } from '../../course/exercise.ts';
import { loadFixExercise } from '../../course/load.ts';
import type { Report } from '../../grading/report.ts';
import { AppFaultError } from '../faults.ts';
import type { GradeJob, GradeOptions, OpenApp, OpenOptions, Runtime } from '../runtime.ts';
import { fromBase64, toBase64 } from './headless/base64.ts';
import { launchChromium } from './headless/chromium.ts';
import { DrivenPage } from './headless/driven-page.ts';
import { buildHostPage, type HostPage } from './headless/host-page.ts';
import type { Outcome } from './headless/page/driver.ts';
import { type StaticServer, serveFolder } from './headless/static-server.ts';

export interface HeadlessOptions {
  /** Pages that grade at the same time; by default one, which shares the checks of a run among the processors. */
  pages?: number;
  /** The exercise of an id; by default one of `exercises/`. */
  exercise?(id: string): Promise<FixExercise>;
  /** The page to drive; by default built for `graders/`. */
  hostPage?(): Promise<HostPage>;
  /** The browser, which the runtime closes; for who has to look into it. */
  launch?(): Promise<Browser>;
}

/** Folder with `exercises/`. */
const COURSE = fileURLToPath(new URL('../../..', import.meta.url));

/** Makes the runtime; Chromium starts with `prepare`, `grade` or `open`. */
export function createHeadlessRuntime(options: HeadlessOptions = {}): Runtime {
  return new HeadlessRuntime({
    pages: 1,
    exercise: (id) => loadFixExercise(COURSE, id),
    hostPage: () => buildHostPage(),
    launch: () => launchChromium(),
    ...options,
  });
}

class HeadlessRuntime implements Runtime {
  readonly name = 'browser';
  private readonly options: Required<HeadlessOptions>;
  private started: Promise<Started> | undefined;
  private readonly idle: DrivenPage[] = [];
  private pages = 0;
  private readonly waiting: Array<() => void> = [];

  constructor(options: Required<HeadlessOptions>) {
    this.options = options;
  }

  async prepare(): Promise<void> {
    this.give(await this.take());
  }

  async grade(job: GradeJob, { onEvent, signal }: GradeOptions = {}): Promise<Report> {
    signal?.throwIfAborted();
    const exercise = await this.options.exercise(job.exercise);
    const driven = await this.take();
    const run = driven.nextNumber();
    const abort = () => void driven.call('abort', run).catch(() => {});
    signal?.addEventListener('abort', abort, { once: true });
    driven.listen(`run ${run}`, (told) => {
      if (told.type === 'event' && !signal?.aborted) onEvent?.(told.event);
    });
    try {
      if (signal?.aborted) abort();
      return unwrap(await driven.call('grade', run, exercise, job));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      driven.listen(`run ${run}`, undefined);
      this.give(driven);
    }
  }

  async open({ exercise: id, files, onLog, onStatement, onFault }: OpenOptions): Promise<OpenApp> {
    const exercise = await this.options.exercise(id);
    const driven = await this.take();
    driven.listen('app', (told) => {
      if (told.type === 'log') onLog?.(told.entry);
      else if (told.type === 'statement') onStatement?.(told.statement);
      else if (told.type === 'fault') onFault?.(told.fault);
    });
    const stop = () => {
      driven.listen('app', undefined);
      this.give(driven);
    };
    let app: number;
    try {
      app = unwrap(await driven.call('open', exercise, files));
    } catch (error) {
      stop();
      throw error;
    }
    let stopped: Promise<void> | undefined;
    return {
      async request({ body, ...request }, address) {
        const plain = body === undefined ? request : { ...request, body: toBase64(body) };
        const answer = unwrap(await driven.call('request', app, plain, address));
        return { ...answer, body: fromBase64(answer.body) };
      },
      tables: async () => unwrap(await driven.call('tables', app)),
      stop: () => {
        stopped ??= driven.call('stop', app).then(stop, stop);
        return stopped;
      },
    };
  }

  async close(): Promise<void> {
    const started = await this.started?.catch(() => undefined);
    this.started = undefined;
    await started?.browser.close();
    await started?.server.close();
  }

  /** A page that nobody uses. */
  private async take(): Promise<DrivenPage> {
    for (;;) {
      const page = this.idle.pop();
      if (page?.isUsable) return page;
      if (page) this.pages -= 1;
      if (this.pages < this.options.pages) break;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    this.pages += 1;
    try {
      const { browser, address } = await this.running();
      const page = await DrivenPage.open(browser, address);
      try {
        unwrap(await page.call('prepare'));
        return page;
      } catch (error) {
        await page.close();
        throw error;
      }
    } catch (error) {
      this.pages -= 1;
      this.started?.catch(() => {
        this.started = undefined;
      });
      throw error;
    }
  }

  /** The browser; a new one where the one before was ended from outside. */
  private async running(): Promise<Started> {
    this.started ??= start(this.options);
    const before = this.started;
    const { browser, server } = await before;
    if (browser.isConnected()) return before;
    if (this.started === before) {
      this.started = start(this.options);
      await server.close();
    }
    return this.started ?? this.running();
  }

  private give(page: DrivenPage): void {
    if (page.isUsable) this.idle.push(page);
    else {
      this.pages -= 1;
      void page.close();
    }
    this.waiting.shift()?.();
  }
}

interface Started {
  browser: Browser;
  server: StaticServer;
  address: string;
}

async function start({ hostPage, launch }: Required<HeadlessOptions>) {
  const { folder, path } = await hostPage();
  const server = await serveFolder(folder);
  try {
    return { browser: await launch(), server, address: `${server.origin}${path}` };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw outcome.fault ? new AppFaultError(outcome.fault) : new Error(outcome.message);
}
