/** The attack console: the request being written, the answers, the history, the client's address. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ShownExchange } from '../../grading/report.ts';
import type { Outcome } from '../requests/breach.ts';
import { CarriedValues } from '../requests/carried.ts';
import type { Cookie } from '../requests/cookies.ts';
import { type Draft, draftOf, draftOfExchange, draftProblems, EMPTY_DRAFT } from '../requests/draft.ts';
import { fillDraft, placeholderNotes } from '../requests/fill.ts';
import { type NamedRequest, type ParsedRequests, parseHttp } from '../requests/parse-http.ts';
import type { RunningStore } from './running.ts';
import { type Answer, type Delivery, Target } from './target.ts';

export type { Answer } from './target.ts';

export interface Sent extends Delivery {
  id: number;
  /** Epoch milliseconds. */
  at: number;
  draft: Draft;
  /** Id of the named request that the draft came from; '' for a free one. */
  request: string;
  address: string;
  /** Under way, or what the starter made of the same request; absent when it was not sent there. */
  starter?: 'sending' | Delivery;
}

/** Addresses to send from: the ranges that RFC 5737 keeps for examples. */
export const ADDRESSES = ['203.0.113.7', '203.0.113.8', '198.51.100.20', '192.0.2.44'] as const;

const MAX_HISTORY = 100;

/** A request that goes before the one that was asked for. */
interface Step {
  named: NamedRequest;
  /** Also when the app has answered it already. */
  eachTime: boolean;
}

export interface AttackOptions {
  requests: string;
  /** The learner's app. */
  running: RunningStore;
  /** The starter, untouched, for the look at before and after. */
  starter: RunningStore;
  now?: () => number;
}

export class AttackStore {
  readonly parsed: ParsedRequests;
  readonly draft: Signal<Draft>;
  /** Id of the named request that the draft came from; '' for a free one. */
  readonly picked: Signal<string>;
  readonly address: Signal<string> = signal<string>(ADDRESSES[0]);
  /** What is sent goes to the starter as well. */
  readonly besideStarter = signal(false);
  /** Newest first. */
  readonly history: Signal<Sent[]> = signal<Sent[]>([]);
  /** The one whose answer is shown. */
  readonly shown: Signal<number | undefined> = signal(undefined);
  readonly shownSent: ReadonlySignal<Sent | undefined>;
  /** What became of each named request when it was sent last. */
  readonly outcomes: ReadonlySignal<ReadonlyMap<string, Outcome>>;
  readonly sending = signal(false);
  readonly problems: ReadonlySignal<string[]>;
  /** What the placeholders in the draft stand for at the moment. */
  readonly notes: ReadonlySignal<Array<{ text: string; note: string }>>;

  readonly #running: RunningStore;
  readonly #mine: Target;
  readonly #starter: Target;
  readonly #now: () => number;
  #nextId = 1;

