/** One running app as the console sees it: its cookies, and what was sent to it since it started. */
import { batch, type Signal, signal } from '@preact/signals';
import type { HttpResponse } from '../../runtimes/runtime.ts';
import { type ReadableBody, readBody } from '../requests/body.ts';
import { judge, type Outcome } from '../requests/breach.ts';
import {
  type Cookie,
  cookieHeader,
  parseSetCookie,
  type SetCookie,
  storeCookies,
} from '../requests/cookies.ts';
import { type Draft, toRequest } from '../requests/draft.ts';
import type { RunningStore } from './running.ts';

export interface Answer {
  status: number;
  headers: ReadonlyArray<readonly [string, string]>;
  cookies: SetCookie[];
  body: ReadableBody;
  bytes: number;
  durationMs: number;
  outcome: Outcome;
}

/** What became of a request: an answer, or why there is none. */
export interface Delivery {
  /** The `Cookie` header that the jar added. */
  cookie?: string | undefined;
  answer?: Answer;
  problem?: string;
}

export class Target {
  readonly jar: Signal<Cookie[]> = signal<Cookie[]>([]);
  readonly #running: RunningStore;
  readonly #now: () => number;
  #done: { start: number; ids: Set<string> } = { start: -1, ids: new Set() };

  constructor(running: RunningStore, now: () => number) {
    this.#running = running;
    this.#now = now;
  }

  cookieFor(path: string): string | undefined {
    return cookieHeader(this.jar.peek(), path, this.#now());
  }

  /** Whether this start of the app answered the named request already, without an error of its own. */
  hasHad(request: string): boolean {
    return this.#had().has(request);
  }

  /** Sends one request, starting the app first if need be; `request`: its id, '' for a free one. Never rejects. */
  async deliver(draft: Draft, request: string, address: string): Promise<Delivery> {
    try {
      if (!(await this.#running.ensure()))
        return { problem: 'The app did not start: see what it says above.' };
      const cookie = this.cookieFor(draft.path);
      const response = await this.#running.request(toRequest(draft, cookie), address);
      const answer = readAnswer(draft, response, this.#now());
      batch(() => {
        this.jar.value = storeCookies(this.jar.peek(), response.headers, draft.path, this.#now());
      });
      if (request && response.status < 500) this.#had().add(request);
      return { cookie, answer };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  #had(): Set<string> {
    const start = this.#running.starts.peek();
    const isRunning = this.#running.state.peek().kind === 'running';
    if (!isRunning || this.#done.start !== start)
      this.#done = { start: isRunning ? start : -1, ids: new Set() };
    return this.#done.ids;
  }
}

function readAnswer(draft: Draft, response: HttpResponse, now: number): Answer {
  const body = readBody(response.body);
  const headers = response.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  return {
    status: response.status,
    headers: response.headers,
    cookies: response.headers
      .filter(([name]) => name.toLowerCase() === 'set-cookie')
      .map(([, value]) => parseSetCookie(value, draft.path, now)),
    body,
    bytes: response.body.length,
    durationMs: response.durationMs,
    outcome: judge(draft.breach, { status: response.status, body: `${headers}\n\n${body.raw ?? body.text}` }),
  };
}
