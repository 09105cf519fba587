/** Somebody sets the machine's clock, to and fro, while a grade runs in the page: the verdict is the same. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFiles } from '../../src/course/load.ts';
import { buildHostPage } from '../../src/runtimes/browser/headless/host-page.ts';
import { createHeadlessRuntime } from '../../src/runtimes/browser/headless.ts';
import type { Runtime } from '../../src/runtimes/runtime.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Before anything else in page, grader and app: a date that is two hours ahead and two hours behind in turns, everywhere at the
 * same moments, as the one clock of a machine is. `performance` goes on, as a browser's does.
 */
const JUMPING = `{
  const real = Date.now.bind(Date);
  const passed = performance.now.bind(performance);
  const { timeOrigin } = performance;
  const steps = [0, 7_200_000, -7_200_000];
  const now = () => real() + steps[Math.floor((timeOrigin + passed()) / 40) % 3];
  const Real = Date;
  Real.now = now;
  globalThis.Date = new Proxy(Real, {
    apply: () => new Real(now()).toString(),
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
  });
}`;

let folder: string;
let runtime: Runtime;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'other90-clock-'));
  const built = await buildHostPage();
  await cp(built.folder, folder, { recursive: true });
  await writeFile(join(folder, 'assets/jumping.js'), JUMPING);
  // What a module imports first runs first.
  for (const name of await readdir(join(folder, 'assets'))) {
    if (/^(grader-worker|host|index|browser).*\.js$/.test(name)) {
      await before(join(folder, 'assets', name), "import './jumping.js';\n");
    }
  }
  for (const name of await readdir(join(folder, 'runtime'))) {
    if (name.startsWith('app-core')) await before(join(folder, 'runtime', name), `${JUMPING}\n`);
  }
  runtime = createHeadlessRuntime({ pages: 1, hostPage: async () => ({ ...built, folder }) });
});

afterAll(async () => {
  await runtime?.close();
  await rm(folder, { recursive: true, force: true });
});

async function before(file: string, text: string): Promise<void> {
  await writeFile(file, text + (await readFile(file, 'utf8')));
}

/** Checks that live on the time: the app's, the database's, the attackers'. */
const CHECKS = {
  'webhook-signature': ['paid-event-pays', 'old-timestamp', 'held-back', 'slow-delivery'],
  login: ['login-works', 'limit-window-ends', 'session-expires'],
} as const;

test.each(Object.entries(CHECKS))(
  'while the clock jumps by hours, the solution of %s passes',
  async (exercise, only) => {
    const files = await loadFiles(ROOT, exercise, 'solution');
    const report = await runtime.grade({ exercise, files, seed: 7, only });
    expect(report.error).toBeUndefined();
    expect(report.checks.map(({ id, status, message }) => ({ id, status, message }))).toEqual(
      only.map((id) => ({ id, status: 'pass', message: expect.any(String) })),
    );
  },
);

test('the clock does jump for who asks the machine', async () => {
  const files = {
    'server.ts': `import http from 'node:http';
http.createServer((_req, res) => {
  const seen = new Set<number>();
  const start = performance.now();
  const hour = 3_600_000;
  const first = Date.now();
  while (performance.now() - start < 200) seen.add(Math.round((Date.now() - first) / hour));
  res.end(String(seen.size));
}).listen(process.env.PORT);
`,
  };
  // An open app follows the machine's date; only one that is graded does not.
  const app = await runtime.open({ exercise: 'login', files });
  const { body } = await app.request({ method: 'GET', path: '/', headers: [] });
  await app.stop();
  expect(new TextDecoder().decode(body)).toBe('3');
});
