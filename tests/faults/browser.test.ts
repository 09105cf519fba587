import { afterAll, describe, expect, test } from 'vitest';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import { FAULT_CASES, HARMLESS_CASES } from './cases.ts';
import { inTheBrowser, tryFault, tryHarmless } from './try-case.ts';

const runtime = createHeadlessRuntime({ pages: 1 });
afterAll(() => runtime.close());

describe('browser: a fault of the app is told apart', () => {
  for (const fault of FAULT_CASES) test(fault.name, () => tryFault(runtime, inTheBrowser(fault)));
});

describe('browser: the app is served all the same', () => {
  for (const harmless of HARMLESS_CASES) test(harmless.name, () => tryHarmless(runtime, harmless));
});

test('browser: the next run starts clean', async () => {
  const files = { 'server.ts': "import express from 'express';\nexpress().listen(process.env.PORT);\n" };
  const app = await runtime.open({ exercise: 'login', files });
  expect((await app.request({ method: 'GET', path: '/', headers: [] })).status).toBe(404);
  await app.stop();
});
