/**
 * One tab at a time edits an exercise; others show it live and can take the pen. The pen is a Web Lock (the browser
 * hands it on when a tab closes or crashes); what is typed goes to the others over a BroadcastChannel.
 */
import { effect } from '@preact/signals';
import type { LiveWork, WorkStore } from './work.ts';

type Message =
  | { type: 'work'; work: LiveWork }
  /** A tab that just opened wants to see what is being typed. */
  | { type: 'hello' }
  /** A tab wants the pen: keep everything, then let go. */
  | { type: 'give-way' }
  | { type: 'gave-way' };

/** How long a tab that has the pen may take to keep its work before the pen is taken: it may be frozen. */
const GIVE_WAY_MS = 1000;

export interface TabsEnvironment {
  locks?: LockManager;
  openChannel?: (name: string) => BroadcastChannel;
  giveWayMs?: number;
}

export class Tabs {
  readonly #store: WorkStore;
  readonly #name: string;
  readonly #locks: LockManager | undefined;
  readonly #channel: BroadcastChannel | undefined;
  readonly #giveWayMs: number;
  readonly #closing = new AbortController();
  #letGo: (() => void) | undefined;
  #waiting: AbortController | undefined;
  #onGaveWay: (() => void) | undefined;

  constructor(store: WorkStore, exercise: string, environment: TabsEnvironment) {
    this.#store = store;
    this.#name = `other90:${exercise}`;
    this.#locks = environment.locks;
    this.#channel = environment.openChannel?.(this.#name);
    this.#giveWayMs = environment.giveWayMs ?? GIVE_WAY_MS;
  }

  /** Resolves when it is known whether this tab edits or watches; the work has to be restored before. */
  async start(): Promise<void> {
    const channel = this.#channel;
    if (!this.#locks || !channel) return;
    channel.onmessage = (event: MessageEvent<Message>) => this.#receive(event.data);
    const stop = this.#store.onChange((work) => this.#post({ type: 'work', work }));
    this.#closing.signal.addEventListener('abort', stop);
    const got = await this.#request({ ifAvailable: true });
    if (got) return;
    this.#store.watching.value = true;
    this.#post({ type: 'hello' });
    this.#queue();
  }

  /** Takes the pen from the tab that has it, after that one has kept its work. */
  async takeOver(): Promise<void> {
    if (!this.#locks || !this.#store.watching.peek()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#giveWayMs);
      this.#onGaveWay = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#post({ type: 'give-way' });
    });
    this.#onGaveWay = undefined;
    this.#waiting?.abort();
    await this.#request({ steal: true });
  }

  close(): void {
    this.#closing.abort();
    this.#waiting?.abort();
    this.#letGo?.();
    this.#channel?.close();
  }

  /** Resolves with true once the lock is held (which then goes on), with false when it was not to be had. */
  #request(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      this.#locks
        ?.request(this.#name, options, async (lock) => {
          if (!lock) return resolve(false);
          const held = new Promise<void>((letGo) => {
            this.#letGo = letGo;
          });
          // What the tab before typed last is in storage by now.
          if (this.#store.watching.peek()) {
            await this.#store.restore();
            this.#store.watching.value = false;
          }
          resolve(true);
          await held;
        })
        .catch(() => {
          // Stolen by another tab, or no longer wanted.
          resolve(false);
          if (this.#letGo && !this.#closing.signal.aborted) this.#lost();
        });
    });
  }

  /** Waits in line: when the tab with the pen closes, this one gets it. */
  #queue(): void {
    this.#waiting = new AbortController();
    void this.#request({ signal: this.#waiting.signal });
  }

  #lost(): void {
    this.#letGo = undefined;
    this.#store.watching.value = true;
    this.#queue();
  }

  #receive(message: Message): void {
    const watching = this.#store.watching.peek();
    switch (message.type) {
      case 'work':
        if (watching) this.#store.follow(message.work);
        break;
      case 'hello':
        if (!watching) this.#post({ type: 'work', work: this.#store.live() });
        break;
      case 'give-way':
        if (!watching) void this.#giveWay();
        break;
      case 'gave-way':
        this.#onGaveWay?.();
        break;
    }
  }

  async #giveWay(): Promise<void> {
    this.#store.watching.value = true;
    await this.#store.flush();
    this.#post({ type: 'gave-way' });
  }

  #post(message: Message): void {
    if (!this.#closing.signal.aborted) this.#channel?.postMessage(message);
  }
}

/** Calls `warn` for as long as leaving would lose something. */
export function guardLeaving(store: WorkStore, target: Window): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  return effect(() => {
    if (store.saveState.value.kind !== 'refused' || store.untouched.value) return;
    target.addEventListener('beforeunload', warn);
    return () => target.removeEventListener('beforeunload', warn);
  });
}
