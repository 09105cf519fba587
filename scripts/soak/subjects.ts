/** The two runtimes, each with somebody who counts what it holds. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../src/runtimes/browser/headless/chromium.ts';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import type { Runtime } from '../../src/runtimes/runtime.ts';
import type { Census } from './census.ts';
import { descendants, descriptors, listening, megabytesOf } from './processes.ts';

export interface Subject {
  runtime: Runtime;
  census(): Promise<Census>;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function ownHeap(): number {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

/** `tmpdir()` is this run's own. */
const temporary = () => readdirSync(tmpdir()).length;

/** What is there without any runtime: the same is to be there again when it is closed. */
export function remains(): Record<string, number> {
  const children = descendants();
  return {
    processes: children.length,
    'listening ports': listening([process.pid, ...children]),
    'temporary files': temporary(),
  };
}

export function nodeSubject(): Subject {
  return {
    runtime: createNodeRuntime(),
    census: async () => {
      const children = descendants();
      return {
        counts: { ...remains(), 'own descriptors': descriptors(process.pid).length },
        megabytes: { 'own heap': ownHeap(), 'grader and spare': megabytesOf(children) },
      };
    },
  };
}

export function browserSubject(): Subject {
  let launched: Browser | undefined;
  const runtime = createHeadlessRuntime({
    pages: 1,
    launch: async () => {
      launched = await launchChromium(['--js-flags=--expose-gc']);
      return launched;
    },
  });
  return { runtime, census: () => chromiumCensus(launched) };
}

/** As the browser itself tells, not by what playwright has heard of. */
async function chromiumCensus(browser: Browser | undefined): Promise<Census> {
  const context = browser?.contexts().at(-1);
  const page = context?.pages().at(-1);
  if (!browser || !context || !page) throw new Error('The runtime has no page to look at.');
  const [ofBrowser, ofPage] = await Promise.all([
    browser.newBrowserCDPSession(),
    context.newCDPSession(page),
  ]);
  try {
    // In the sandbox's frame as well: its small heap is seldom collected, and each ended worker that waits there for that holds
    // a tenth of a megabyte in three processes. In the workers of the grader's side; what runs an app has given up `gc`.
    const collectThere = () => (globalThis as { gc?: () => void }).gc?.();
    for (const frame of page.frames()) await frame.evaluate(collectThere).catch(() => {});
    for (const worker of page.workers()) await worker.evaluate(collectThere).catch(() => {});
    await ofPage.send('HeapProfiler.collectGarbage');
    const { targetInfos } = await ofBrowser.send('Target.getTargets', { filter: [{}] });
    const { processInfo } = await ofBrowser.send('SystemInfo.getProcessInfo');
    const { usedSize } = await ofPage.send('Runtime.getHeapUsage');
    const { documents, nodes, jsEventListeners } = await ofPage.send('Memory.getDOMCounters');
    const targets = (type: string) => targetInfos.filter((target) => target.type === type).length;
    const processes = (is: (type: string) => boolean) =>
      processInfo.filter(({ type }) => is(type)).map(({ id }) => id);
    return {
      counts: {
        profiles: browser.contexts().length,
        pages: targets('page'),
        frames: targets('iframe'),
        workers: targets('worker'),
        documents,
        nodes,
        listeners: jsEventListeners,
        renderers: processes((type) => type === 'renderer').length,
        'temporary files': temporary(),
        'own descriptors': descriptors(process.pid).length,
      },
      megabytes: {
        'own heap': ownHeap(),
        "page's heap": usedSize / 1e6,
        renderers: megabytesOf(processes((type) => type === 'renderer')),
        'rest of Chromium': megabytesOf(processes((type) => type !== 'renderer')),
      },
    };
  } finally {
    await Promise.all([ofBrowser.detach(), ofPage.detach()]);
  }
}
