/** The attack console: the request being written, the answers, the history, the cookie jar, the client's address. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
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
import { type Draft, draftOf, draftProblems, EMPTY_DRAFT, toRequest } from '../requests/draft.ts';
import { type NamedRequest, type ParsedRequests, parseHttp } from '../requests/parse-http.ts';
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

export interface Sent {
  id: number;
  /** Epoch milliseconds. */
  at: number;
  draft: Draft;
  /** Id of the named request that the draft came from; '' for a free one. */
  request: string;
  address: string;
  /** The `Cookie` header that the jar added. */
  cookie: string | undefined;
  /** Absent while it is under way. */
  answer?: Answer;
  /** Why there is no answer. */
  problem?: string;
}

/** Addresses to send from: the ranges that RFC 5737 keeps for examples. */
export const ADDRESSES = ['203.0.113.7', '203.0.113.8', '198.51.100.20', '192.0.2.44'] as const;

const MAX_HISTORY = 100;

export class AttackStore {
  readonly parsed: ParsedRequests;
  readonly draft: Signal<Draft>;
  /** Id of the named request that the draft came from; '' for a free one. */
  readonly picked: Signal<string>;
  readonly address: Signal<string> = signal<string>(ADDRESSES[0]);
  readonly jar: Signal<Cookie[]> = signal<Cookie[]>([]);
  /** Newest first. */
  readonly history: Signal<Sent[]> = signal<Sent[]>([]);
  /** The one whose answer is shown. */
  readonly shown: Signal<number | undefined> = signal(undefined);
  readonly shownSent: ReadonlySignal<Sent | undefined>;
  /** What became of each named request when it was sent last. */
  readonly outcomes: ReadonlySignal<ReadonlyMap<string, Outcome>>;
  readonly sending = signal(false);
  readonly problems: ReadonlySignal<string[]>;

  readonly #running: RunningStore;
  readonly #now: () => number;
  #nextId = 1;
  #done: { start: number; ids: Set<string> } = { start: -1, ids: new Set() };

  constructor(running: RunningStore, requests: string, now: () => number = Date.now) {
    this.#running = running;
    this.#now = now;
    this.parsed = parseHttp(requests);
    const first = this.parsed.requests[0];
    this.draft = signal(first ? draftOf(first) : EMPTY_DRAFT);
    this.picked = signal(first?.id ?? '');
    this.problems = computed(() => draftProblems(this.draft.value));
    this.outcomes = computed(() => {
      const outcomes = new Map<string, Outcome>();
      for (const { request, answer } of this.history.value)
        if (answer && !outcomes.has(request)) outcomes.set(request, answer.outcome);
      return outcomes;
    });
    this.shownSent = computed(() => this.history.value.find((sent) => sent.id === this.shown.value));
  }

  pick(id: string): void {
    const request = this.parsed.requests.find((candidate) => candidate.id === id);
    batch(() => {
      this.picked.value = request ? id : '';
      this.draft.value = request ? draftOf(request) : EMPTY_DRAFT;
    });
  }

  /** Puts a request into the fields: a replayed one, one from the history. */
  load(draft: Draft, address?: string): void {
    batch(() => {
      this.picked.value = '';
      this.draft.value = draft;
      if (address !== undefined) this.address.value = address;
    });
  }

  change(change: Partial<Draft>): void {
    this.draft.value = { ...this.draft.peek(), ...change };
  }

  /** What the jar would add to the draft. */
  cookieToSend(): string | undefined {
    return cookieHeader(this.jar.peek(), this.draft.peek().path, this.#now());
  }

  clearJar(): void {
    this.jar.value = [];
  }

  removeCookie(cookie: Cookie): void {
    this.jar.value = this.jar.peek().filter((other) => other !== cookie);
  }

  clearHistory(): void {
    batch(() => {
      this.history.value = [];
      this.shown.value = undefined;
    });
  }

  /** Sends the draft, starting the app first if need be. Never rejects: what went wrong stands with the entry. */
  async send(): Promise<void> {
    if (this.sending.peek() || this.problems.peek().length > 0) return;
    const draft = this.draft.peek();
    const request = this.picked.peek();
    const address = this.address.peek();
    this.sending.value = true;
    try {
      // What has to be there first (users to attack): sent once on each fresh app, and shown in the history.
      for (const named of this.#before(draft.needs)) {
        if (this.#doneOnThisApp().has(named.id)) continue;
        if (!(await this.#exchange(draftOf(named), named.id, address))) return;
      }
      await this.#exchange(draft, request, address);
    } finally {
      this.sending.value = false;
    }
  }

  /** What is needed, and what that needs, in the order to send it. */
  #before(needs: readonly string[], found: NamedRequest[] = [], asked = new Set<string>()): NamedRequest[] {
    for (const need of needs) {
      const named = this.parsed.requests.find(({ id }) => id === need);
      if (!named || asked.has(need)) continue;
      asked.add(need);
      this.#before(named.needs, found, asked);
      found.push(named);
    }
    return found;
  }

  /** Ids of the named requests that this start of the app answered without an error of its own. */
  #doneOnThisApp(): Set<string> {
    const start = this.#running.starts.peek();
    const isRunning = this.#running.state.peek().kind === 'running';
    if (!isRunning || this.#done.start !== start)
      this.#done = { start: isRunning ? start : -1, ids: new Set() };
    return this.#done.ids;
  }

  /** Sends one request and shows it. @returns whether an answer came. */
  async #exchange(draft: Draft, request: string, address: string): Promise<boolean> {
    const id = this.#nextId++;
    const sent: Sent = { id, at: this.#now(), draft, request, address, cookie: undefined };
    batch(() => {
      this.history.value = [sent, ...this.history.peek().slice(0, MAX_HISTORY - 1)];
      this.shown.value = id;
    });
    try {
      if (!(await this.#running.ensure())) {
        this.#settle(id, { problem: 'The app did not start: see what it says above.' });
        return false;
      }
      const cookie = cookieHeader(this.jar.peek(), draft.path, this.#now());
      const response = await this.#running.request(toRequest(draft, cookie), address);
      batch(() => {
        this.jar.value = storeCookies(this.jar.peek(), response.headers, draft.path, this.#now());
        this.#settle(id, { cookie, answer: this.#answer(draft, response) });
      });
      if (request && response.status < 500) this.#doneOnThisApp().add(request);
      return true;
    } catch (error) {
      this.#settle(id, { problem: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  #settle(id: number, end: Pick<Sent, 'answer' | 'problem'> & Partial<Pick<Sent, 'cookie'>>): void {
    this.history.value = this.history.peek().map((sent) => (sent.id === id ? { ...sent, ...end } : sent));
  }

  #answer(draft: Draft, response: HttpResponse): Answer {
    const body = readBody(response.body);
    const raw = body.raw ?? body.text;
    const headerText = response.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
    return {
      status: response.status,
      headers: response.headers,
      cookies: response.headers
        .filter(([name]) => name.toLowerCase() === 'set-cookie')
        .map(([, value]) => parseSetCookie(value, draft.path, this.#now())),
      body,
      bytes: response.body.length,
      durationMs: response.durationMs,
      outcome: judge(draft.breach, { status: response.status, body: `${headerText}\n\n${raw}` }),
    };
  }
}
