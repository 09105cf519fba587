/**
 * `npm run lighthouse [-- --rounds N] [path…]`: the built site, served as a host in production does, before Google's Lighthouse. Medians of
 * three rounds, since it throttles a machine that is shared with others. Lighthouse comes with 114 packages and 176 MB, so it
 * is no dependency of the course: it is installed into `.cache/lighthouse/` the first time, which needs a network.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { launchChromium } from '../../tests/support/chromium.ts';
import { serveCompressedSite } from '../../tests/support/compressed-site.ts';
import { freePort } from '../free-port.ts';
import { median } from '../median.ts';
import { lessonPaths } from '../sizes/lesson-paths.ts';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url));
const FOLDER = join(CACHE, 'lighthouse');
const VERSION = '13.5.0';
const PROGRAM = join(FOLDER, 'node_modules/lighthouse/cli/index.js');
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

const Outcome = z.object({
  runtimeError: z.object({ message: z.string() }).optional(),
  categories: z.record(
    z.enum(CATEGORIES),
    z.object({
      score: z.number().nullable(),
      auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
    }),
  ),
  audits: z.record(
    z.string(),
    z.object({ title: z.string(), score: z.number().nullable(), displayValue: z.string().optional() }),
  ),
});
type Outcome = z.infer<typeof Outcome>;

async function install(): Promise<void> {
  const there = await readFile(join(FOLDER, 'node_modules/lighthouse/package.json'), 'utf8').catch(
    () => '{}',
  );
  if (existsSync(PROGRAM) && JSON.parse(there).version === VERSION) return;
  console.error(`Installing lighthouse ${VERSION} into .cache/lighthouse/ (176 MB, once).`);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  await run('npm', ['install', ...options, `lighthouse@${VERSION}`], { cwd: FOLDER });
}

/** One run of a page, as on a phone of middling speed on a slow line: Lighthouse's own default. */
async function inspect(url: string, port: number): Promise<Outcome> {
  const { stdout } = await run(
    process.execPath,
    [PROGRAM, url, '--quiet', '--output=json', `--only-categories=${CATEGORIES.join(',')}`, `--port=${port}`],
    { maxBuffer: 1e9 },
  );
  const outcome = Outcome.parse(JSON.parse(stdout));
  if (outcome.runtimeError)
    throw new Error(`Lighthouse could not judge ${url}: ${outcome.runtimeError.message}`);
  return outcome;
}

const score = (outcome: Outcome, category: (typeof CATEGORIES)[number]) =>
  Math.round(100 * (outcome.categories[category]?.score ?? 0));

/** The audits that cost a category its points. */
function faults({ categories, audits }: Outcome): string[] {
  return Object.entries(categories).flatMap(([category, { auditRefs }]) =>
    auditRefs
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${category}: ${audits[id]?.title} (${id}) ${audits[id]?.displayValue ?? ''}`.trim()),
  );
}

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds ${values.rounds} is not a number of rounds: give 1 or more.`);
  process.exit(2);
}
const lessons = await lessonPaths();
const oneOfEachModule = [...new Map(lessons.map((path) => [path.split('/')[2], path])).values()];
const paths = positionals.length > 0 ? positionals : ['/', ...oneOfEachModule, '/exercises/login/'];

await install();
const site = await serveCompressedSite();
const port = await freePort();
// Ours, not the one that Lighthouse would start: a busy machine needs more patience than it has.
const browser = await launchChromium([`--remote-debugging-port=${port}`]);
const table: Record<string, Record<string, number>> = {};
try {
  for (const path of paths) {
    const outcomes: Outcome[] = [];
    for (let round = 1; round <= rounds; round++) {
      console.error(`${path}: round ${round} of ${rounds}`);
      outcomes.push(await inspect(site.origin + path, port));
    }
    table[path] = Object.fromEntries(
      CATEGORIES.map((category) => [category, median(outcomes.map((outcome) => score(outcome, category)))]),
    );
    for (const fault of new Set(outcomes.flatMap(faults))) console.error(`  ${fault}`);
  }
} finally {
  await Promise.all([browser.close(), site.close()]);
}
console.table(table);
await writeFile(join(CACHE, 'lighthouse.json'), `${JSON.stringify({ rounds, medians: table }, null, 2)}\n`);
