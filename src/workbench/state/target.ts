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
import { type Draft, draftProblems, toRequest } from '../requests/draft.ts';
import { type Earlier, type EarlierAnswer, fillDraft } from '../requests/fill.ts';
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
  /** Id of the named request whose answer was missing. */
  first?: string;
}

/** What one start of the app answered to the named requests. */
interface Seen {
  start: number;
  answers: ReadonlyMap<string, EarlierAnswer>;
}

export class Target {
  readonly jar: Signal<Cookie[]> = signal<Cookie[]>([]);
  readonly #running: RunningStore;
  readonly #now: () => number;
  readonly #titleOf: Earlier['titleOf'];
  readonly #seen: Signal<Seen> = signal<Seen>({ start: -1, answers: new Map() });

  constructor(running: RunningStore, titleOf: Earlier['titleOf'], now: () => number) {
    this.#running = running;
    this.#titleOf = titleOf;
    this.#now = now;
  }

  cookieFor(path: string): string | undefined {
    return cookieHeader(this.jar.peek(), path, this.#now());
  }

  /** Whether this start of the app answered the named request already, without an error of its own. */
  hasHad(request: string): boolean {
    const answer = this.#current().answers.get(request);
    return answer !== undefined && rank(answer) > 0;
  }

  /** What this start of the app answered so far. Follows it where signals are tracked. */
  earlier(): Earlier {
    const { answers } = this.#current();
    return { answerTo: (request) => answers.get(request), titleOf: this.#titleOf };
  }

  /**
   * Sends one request, starting the app first if need be; `request`: its id, '' for a free one. Never rejects.
   * @param withJar Whether the jar adds its cookies and keeps new ones; a recorded request brings its own.
   */
  async deliver(draft: Draft, request: string, address: string, withJar = true): Promise<Delivery> {
    try {
      if (!(await this.#running.ensure()))
        return { problem: 'The app did not start: see what it says above.' };
      const { start } = this.#current();
      const { draft: ready, missing } = fillDraft(draft, this.earlier());
      if (missing)
        return { problem: missing.message, ...(missing.first !== undefined && { first: missing.first }) };
      const problems = draftProblems(ready);
      if (problems.length > 0) return { problem: problems.join(' ') };
      const cookie = withJar ? this.cookieFor(ready.path) : undefined;
      const response = await this.#running.request(toRequest(ready, cookie), address);
      const answer = readAnswer(ready, response, this.#now());
      batch(() => {
        if (withJar)
          this.jar.value = storeCookies(this.jar.peek(), response.headers, ready.path, this.#now());
        if (request) this.#keep(request, start, response);
      });
      return { cookie, answer };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  #current(): Seen {
    const start = this.#running.state.value.kind === 'running' ? this.#running.starts.value : -1;
    const seen = this.#seen.value;
    return seen.start === start ? seen : { start, answers: new Map() };
  }

  #keep(request: string, askedOf: number, { status, headers, body }: HttpResponse): void {
    const { start, answers } = this.#current();
    if (askedOf !== start) return;
    const answer: EarlierAnswer = { status, headers, body: new TextDecoder().decode(body) };
    const kept = answers.get(request);
    // Registering twice is refused, and the id from the first time is still the one.
    if (kept && rank(kept) > rank(answer)) return;
    this.#seen.value = { start, answers: new Map(answers).set(request, answer) };
  }
}

/** 2 for success, 1 for a refusal, 0 for an error of the app's own. */
const rank = ({ status }: EarlierAnswer) => (status >= 500 ? 0 : status >= 400 ? 1 : 2);

function readAnswer(draft: Draft, response: HttpResponse, now: number): Answer {
  const body = readBody(response.body);
  const text = body.raw ?? body.text;
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
    outcome: judge(draft.breach, { status: response.status, text: `${headers}\n\n${text}`, body: text }),
  };
}
