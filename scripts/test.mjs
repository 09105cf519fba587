/**
 * `npm test`: everything, with all of its own set-up. The stages run one after another and all of them run, whatever
 * an earlier one found; the last line is `N passed, N failed`, summed over all. A stage that is one program (a check, the
 * build) counts as one test.
 */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { countVerify } from './count-verify.mjs';
import { ensureMachine } from './machine.mjs';
import { ensureInstalled, npm, runMain } from './set-up.mjs';

await runMain(async () => {
  await ensureInstalled();
  await ensureMachine();
  const folder = await mkdtemp(join(tmpdir(), 'other90-test-'));
  try {
    return await runStages(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function runStages(folder) {
  const stages = [
    { name: 'format and lint', run: () => program('lint') },
    { name: 'types', run: () => program('types') },
    { name: 'unit tests', run: () => vitest('unit', folder) },
    { name: 'build', run: () => program('build') },
    { name: 'proofs', run: () => verify(folder) },
    { name: 'verdicts', run: () => vitest('verdicts', folder) },
    { name: 'end to end', run: () => vitest('e2e', folder) },
  ];
  const results = [];
  // Whoever ends the tests ends the stage that runs; the ones after it would go on, with nobody waiting for them.
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => (stopped = true));
  for (const stage of stages) {
    if (stopped) {
      results.push({
        stage: `${stage.name}, and what comes after it: not run`,
        passed: 0,
        failed: 1,
        seconds: 0,
      });
      break;
    }
    console.error(`\n── ${stage.name}`);
    const start = performance.now();
    const result = await stage.run();
    results.push({ stage: stage.name, ...result, seconds: Math.round((performance.now() - start) / 1000) });
  }
  for (const { stage, broken = [], again = [] } of results) {
    if (broken.length > 0) console.log(`\n${stage}, what failed:\n${broken.join('\n')}`);
    if (again.length > 0) console.log(`\n${stage}, what passed only when tried again:\n${again.join('\n')}`);
  }
  console.log('');
  for (const { stage, passed, failed, skipped = 0, seconds } of results) {
    const also = skipped > 0 ? `, ${skipped} skipped (not counted)` : '';
    console.log(`${stage}: ${passed} passed, ${failed} failed${also} (${seconds} s)`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failed = sum('failed');
  console.log(`${sum('passed')} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** A script of package.json that passes or fails as a whole. */
async function program(script) {
  const status = await npm(['run', '--silent', script]);
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A project of vitest.config.ts. A file that could not even be loaded is a failure that no test stands for. */
async function vitest(project, folder) {
  const file = join(folder, `${project}.json`);
  const secondTries = join(folder, `${project}-second-tries.json`);
  const status = await npm(
    [
      'run',
      '--silent',
      'vitest',
      '--',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
      '--reporter=./scripts/second-try-reporter.mjs',
    ],
    { env: { ...process.env, OTHER90_SECOND_TRIES: secondTries } },
  );
  const report = await readJson(file);
  if (!report) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + unloaded.length;
  return {
    passed: report.numPassedTests,
    // An error outside of any test (a rejected promise) fails the run although every test passed.
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    broken: report.testResults.flatMap(brokenIn),
    again: ((await readJson(secondTries)) ?? []).map(({ name }) => `  ${name}`),
  };
}

/** `other90 verify --sample`: starter and solution in both runtimes, and each chosen proof in node, are one each. */
async function verify(folder) {
  const file = join(folder, 'verify.json');
  const output = await open(file, 'w');
  const status = await npm(
    [
      'run',
      '--silent',
      'other90',
      '--',
      'verify',
      '--sample',
      '--runtime',
      'node,browser',
      '--reporter',
      'json',
    ],
    { stdio: ['inherit', output.fd, 'inherit'] },
  );
  await output.close();
  const report = await readJson(file);
  if (!report) return { passed: 0, failed: 1 };
  const problems = report.problems.map(({ file, message }) => `  ${file}: ${message}`);
  return {
    ...countVerify(report, status),
    broken: [...problems, ...report.errors.map((error) => `  ${error}`)],
  };
}

/** The failures of a file once more, where whoever reads only the end finds them: file, test, first lines. */
function brokenIn({ name, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const tests = assertionResults.filter((test) => test.status === 'failed');
  if (tests.length === 0) return message ? [`  ${file}: ${shortened(message)}`] : [];
  return tests.map((test) => `  ${file} > ${test.fullName}: ${shortened(test.failureMessages.join('\n'))}`);
}

function shortened(text) {
  return text.split('\n').slice(0, 12).join('\n    ').slice(0, 1_500);
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined; // the program ended before it could report; its messages stand above
  }
}