  constructor({ requests, running, starter, now = Date.now }: AttackOptions) {
    this.#now = now;
    this.parsed = parseHttp(requests);
    const titleOf = (id: string) => this.#find(id)?.title;
    this.#running = running;
    this.#mine = new Target(running, titleOf, now);
    this.#starter = new Target(starter, titleOf, now);
    const first = this.parsed.requests[0];
    this.draft = signal(first ? draftOf(first) : EMPTY_DRAFT);
    this.picked = signal(first?.id ?? '');
    this.problems = computed(() => draftProblems(this.draft.value));
    this.notes = computed(() => placeholderNotes(this.draft.value, this.#mine.earlier()));
    this.outcomes = computed(() => {
      const outcomes = new Map<string, Outcome>();
      for (const { request, answer } of this.history.value)
        if (answer && !outcomes.has(request)) outcomes.set(request, answer.outcome);
      return outcomes;
    });
    this.shownSent = computed(() => this.history.value.find((sent) => sent.id === this.shown.value));
  }

  get jar(): Signal<Cookie[]> {
    return this.#mine.jar;
  }

  pick(id: string): void {
    const request = this.#find(id);
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
    return this.#mine.cookieFor(this.filledDraft().path);
  }

  /** The draft as it would go; with its placeholders where a value is not known yet. */
  filledDraft(): Draft {
    return fillDraft(this.draft.peek(), this.#mine.earlier()).draft;
  }

  /** Forgets the cookies of both apps. */
  clearJar(): void {
    this.#mine.jar.value = [];
    this.#starter.jar.value = [];
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
    if (this.problems.peek().length > 0) return;
    await this.#sendOnce(this.draft.peek(), this.picked.peek());
  }

  /** Sends a named request and leaves the draft as it is. */
  async sendNamed(id: string): Promise<void> {
    const named = this.#find(id);
    if (named) await this.#sendOnce(draftOf(named), id);
  }

  /**
   * Starts the app anew, sends what a check had sent before its last request, with the ids and tokens that the app gives this
   * time, and puts that last one into the fields. Never rejects. @returns whether it came that far.
   */
  async replayUpTo(exchanges: readonly ShownExchange[], title: string): Promise<boolean> {
    const last = exchanges.at(-1);
    if (!last || this.sending.peek()) return false;
    this.sending.value = true;
    try {
      this.clearJar();
      if (!(await this.#running.run())) return false;
      const carried = new CarriedValues();
      const drafted = (exchange: ShownExchange): Draft => {
        const draft = draftOfExchange(exchange, title);
        const { path, headers, body } = draft;
        return {
          ...draft,
          path: carried.into(path),
          headers: carried.into(headers),
          body: carried.into(body),
        };
      };
      for (const exchange of exchanges.slice(0, -1)) {
        const draft = drafted(exchange);
        const id = this.#enter(draft, '', exchange.client);
        const delivery = await this.#mine.deliver(draft, '', exchange.client, false);
        this.#settle(id, delivery);
        const { answer } = delivery;
        if (!answer) return false;
        if (exchange.response)
          carried.learn(exchange.response, {
            headers: answer.headers,
            body: answer.body.raw ?? answer.body.text,
          });
      }
      this.load(drafted(last), last.client);
      return true;
    } finally {
      this.sending.value = false;
    }
  }

  /** One at a time. */
  async #sendOnce(draft: Draft, request: string): Promise<void> {
    if (this.sending.peek()) return;
    this.sending.value = true;
    try {
      await this.#send(draft, request, this.address.peek(), this.besideStarter.peek());
    } finally {
      this.sending.value = false;
    }
  }

  async #send(draft: Draft, request: string, address: string, besideStarter: boolean): Promise<void> {
    const starter = besideStarter ? this.#toStarter(draft, request, address) : undefined;
    // What has to be there first (users to attack) is shown in the history, too.
    for (const { named, eachTime } of this.#steps(draft)) {
      if (!eachTime && this.#mine.hasHad(named.id)) continue;
      const id = this.#enter(draftOf(named), named.id, address);
      const delivery = await this.#mine.deliver(draftOf(named), named.id, address);
      this.#settle(id, delivery);
      if (!delivery.answer) return;
    }
    const id = this.#enter(draft, request, address, starter && { starter: 'sending' });
    this.#settle(id, await this.#mine.deliver(draft, request, address));
    if (starter) this.#settle(id, { starter: await starter });
  }

  async #toStarter(draft: Draft, request: string, address: string): Promise<Delivery> {
    for (const { named, eachTime } of this.#steps(draft))
      if (eachTime || !this.#starter.hasHad(named.id))
        await this.#starter.deliver(draftOf(named), named.id, address);
    return this.#starter.deliver(draft, request, address);
  }

  /** What goes before, in the order to send it: what is needed once, then what goes each time, with what that needs. */
  #steps({ needs, before }: Draft): Step[] {
    const asked = new Set<string>();
    const once = (ids: readonly string[]) =>
      this.#needed(ids, asked).map((named): Step => ({ named, eachTime: false }));
    return [
      ...once(needs),
      ...before.flatMap((id) => {
        const named = this.#find(id);
        return named ? [...once(named.needs), { named, eachTime: true }] : [];
      }),
    ];
  }

  /** What is needed, and what that needs. */
  #needed(needs: readonly string[], asked: Set<string>, found: NamedRequest[] = []): NamedRequest[] {
    for (const need of needs) {
      const named = this.#find(need);
      if (!named || asked.has(need)) continue;
      asked.add(need);
      this.#needed(named.needs, asked, found);
      found.push(named);
    }
    return found;
  }

  #find(id: string): NamedRequest | undefined {
    return this.parsed.requests.find((request) => request.id === id);
  }

  #enter(draft: Draft, request: string, address: string, more?: Pick<Sent, 'starter'>): number {
    const id = this.#nextId++;
    batch(() => {
      this.history.value = [
        { id, at: this.#now(), draft, request, address, ...more },
        ...this.history.peek().slice(0, MAX_HISTORY - 1),
      ];
      this.shown.value = id;
    });
    return id;
  }

  #settle(id: number, change: Partial<Sent>): void {
    this.history.value = this.history.peek().map((sent) => (sent.id === id ? { ...sent, ...change } : sent));
  }
}

/** Whether two answers tell the sender the same. Headers differ by date and the like: they don't count. */
export function sameAnswer(a: Answer, b: Answer): boolean {
  return a.status === b.status && a.body.text === b.body.text;
}
