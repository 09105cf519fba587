/** The worker's line to its frame: scripts, the cryptography that only the frame has, and slow hashes. */
import type { HashJob } from '../hashing/jobs.ts';
import { threadPool } from '../hashing/thread-pool.ts';
import { addScripts } from '../loader/packages.ts';
import type { Source } from '../loader/source.ts';
import { warm } from '../loader/warm.ts';
import type { FrameToWorker, WorkerToFrame } from '../protocol.ts';
import { remote } from '../shims/crypto/web.ts';
import { natives } from './natives.ts';
import { runTask } from './ticks.ts';

/** With all bytes in memory of their own: a small Buffer shares its own with others, and all of that would be sent. */
const alone = <Job extends HashJob>(job: Job): Job =>
  Object.fromEntries(
    Object.entries(job).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Uint8Array ? Uint8Array.from(value) : value,
    ]),
  ) as unknown as Job;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class Control {
  private readonly tell: (message: WorkerToFrame) => void;
  private readonly calls = new natives.Map<number, Waiting>();
  private nextCall = 1;
  private arrived: ((sources: readonly Source[]) => void) | undefined;

  constructor(port: MessagePort) {
    this.tell = port.postMessage.bind(port);
    port.onmessage = ({ data }: MessageEvent<FrameToWorker>) => this.receive(data);
    remote.call = (method, args) => this.call((id) => ({ type: 'subtle', id, method, args }));
    threadPool.compute = (job) =>
      this.call((id) => ({ type: 'hash', id, job: alone(job) })) as Promise<Uint8Array>;
  }

  private call(messageOf: (id: number) => WorkerToFrame): Promise<unknown> {
    return new natives.Promise((resolve, reject) => {
      const id = this.nextCall++;
      this.calls.set(id, { resolve, reject });
      this.tell(messageOf(id));
    });
  }

  ready(): void {
    this.tell({ type: 'ready' });
  }

  /** The app is over. */
  ended(): void {
    this.tell({ type: 'ended' });
  }

  /**
   * Tells what the app uses. Resolves when the scripts, those that are not here yet, can be loaded, with the files that
   * earlier apps had made ready.
   */
  uses(packages: string[], scripts: string[]): Promise<readonly Source[]> {
    return new natives.Promise((resolve) => {
      this.arrived = resolve;
      this.tell({ type: 'uses', packages, scripts });
    });
  }

  /** Tells which files had to be made ready. To be called before anything of the app runs. */
  madeReady(sources: readonly Source[]): void {
    this.tell({ type: 'made-ready', sources });
  }

  private receive(message: FrameToWorker): void {
    if (message.type === 'urls') {
      addScripts(message.urls);
      this.arrived?.(message.sources);
      return;
    }
    if (message.type === 'warm') {
      addScripts(message.urls);
      warm(message.packages, message.parsers);
      return;
    }
    const waiting = this.calls.get(message.id);
    this.calls.delete(message.id);
    runTask(() => {
      if (message.type === 'subtle-done') waiting?.resolve(message.value);
      else if (message.type === 'subtle-failed')
        waiting?.reject(new DOMException(message.message, message.name));
      else if ('value' in message.outcome) waiting?.resolve(message.outcome.value);
      else waiting?.reject(new Error(message.outcome.error));
    });
  }
}
