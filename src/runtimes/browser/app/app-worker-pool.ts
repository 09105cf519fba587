/**
 * The page's side of the app workers: one hidden sandboxed frame without network or storage, in which workers for
 * the learner's code are kept warm, so that starting an app again costs no time.
 */
import { asInlineScript } from './frame-script.ts';
import { LIBRARIES, libraryScript } from './libraries/libraries.ts';
import type { AppManifest } from './manifest.ts';
import type { FrameToPage, PageToFrame, ScriptText } from './protocol.ts';
import { packageSpecifiers } from './specifiers.ts';

/** A worker that waits for app-link's `start`, or runs an app. */
export interface AppWorker {
  /** Speaks app-link (`ToApp` in, `FromApp` out). Transferable: nothing here listens to it. */
  readonly port: MessagePort;
  /** Ends it at once, whatever it does. Idempotent. */
  terminate(): void;
  /** Called once when it is gone without `terminate`: the app ended itself, the browser took it away. */
  onDeath(callback: (message: string) => void): void;
}

export interface AppWorkerPool {
  /** A fresh worker that nothing ran in. @throws Error when the frame or its scripts cannot be loaded. */
  take(): Promise<AppWorker>;
  /** Loads the packages that these files name, here and in the spare workers, ahead of their `start`. */
  preload(files: Readonly<Record<string, string>>): Promise<void>;
  /** Whether the process that the workers run in is there: the browser ends it when it runs out of memory. */
  isAlive(): Promise<boolean>;
  /** Ends all workers and removes the frame. */
  close(): void;
}

export interface AppWorkerPoolOptions {
  /** Where the files of `public/runtime` are served, for example `/runtime/`. */
  baseUrl: string;
  /** Spare workers kept warm. */
  spares?: number;
}

/** How long the frame may take for an answer that costs it nothing, in milliseconds. */
const FRAME_SILENT_MS = 2_000;

interface Entry {
  id: number;
  worker: AppWorker;
  ready: Promise<void>;
  taken: boolean;
  settle(error?: Error): void;
  die(message: string): void;
}

/** Makes a pool; the frame and the first spare workers are started at once. */
export function createAppWorkerPool(options: AppWorkerPoolOptions): AppWorkerPool {
  const base = new URL(options.baseUrl, document.baseURI);
  const spares = options.spares ?? 2;
  const texts = new Map<string, Promise<string>>();
  /** Scripts that the frame holds, or will. */
  const supplied = new Set<string>(LIBRARIES.map(libraryScript));
  /** What the last app imported: spare workers run it ahead. */
  let wanted: string[] = [];
  const entries = new Map<number, Entry>();
  let nextId = 1;
  let closed = false;
  let frame: Promise<Frame> | undefined;

  const text = (file: string): Promise<string> => {
    let loading = texts.get(file);
    if (!loading) {
      loading = fetchText(new URL(file, base));
      texts.set(file, loading);
      loading.catch(() => texts.delete(file));
    }
    return loading;
  };
  const manifest = lazily(async () => JSON.parse(await text('app-manifest.json')) as AppManifest);

  const scriptTexts = async (names: readonly string[]): Promise<ScriptText[]> => {
    const { scripts } = await manifest();
    return Promise.all(
      names.map(async (name) => {
        const file = scripts[name];
        if (file === undefined) throw new Error(`app-manifest.json lists no script "${name}".`);
        return { name, text: await text(file) };
      }),
    );
  };

  const openFrame = async (): Promise<Frame> => {
    const list = await manifest();
    const [core, script, hashing] = await Promise.all([
      text(list.core),
      text(list.frame),
      text(list.hashing),
    ]);
    const opened = await Frame.open(script, receive, lost);
    opened.send({ type: 'setup', manifest: list, core, hashing });
    opened.send({ type: 'scripts', scripts: await scriptTexts([...supplied]) });
    return opened;
  };
  const theFrame = (): Promise<Frame> => {
    if (!frame) {
      frame = openFrame();
      frame.catch(() => {
        frame = undefined;
      });
    }
    return frame;
  };

  function receive(message: FrameToPage): void {
    if (message.type === 'ready') entries.get(message.worker)?.settle();
    else if (message.type === 'died') entries.get(message.worker)?.die(message.message);
    else if (message.type === 'uses') {
      want(message.packages);
      if (message.missing.length === 0) return;
      supply(message.missing).catch((error: Error) => entries.get(message.worker)?.die(error.message));
    }
  }

  async function supply(names: readonly string[]): Promise<void> {
    for (const name of names) supplied.add(name);
    const scripts = await scriptTexts(names);
    (await theFrame()).send({ type: 'scripts', scripts });
  }

  function want(packages: readonly string[]): void {
    if (packages.join() === wanted.join()) return;
    wanted = [...packages];
    for (const entry of entries.values()) if (!entry.taken) warm(entry);
  }

  function warm(entry: Entry): void {
    void frame
      ?.then((opened) => opened.send({ type: 'warm', worker: entry.id, packages: wanted }))
      .catch(() => {});
  }

  /** The frame's process is gone, and every worker with it. */
  function lost(): void {
    frame = undefined;
    for (const entry of [...entries.values()]) {
      entry.die('the browser ended the process that it ran in, most likely for memory that grew without end');
    }
  }

  function spawn(): Entry {
    const id = nextId++;
    const { port1, port2 } = new MessageChannel();
    let settle: (error?: Error) => void = () => {};
    const ready = new Promise<void>((resolve, reject) => {
      settle = (error) => (error ? reject(error) : resolve());
    });
    ready.catch(() => {});
    const end = () =>
      void frame?.then((opened) => opened.send({ type: 'terminate', worker: id })).catch(() => {});
    let onDeath: ((message: string) => void) | undefined;
    let death: string | undefined;
    const entry: Entry = {
      id,
      ready,
      settle,
      taken: false,
      die(message) {
        if (!entries.delete(id)) return;
        death = message;
        end();
        settle(new Error(message));
        onDeath?.(message);
      },
      worker: {
        port: port1,
        terminate() {
          if (!entries.delete(id)) return;
          settle(new Error('The worker was ended before it was ready.'));
          end();
        },
        onDeath(callback) {
          if (death === undefined) onDeath = callback;
          else callback(death);
        },
      },
    };
    entries.set(id, entry);
    theFrame().then(
      (opened) => {
        opened.send({ type: 'spawn', worker: id }, [port2]);
        warm(entry);
      },
      (error: Error) => entry.die(error.message),
    );
    return entry;
  }

  function refill(): void {
    if (closed) return;
    const waiting = [...entries.values()].filter((entry) => !entry.taken).length;
    for (let n = waiting; n < spares; n += 1) spawn();
  }

  refill();
  return {
    async take() {
      if (closed) throw new Error('The pool of app workers is closed.');
      // A frame whose process died tells nothing: it is found out here and made anew.
      await (await theFrame()).alive().catch(async () => (await theFrame()).alive());
      refill();
      const entry = [...entries.values()].find((candidate) => !candidate.taken) ?? spawn();
      entry.taken = true;
      await entry.ready;
      refill();
      return entry.worker;
    },
    async preload(files) {
      const { packages } = await manifest();
      const specifiers = [...packageSpecifiers(files, packages)];
      const names = new Set(specifiers.flatMap((specifier) => packages[specifier]?.scripts ?? []));
      const fresh = [...names].filter((name) => !supplied.has(name));
      if (fresh.length > 0) await supply(fresh);
      want(specifiers);
    },
    isAlive: async () => {
      try {
        await (await theFrame()).alive();
        return true;
      } catch {
        return false;
      }
    },
    close() {
      closed = true;
      for (const entry of [...entries.values()]) entry.worker.terminate();
      void frame?.then((opened) => opened.close());
    },
  };
}

