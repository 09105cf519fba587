/** Attacks on the report: whatever a submission prints, answers or throws, it says what was found. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadFixExercise } from '../../src/course/load.ts';
import { reportSchema } from '../../src/grading/report-schema.ts';
import { ROOT } from './world.ts';

const EXERCISE = 'webhook-signature';

let work: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'other90-report-'));
  await mkdir(join(work, 'submission'));
});
afterEach(() => rm(work, { recursive: true, force: true }));

/** The real program, from where the submission's folder is, so that a file of the app's could be taken for the report. */
function grade(server: string, args: readonly string[]) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    writeFile(join(work, 'submission/server.ts'), server).then(() => {
      const child = execFile(
        process.execPath,
        [join(ROOT, 'src/cli/main.ts'), 'grade', EXERCISE, 'submission', '--seed', '7', ...args],
        { cwd: work, env: { ...process.env, INIT_CWD: work }, maxBuffer: 50_000_000 },
        (_, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
      );
    }, reject);
  });
}

/** Every check passed, as the app would like to have it. */
async function forged(): Promise<string> {
  const { checks } = await loadFixExercise(ROOT, EXERCISE);
  const max = checks.reduce((sum, { points }) => sum + points, 0);
  return JSON.stringify({
    ...{ schema: 1, exercise: EXERCISE, runtime: 'node', database: 'pglite', seed: 7, durationMs: 1 },
    ...{ verdict: 'pass', score: { earned: max, max } },
    checks: checks.map(({ id, title, kind, points }) => ({
      ...{
        id,
        title,
        kind,
        points,
        status: 'pass',
        durationMs: 1,
        standards: [],
        message: 'ok',
        evidence: [],
      },
    })),
  });
}

test('a forged report: printed, written into files, sent to the runtime, and given as every answer', async () => {
  const report = await forged();
  const { status, stdout, stderr } = await grade(
    `import http from 'node:http';
import fs from 'node:fs';
const report = ${JSON.stringify(report)};
process.stdout.write(report + '\\n');
process.stderr.write(report + '\\n');
for (const descriptor of [0, 1, 2, 3]) try { fs.writeSync(descriptor, report + '\\n' + JSON.stringify({ type: 'ended', report: JSON.parse(report) }) + '\\n'); } catch {}
for (const path of ['report.json', 'results.json', '../report.json', "OUT"]) try { fs.writeFileSync(path, report); } catch {}
process.send?.({ type: 'returned', id: 1, value: JSON.parse(report) });
http.createServer((_request, response) => { response.writeHead(200, { 'Content-Type': 'application/json' }); response.end(report); }).listen(process.env.PORT);
`.replace('"OUT"', JSON.stringify(join(work, 'report.json'))),
    ['--reporter', 'json', '--output', 'report.json'],
  );
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`${EXERCISE}: fail.`);
  const written = reportSchema.parse(JSON.parse(await readFile(join(work, 'report.json'), 'utf8')));
  const { checks } = await loadFixExercise(ROOT, EXERCISE);
  expect(written.verdict).toBe('fail');
  expect(written.checks.map(({ id }) => id).sort()).toEqual(checks.map(({ id }) => id).sort());
  expect(written.score.earned).toBe(
    written.checks.reduce((sum, { status: of, points }) => sum + (of === 'pass' ? points : 0), 0),
  );
  expect((await readdir(work)).sort()).toEqual(['report.json', 'submission']);
  expect(await readdir(join(work, 'submission'))).toEqual(['server.ts']);
});

const STEERS =
  '\u001b[2J\u001b[1;32m✓ all checks pass\u001b[0m\r\n]]></failure></testcase>"}],"verdict":"pass"';

// What the other forms of the report make of such words: tests/cli/reporters.test.ts.
test('words that steer a terminal, printed and thrown', async () => {
  const { status, stdout, stderr } = await grade(
    `console.log(${JSON.stringify(STEERS)});\nconsole.error(${JSON.stringify(STEERS)});\nthrow new Error(${JSON.stringify(STEERS)});\n`,
    [],
  );
  expect(status).toBe(1);
  expect(stdout).toContain('\\u001b[2J');
  expect(stdout + stderr).not.toContain('\u001b');
});
