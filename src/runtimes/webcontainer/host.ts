/** A host in the container, seen from the page: calls, events, and a watch over what never ends. */
import type { WebContainer, WebContainerProcess } from '@webcontainer/api';
import type { FixExercise } from '../../course/exercise.ts';
import { type GraderHost, type HostJob, HostStalled } from '../../grading/conductor.ts';
import type { GradingEvent } from '../../grading/events.ts';
import type { Report } from '../../grading/report.ts';
import { AppFaultError } from '../faults.ts';
import type { FromHost, HostCalls, HostMethod } from '../node/host-link.ts';
import { LIMITS } from '../runtime.ts';
import { Mailbox } from './mailbox.ts';
import { HOST_SCRIPT } from './places.ts';

/** How long a host may take to have its database up, in milliseconds. */
export const BOOT_MS = 60_000;
/** A host that says nothing for this long, without a statement to blame, is broken. In milliseconds. */
const SILENT_MS = 60_000;
const LOOK_MS = 500;
/** How long a host gets to end its apps by itself, and what it last said to arrive, in milliseconds. */
const GRACE_MS = 2_000;
const DRAIN_MS = 300;

export type HostListener = (
  message: Extract<FromHost, { type: 'log' | 'statement' | 'fault' | 'listening' }>,
) => void;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class ContainerHost implements GraderHost {
  onMessage: HostListener | undefined;
  onEvent: ((event: GradingEvent) => void) | undefined;
  private readonly process: WebContainerProcess;
  private readonly mail: Mailbox;
  private readonly bell: WritableStreamDefaultWriter<string>;
  private readonly pending = new Map<number, Pending>();
  private lastCall = 0;
  private lost: Error | undefined;
  private output = '';
  private heardAt = performance.now();
  private running: { sql: string; starting: boolean; since: number } | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private posting: Promise<void> = Promise.resolve();

  private constructor(process: WebContainerProcess, mail: Mailbox) {
    this.process = process;
    this.mail = mail;
    this.bell = process.input.getWriter();
    this.bell.closed.catch(() => {});
  }

  /** @throws Error when it does not come up. */
  static async start(container: WebContainer): Promise<ContainerHost> {
    let host: ContainerHost | undefined;
    const mail = new Mailbox(container.fs, (messages) => {
      for (const message of messages) host?.receive(message as FromHost);
    });
    await mail.open();
    const process = await container.spawn('node', [HOST_SCRIPT, mail.name], {
      env: { NODE_NO_WARNINGS: '1' },
    });
    host = new ContainerHost(process, mail);
    void host.follow();
    const limit = setTimeout(() => {
      host?.kill(new Error(`the grader did not start within ${BOOT_MS / 1000} seconds${host.lastWords()}`));
    }, BOOT_MS);
    try {
      await host.call('boot', 'pglite');
      return host;
    } catch (error) {
      host.kill();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  get isLost(): boolean {
    return this.lost !== undefined;
  }

  /** @throws HostStalled, AppFaultError, or an error of our own side. */
  call<M extends HostMethod>(method: M, ...args: HostCalls[M][0]): Promise<HostCalls[M][1]> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      this.lastCall += 1;
      const id = this.lastCall;
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.watch();
      this.posting = this.posting
        .then(() => this.mail.post({ type: 'call', id, method, args }))
        .then(() => void this.bell.write('\n').catch(() => {}))
        .catch((error: Error) => this.lose(new Error(`its file system failed (${error.message})`)));
    });
  }

  /** What `run` grades. */
  exercise: FixExercise | undefined;

  async run(job: HostJob, onEvent: (event: GradingEvent) => void): Promise<Report> {
    if (!this.exercise) throw new Error('The host was given no exercise.');
    this.onEvent = onEvent;
    try {
      const report = await this.call('grade', this.exercise, job);
      // The letter's place is this run's own; that its content is, is looked at all the same.
      if (report?.exercise !== job.exercise || report.seed !== job.seed)
        throw new Error('the grader left a report of another run');
      return report;
    } finally {
      this.onEvent = undefined;
    }
  }

  release(): void {}

  /** Ends it: in order when it still listens, else at once. Calls under way reject with `reason`. Idempotent. */
  kill(reason: Error = new Error('The grader was ended.')): void {
    if (this.lost) return;
    const isStuck = this.running !== undefined;
    this.lose(reason);
    if (isStuck) {
      this.process.kill();
      return;
    }
    void this.posting
      .then(() => this.mail.post({ type: 'call', id: 0, method: 'close', args: [] }))
      .then(() => this.bell.write('\n'))
      .catch(() => {});
    const timer = setTimeout(() => this.process.kill(), GRACE_MS);
    void this.process.exit.finally(() => clearTimeout(timer)).catch(() => {});
  }

  /** Reads the terminal until the process exits; its stream may stay open after that. */
  private async follow(): Promise<void> {
    const reader = this.process.output.getReader();
    const failed = (error: Error) =>
      this.lose(new Error(`the grader's word can't be read (${error.message})`));
    void (async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        this.output = (this.output + part.value).slice(-2_000);
        this.mail.listen(part.value, failed);
      }
    })().catch(() => {});
    const code = await this.process.exit.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
    await this.mail.settled();
    reader.cancel().catch(() => {});
    this.lose(new Error(`the grader's process ended (${code ?? 'for no known reason'})${this.lastWords()}`));
    await this.mail.remove().catch(() => {});
  }

  /** What it printed last, without bells. */
  private lastWords(): string {
    const text = this.output
      .replaceAll(/@other90:[^@]*@/g, '')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => /^\w*Error\b/.test(line))
      .at(-1);
    return text === undefined ? '' : `: ${text.slice(0, 300)}`;
  }

  private receive(message: FromHost): void {
    this.heardAt = performance.now();
    // Whatever comes: the statement before it has ended.
    this.running =
      message.type === 'running'
        ? { sql: message.sql, starting: message.starting, since: this.heardAt }
        : undefined;
    switch (message.type) {
      case 'returned':
        this.settle(message.id)?.resolve(message.value);
        return;
      case 'threw': {
        const { fault, message: text } = message;
        this.settle(message.id)?.reject(fault ? new AppFaultError(fault) : new Error(text));
        return;
      }
      case 'event':
        this.onEvent?.(message.event);
        return;
      case 'log':
      case 'statement':
      case 'fault':
      case 'listening':
        this.onMessage?.(message);
    }
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    if (this.pending.size === 0) this.unwatch();
    return pending;
  }

  private watch(): void {
    if (this.timer !== undefined) return;
    this.heardAt = performance.now();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  private unwatch(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    const now = performance.now();
    const { running } = this;
    if (running && now - running.since >= LIMITS.statementMs) {
      const { sql, starting } = running;
      this.lose(new HostStalled({ kind: 'endless-statement', sql, limitMs: LIMITS.statementMs }, starting));
      this.process.kill();
    } else if (!running && now - this.heardAt > SILENT_MS) {
      this.lose(new Error('the grader stopped answering'));
      this.process.kill();
    }
  }

  private lose(error: Error): void {
    if (this.lost) return;
    this.lost = error;
    this.unwatch();
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
    if (error instanceof HostStalled) this.onMessage?.({ type: 'fault', fault: error.fault });
  }
}
