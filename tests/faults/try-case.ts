/** Runs a case of `cases.ts` through the face that every runtime has. */
import { expect } from 'vitest';
import { type AppFault, AppFaultError } from '../../src/runtimes/faults.ts';
import type { HttpResponse, LogEntry, OpenApp, Runtime } from '../../src/runtimes/runtime.ts';
import type { FaultCase, HarmlessCase } from './cases.ts';

const ROOT_REQUEST = { method: 'GET', path: '/', headers: [] } as const;

/** @throws an assertion error when the fault is another one, or shows at another time. */
export async function tryFault(runtime: Runtime, { files, shownBy, fault }: FaultCase): Promise<void> {
  const seen = await firstFault(runtime, files);
  expect(seen).toMatchObject({ shownBy, fault: matching(fault) });
}

/** No browser lets a page set a worker's heap limit: a slow machine sees the app stand still before memory ends. */
export function inTheBrowser(given: FaultCase): FaultCase {
  if (given.fault.kind !== 'out-of-memory') return given;
  return { ...given, fault: { ...given.fault, kind: expect.stringMatching(/^(out-of-memory|blocked)$/) } };
}

export async function tryHarmless(runtime: Runtime, harmless: HarmlessCase): Promise<void> {
  const { files, status, body, logs, logCharacters = Number.POSITIVE_INFINITY } = harmless;
  const printed: LogEntry[] = [];
  const all = () => printed.map(({ text }) => text).join('');
  const app = await runtime.open({ exercise: 'login', files, onLog: (entry) => printed.push(entry) });
  try {
    for (let round = 0; round < 2; round += 1) {
      const response = await app.request(ROOT_REQUEST);
      expect(response.status).toBe(status);
      const text = new TextDecoder().decode(response.body);
      if (typeof body === 'string') expect(text).toBe(body);
      else if (body) expect(text).toMatch(body);
    }
    // What was printed comes by another way than the answers, and may come later.
    for (let looks = 0; looks < 200 && logs?.test(all()) === false; looks += 1) await soon();
  } finally {
    await app.stop();
  }
  if (logs) expect(all()).toMatch(logs);
  expect(all().length).toBeLessThanOrEqual(logCharacters);
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 50));

async function firstFault(runtime: Runtime, files: FaultCase['files']) {
  const { promise: gone, resolve } = Promise.withResolvers<AppFault>();
  let app: OpenApp;
  try {
    app = await runtime.open({ exercise: 'login', files, onFault: resolve });
  } catch (error) {
    return { shownBy: 'start', fault: faultOf(error) };
  }
  try {
    let response: HttpResponse;
    try {
      response = await app.request(ROOT_REQUEST);
    } catch (error) {
      return { shownBy: 'request', fault: faultOf(error) };
    }
    // What the first answer set off may take its time.
    await gone;
    await app.request(ROOT_REQUEST).catch((error) => {
      throw Object.assign(new Error('next'), { fault: faultOf(error) });
    });
    return { shownBy: 'nothing', fault: { kind: `status ${response.status}` } };
  } catch (error) {
    return { shownBy: 'next request', fault: (error as { fault?: AppFault }).fault };
  } finally {
    await app.stop();
  }
}

function faultOf(error: unknown): AppFault {
  if (error instanceof AppFaultError) return error.fault;
  throw error;
}

/** Regular expressions become matchers. */
function matching(fault: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fault).map(([key, value]) => [
      key,
      value instanceof RegExp ? expect.stringMatching(value) : value,
    ]),
  );
}