/** The hidden frame and the port to its script. */
class Frame {
  private readonly element: HTMLIFrameElement;
  private readonly port: MessagePort;
  private readonly lost: () => void;
  private waiting: Array<() => void> = [];

  private constructor(
    element: HTMLIFrameElement,
    port: MessagePort,
    receive: (message: FrameToPage) => void,
    lost: () => void,
  ) {
    this.element = element;
    this.port = port;
    this.lost = lost;
    port.onmessage = ({ data }: MessageEvent<FrameToPage>) => {
      if (data.type !== 'pong') return receive(data);
      for (const resume of this.waiting.splice(0)) resume();
    };
  }

  static async open(
    script: string,
    receive: (message: FrameToPage) => void,
    lost: () => void,
  ): Promise<Frame> {
    const nonce = crypto.getRandomValues(new Uint32Array(4)).join('-');
    const policy = `default-src 'none'; script-src 'nonce-${nonce}' blob: 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'`;
    const element = document.createElement('iframe');
    element.setAttribute('sandbox', 'allow-scripts');
    element.hidden = true;
    element.title = 'Sandbox of the exercise app';
    element.srcdoc =
      `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
      `<script nonce="${nonce}">${asInlineScript(script)}</script>`;
    const loaded = new Promise<void>((resolve) => {
      element.addEventListener('load', () => resolve(), { once: true });
    });
    document.body.append(element);
    await loaded;
    const { port1, port2 } = new MessageChannel();
    element.contentWindow?.postMessage('open', '*', [port2]);
    const frame = new Frame(element, port1, receive, lost);
    await frame.alive();
    return frame;
  }

  send(message: PageToFrame, transfer: Transferable[] = []): void {
    this.port.postMessage(message, transfer);
  }

  /** Resolves when the frame's script answers; without an answer the frame counts as lost. */
  alive(): Promise<void> {
    return new Promise((resolve, reject) => {
      // A page that was busy itself gets one more turn, to read what has come meanwhile.
      const timer = setTimeout(() => setTimeout(silent, 100), FRAME_SILENT_MS);
      let answered = false;
      const silent = () => {
        if (answered) return;
        this.close();
        this.lost();
        reject(
          new Error(
            "The app's sandbox does not answer. Reload the page; a browser extension may block sandboxed frames.",
          ),
        );
      };
      this.waiting.push(() => {
        answered = true;
        clearTimeout(timer);
        resolve();
      });
      this.send({ type: 'ping' });
    });
  }

  close(): void {
    this.port.close();
    this.element.remove();
  }
}

async function fetchText(url: URL): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url.pathname} answers ${response.status}: run "npm run assets" and serve public/.`);
  }
  return response.text();
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    made.catch(() => {
      made = undefined;
    });
    return made;
  };
}
