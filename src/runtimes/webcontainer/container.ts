/** The page's one container with the course mounted in it, shared by everything on the page. */
import type { WebContainer } from '@webcontainer/api';
import { type BootOptions, bootContainer } from './boot.ts';
import { mountCourse } from './mount.ts';
import { OperationQueue } from './queue.ts';

export class Container {
  readonly client: WebContainer;
  readonly queue = new OperationQueue();
  /** Addresses of ports that opened, for the preview. */
  readonly ports = new Map<number, string>();
  private readonly lostListeners = new Set<(reason: string) => void>();
  private readonly portListeners = new Set<() => void>();
  private lostReason: string | undefined;

  constructor(client: WebContainer) {
    this.client = client;
    client.on('error', ({ message }) => this.lose(`WebContainer failed (${message})`));
    client.on('server-ready', (port, url) => {
      this.ports.set(port, url);
      for (const listener of this.portListeners) listener();
    });
  }

  /** Why it can't be used any more, once it can't. */
  get lost(): string | undefined {
    return this.lostReason;
  }

  onLost(listener: (reason: string) => void): () => void {
    this.lostListeners.add(listener);
    return () => this.lostListeners.delete(listener);
  }

  onPort(listener: () => void): () => void {
    this.portListeners.add(listener);
    return () => this.portListeners.delete(listener);
  }

  /** Gives it up: its processes end with it, and the next `openContainer` makes another. */
  lose(reason: string): void {
    if (this.lostReason !== undefined) return;
    this.lostReason = reason;
    opening = undefined;
    for (const listener of this.lostListeners) listener(reason);
    try {
      this.client.teardown();
    } catch {
      // It is gone already.
    }
  }
}

let opening: Promise<Container> | undefined;

/** Boots and mounts, once a page. @throws Error with a sentence for the learner; a later call tries again. */
export function openContainer(options: BootOptions): Promise<Container> {
  if (!opening) {
    const fresh = open(options);
    opening = fresh;
    fresh.catch(() => {
      if (opening === fresh) opening = undefined;
    });
  }
  return opening;
}

async function open(options: BootOptions): Promise<Container> {
  const client = await bootContainer(options);
  // Listens before anything is spawned.
  const container = new Container(client);
  try {
    await mountCourse(client);
  } catch (error) {
    container.lose(error instanceof Error ? error.message : String(error));
  }
  if (container.lost !== undefined) throw new Error(container.lost);
  return container;
}
