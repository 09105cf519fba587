/**
 * The script of the sandboxed frame: an opaque origin under a Content-Security-Policy without network, whose workers
 * inherit both. It holds the scripts as blob URLs and starts and ends workers on the page's word. No learner's code
 * runs here.
 */

import type { AppManifest } from '../manifest.ts';
import type { FrameToPage, FrameToWorker, PageToFrame, WorkerInit, WorkerToFrame } from '../protocol.ts';
import { HashWorkers } from './hash-workers.ts';
import { ReadyFiles } from './ready-files.ts';
import { subtleFor } from './subtle.ts';

type HashCall = Extract<WorkerToFrame, { type: 'hash' }>;

interface Held {
  worker: Worker;
  control: MessagePort;
  /** Scripts that its app uses and it does not have, while it waits for them. */
  waiting: Set<string> | undefined;
  /** It told what it had to make ready; what comes after that could be the app's word. */
  hasTold: boolean;
}

addEventListener('message', (event) => {
  const port = event.ports[0];
  if (event.source === parent && port) serve(port);
});

function serve(page: MessagePort): void {
  const tell = (message: FrameToPage) => page.postMessage(message);
  const urls: Record<string, string> = {};
  const workers = new Map<number, Held>();
  let manifest: AppManifest | undefined;
  let core = '';
  let hashWorkers: HashWorkers | undefined;
  const ready = new ReadyFiles();

  page.onmessage = (event: MessageEvent<PageToFrame>) => {
    const message = event.data;
    switch (message.type) {
      case 'setup':
        manifest = message.manifest;
        core = blobUrl(message.core);
        hashWorkers = new HashWorkers(blobUrl(message.hashing));
        return;
      case 'scripts':
        for (const { name, text } of message.scripts) urls[name] ??= blobUrl(text);
        for (const held of workers.values()) answerNeed(held);
        return;
      case 'spawn': {
        const link = event.ports[0];
        if (link) spawn(message.worker, link);
        return;
      }
      case 'warm': {
        const { packages } = message;
        const parsers = ready.all.length === 0;
        const warm: FrameToWorker = { type: 'warm', packages, urls: { ...urls }, parsers };
        workers.get(message.worker)?.control.postMessage(warm);
        return;
      }
      case 'terminate':
        end(message.worker);
        return;
      case 'ping':
        tell({ type: 'pong' });
    }
  };

  function spawn(id: number, link: MessagePort): void {
    if (!manifest) throw new Error('The frame was asked for a worker before its set-up.');
    const worker = new Worker(core, { name: `app-${id}` });
    const { port1: control, port2 } = new MessageChannel();
    const subtle = subtleFor();
    const held: Held = { worker, control, waiting: undefined, hasTold: false };
    workers.set(id, held);
    control.onmessage = ({ data }: MessageEvent<WorkerToFrame>) => {
      if (data.type === 'ready') tell({ type: 'ready', worker: id });
      else if (data.type === 'subtle') void subtle(data, control);
      else if (data.type === 'hash') void hash(id, data, control);
      else if (data.type === 'ended') {
        end(id);
        tell({ type: 'died', worker: id, message: 'The app ended itself.' });
      } else if (data.type === 'made-ready') {
        if (!held.hasTold) ready.add(data.sources);
        held.hasTold = true;
      } else {
        held.waiting = new Set(data.scripts);
        const missing = data.scripts.filter((name) => !(name in urls));
        tell({ type: 'uses', worker: id, packages: data.packages, missing });
        answerNeed(held);
      }
    };
    worker.onerror = (error) => {
      error.preventDefault();
      if (!workers.has(id)) return;
      end(id);
      tell({ type: 'died', worker: id, message: error.message || 'The worker failed.' });
    };
    const init: WorkerInit = { manifest, urls: { ...urls } };
    worker.postMessage(init, [link, port2]);
  }

  async function hash(app: number, { id, job }: HashCall, answer: MessagePort): Promise<void> {
    const outcome = await hashWorkers?.compute(app, job);
    if (outcome) answer.postMessage({ type: 'hashed', id, outcome } satisfies FrameToWorker);
  }

  function answerNeed(held: Held): void {
    if (!held.waiting || [...held.waiting].some((name) => !(name in urls))) return;
    const answer: FrameToWorker = { type: 'urls', urls: {}, sources: ready.all };
    for (const name of held.waiting) answer.urls[name] = urls[name] ?? '';
    held.waiting = undefined;
    held.control.postMessage(answer);
  }

  function end(id: number): void {
    const held = workers.get(id);
    if (!held) return;
    workers.delete(id);
    held.worker.terminate();
    held.control.close();
    hashWorkers?.forget(id);
  }
}

const blobUrl = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
