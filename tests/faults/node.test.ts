import { afterAll, describe, expect, test } from 'vitest';
import { createNodeRuntime } from '../../src/runtimes/node/runtime.ts';
import { FAULT_CASES, HARMLESS_CASES } from './cases.ts';
import { tryFault, tryHarmless } from './try-case.ts';

const runtime = createNodeRuntime();
afterAll(() => runtime.close());

describe('node: a fault of the app is told apart', () => {
  for (const fault of FAULT_CASES) test(fault.name, () => tryFault(runtime, fault));
});

describe('node: the app is served all the same', () => {
  for (const harmless of HARMLESS_CASES) test(harmless.name, () => tryHarmless(runtime, harmless));
});

test('node: the next run starts clean', async () => {
  const files = { 'server.ts': "import express from 'express';\nexpress().listen(process.env.PORT);\n" };
  const app = await runtime.open({ exercise: 'login', files });
  expect((await app.request({ method: 'GET', path: '/', headers: [] })).status).toBe(404);
  await app.stop();
});
