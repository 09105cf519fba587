import { describe, expect, test } from 'vitest';
import type { VerifyReport } from '../../src/cli/verify/report.ts';
import { type Alterations, fixtureCourse } from './fixture-course.ts';
import { other90 } from './other90.ts';
import type { Script } from './scripted-runtime.ts';

const GRADER = 'graders/greeting';
const YAML = 'exercises/greeting/exercise.yaml';
const WRONG = `${GRADER}/proofs/wrong`;
const CALL = 'npm run -s other90 --';

/** `verify --json` of the course with alterations; the problems as "rule file: message", seeds taken out. */
async function verified(alterations: Alterations = {}, script: Script = {}, args: string[] = []) {
  const root = await fixtureCourse(alterations);
  const ended = await other90(['verify', '--json', ...args], { root, script });
  const report = JSON.parse(ended.stdout) as VerifyReport;
  const problems = report.problems.map(
    ({ rule, file, message }) => `${rule}: ${file}: ${message.replaceAll(/(seeds?) \d+(, \d+)*/g, '$1 N')}`,
  );
  return { ...ended, report, problems };
}

test('a course that is as it should be is proven', async () => {
  const { status, report, told } = await verified();
  expect(report.problems).toEqual([]);
  expect(status).toBe(0);
  expect(report.verdict).toBe('pass');
  expect(
    report.exercises[0]?.subjects.map(({ name, fails, runs }) => [
      name,
      fails,
      runs.map((run) => run.failed),
    ]),
  ).toEqual([
    [
      'starter',
      undefined,
      [
        ['strangers', 'shouting'],
        ['strangers', 'shouting'],
      ],
    ],
    ['solution', [], [[], []]],
    ['right/one-file', [], [[], []]],
    [
      'wrong/asks-nobody',
      ['strangers', 'shouting'],
      [
        ['strangers', 'shouting'],
        ['strangers', 'shouting'],
      ],
    ],
    ['wrong/case-matters', ['shouting'], [['shouting'], ['shouting']]],
    ['wrong/greets-nobody', ['greets'], [['greets'], ['greets']]],
  ]);
  expect(told.opened).toEqual(['node', 'browser']);
});

test('a sample runs the proofs in the first runtime, starter and solution in all', async () => {
  const { report, problems } = await verified({}, {}, ['--sample']);
  expect(problems).toEqual([]);
  expect(
    report.exercises[0]?.subjects.map(({ name, runs }) => [name, runs.map(({ runtime }) => runtime).join()]),
  ).toEqual([
    ['starter', 'node,browser'],
    ['solution', 'node,browser'],
    ['right/one-file', 'node'],
    ['wrong/asks-nobody', 'node'],
    ['wrong/greets-nobody', 'node'],
  ]);
});

test('a proof is graded as its base with its changes, without what it removes', async () => {
  const { told } = await verified();
  const oneFile = told.graded.find(({ files }) => files['server.ts']?.startsWith('// in one file'));
  expect(Object.keys(oneFile?.files ?? {})).toEqual(['server.ts']);
});

test.each<[rule: string, Alterations, string[]]>([
  [
    'files-are-valid',
    { [YAML]: (text) => text.replace('CWE-306', 'cwe306') },
    [
      `files-are-valid: ${YAML}: line 13: checks[1].standards[0] is "cwe306"; write it as one of CWE-89, OWASP-2021-A03, OWASP-2025-A05, API-2023-API2, ASVS-v5.0.0-1.2.4.`,
    ],
  ],
  [
    'files-are-valid',
    { [`${WRONG}/greets-nobody/proof.yaml`]: (text) => text.replace('by: tool', 'by: robot') },
    [
      `files-are-valid: ${WRONG}/greets-nobody/proof.yaml: line 3: by is "robot"; write founder or junior or tool or senior.`,
      `every-check-has-a-wrong-proof: ${WRONG}/: no wrong fix here fails the check "greets"; add one that people really write and name the check in its "fails".`,
    ],
  ],
  [
    'files-are-valid',
    { [`${GRADER}/proofs/right/one-file/proof.yaml`]: undefined },
    [
      `files-are-valid: ${GRADER}/proofs/right/one-file/proof.yaml: is missing; write it (summary, base, by).`,
    ],
  ],
  [
    'exercise-is-complete',
    {
      [YAML]: (text) =>
        text
          .replace('[Look at who is greeted.]', '[]')
          .replace(/brief: .*/, 'brief: ""')
          .replace('[CWE-20]', '[]'),
      'exercises/greeting/requests.http': '# nothing yet\n',
    },
    [
      `exercise-is-complete: ${YAML}: brief is empty; write it.`,
      `exercise-is-complete: ${YAML}: hints is empty; write at least one.`,
      `exercise-is-complete: ${YAML}: the attack "shouting" has no standards; name at least one, for example CWE-89.`,
      'exercise-is-complete: exercises/greeting/requests.http: holds no request; write at least one, for example "POST /api/login".',
    ],
  ],
  [
    'exercise-is-complete',
    { 'exercises/greeting/requests.http': undefined },
    [
      'exercise-is-complete: exercises/greeting/requests.http: is missing; write the requests that fill the attack console.',
    ],
  ],
  [
    'entry-is-there',
    {
      [`${WRONG}/greets-nobody/proof.yaml`]: (text) => `${text}removes: [server.ts]\n`,
      [`${WRONG}/greets-nobody/server.ts`]: undefined,
    },
    [
      `entry-is-there: ${WRONG}/greets-nobody/server.ts: is missing; write it, or name another "entry" in exercise.yaml.`,
      `wrong-proofs-fail-as-named: ${WRONG}/greets-nobody/proof.yaml: "strangers" fails and is not named (node, seed N; browser, seed N): It broke. Add it to "fails" if the fix really breaks it; else mend the check. See ${CALL} grade greeting ${WRONG}/greets-nobody --seed N`,
      `wrong-proofs-fail-as-named: ${WRONG}/greets-nobody/proof.yaml: "shouting" fails and is not named (node, seed N; browser, seed N): It broke. Add it to "fails" if the fix really breaks it; else mend the check. See ${CALL} grade greeting ${WRONG}/greets-nobody --seed N`,
    ],
  ],
  [
    'code-compiles',
    { 'exercises/greeting/starter/people.ts': "export const people = ['Ann';\n" },
    ["code-compiles: exercises/greeting/starter/people.ts: line 1: does not compile: ',' expected. Mend it."],
  ],
  [
    'checks-have-tests',
    { [`${GRADER}/greeting.test.ts`]: (text) => text.replace("check('strangers'", "check('stranger'") },
    [
      `checks-have-tests: ${GRADER}/greeting.test.ts: line 5: tests "stranger", which ${YAML} does not have; did you mean "strangers"?`,
      `checks-have-tests: ${YAML}: the check "strangers" has no test; write check('strangers', …) in graders/greeting/, or remove it.`,
    ],
  ],
  [
    'checks-have-tests',
    { [`${GRADER}/greeting.test.ts`]: (text) => `${text}check('greets', async () => {});\n` },
    [`checks-have-tests: ${GRADER}/greeting.test.ts: line 10: "greets" is tested twice; keep one of them.`],
  ],
  [
    'proofs-name-known-checks',
    { [`${WRONG}/greets-nobody/proof.yaml`]: (text) => text.replace('[greets]', '[greets, shoutin]') },
    [
      `proofs-name-known-checks: ${WRONG}/greets-nobody/proof.yaml: fails names "shoutin", which is not a check of this exercise; did you mean "shouting"?`,
    ],
  ],
  [
    'outcome-is-a-wrong-proof',
    { [YAML]: (text) => text.replace('outcome: case-matters', 'outcome: case-maters') },
    [
      `outcome-is-a-wrong-proof: ${YAML}: outcome names "case-maters", which is not in ${GRADER}/proofs/wrong/; did you mean "case-matters"?`,
    ],
  ],
  [
    'outcome-is-a-wrong-proof, where none is named',
    { [YAML]: (text) => text.replace('outcome: case-matters\n', '') },
    [
      `outcome-is-a-wrong-proof: ${YAML}: outcome is missing; name the wrong proof that a learner can take for a fix.`,
    ],
  ],
  [
    'every-check-has-a-wrong-proof',
    {
      [`${WRONG}/greets-nobody/proof.yaml`]: undefined,
      [`${WRONG}/greets-nobody/server.ts`]: undefined,
    },
    [
      `every-check-has-a-wrong-proof: ${WRONG}/: no wrong fix here fails the check "greets"; add one that people really write and name the check in its "fails".`,
    ],
  ],
  [
    'proofs-change-their-base',
    {
      [`${WRONG}/greets-nobody/people.ts`]: "export const people = ['Ann'];\n",
      [`${WRONG}/case-matters/proof.yaml`]: (text) => `${text}removes: [gone.ts]\n`,
    },
    [
      `proofs-change-their-base: ${WRONG}/case-matters/proof.yaml: removes names "gone.ts", which the starter does not have; remove it.`,
      `proofs-change-their-base: ${WRONG}/greets-nobody/people.ts: is the same as in the starter; remove it.`,
    ],
  ],
  [
    'no-stray-files',
    {
      'exercises/greeting/notes.txt': 'x',
      'exercises/greeting/starter/server.ts.orig': 'x',
      'exercises/greeting/drafts/a/b.ts': 'x',
      [`${GRADER}/old.ts`]: 'x',
      [`${GRADER}/proofs/maybe/x/proof.yaml`]: 'x',
    },
    [
      'no-stray-files: exercises/greeting/drafts/: belongs to nothing; remove it, or move it to where it is used.',
      'no-stray-files: exercises/greeting/notes.txt: belongs to nothing; remove it, or move it to where it is used.',
      'no-stray-files: exercises/greeting/starter/server.ts.orig: belongs to nothing; remove it, or move it to where it is used.',
      `no-stray-files: ${GRADER}/old.ts: belongs to nothing; remove it, or move it to where it is used.`,
      `no-stray-files: ${GRADER}/proofs/maybe/: belongs to nothing; remove it, or move it to where it is used.`,
    ],
  ],
  [
    'no-stray-folders',
    { 'exercises/empty/starter/server.ts': 'x', 'graders/gone/a.test.ts': 'x', 'graders/kit/index.ts': 'x' },
    [
      'no-stray-folders: exercises/empty/: has no exercise.yaml; write it, or remove the folder.',
      'no-stray-folders: graders/gone/: belongs to no exercise; make exercises/gone/, or remove the folder.',
    ],
  ],
  [
    'starter-fails',
    { 'exercises/greeting/starter/server.ts': "export const fails = 'greets';\n" },
    [
      `starter-fails: exercises/greeting/starter: no attack succeeds on it, so there is nothing to mend; open at least one hole (node, seed N; browser, seed N). See ${CALL} grade greeting exercises/greeting/starter --seed N`,
    ],
  ],
  [
    'starter-fails',
    { 'exercises/greeting/starter/server.ts': "export const fails = 'greets strangers shouting';\n" },
    [
      `starter-fails: exercises/greeting/starter: it passes no check at all (It broke.); make it an app that works (node, seed N; browser, seed N). See ${CALL} grade greeting exercises/greeting/starter --seed N`,
    ],
  ],
  [
    'solution-passes',
    { 'exercises/greeting/solution/server.ts': "export const fails = 'shouting';\n" },
    [
      `solution-passes: exercises/greeting/solution: fails "shouting" (node, seed N; browser, seed N): It broke. Mend the solution or the check. See ${CALL} grade greeting exercises/greeting/solution --seed N`,
    ],
  ],
  [
    'right-proofs-pass',
    { [`${GRADER}/proofs/right/one-file/server.ts`]: "export const fails = 'greets';\n" },
    [
      `right-proofs-pass: ${GRADER}/proofs/right/one-file: is right, and "greets" refuses it (node, seed N; browser, seed N): It broke. Make the check accept it, or move the proof to wrong/ if it breaks the brief. See ${CALL} grade greeting ${GRADER}/proofs/right/one-file --seed N`,
    ],
  ],
  [
    'wrong-proofs-fail-as-named',
    { [`${WRONG}/case-matters/server.ts`]: "export const fails = 'greets';\n" },
    [
      `wrong-proofs-fail-as-named: ${WRONG}/case-matters/proof.yaml: "shouting" has to fail and passes (node, seed N; browser, seed N). Sharpen the check, or take it out of "fails". See ${CALL} grade greeting ${WRONG}/case-matters --seed N`,
      `wrong-proofs-fail-as-named: ${WRONG}/case-matters/proof.yaml: "greets" fails and is not named (node, seed N; browser, seed N): It broke. Add it to "fails" if the fix really breaks it; else mend the check. See ${CALL} grade greeting ${WRONG}/case-matters --seed N`,
    ],
  ],
  [
    'files-are-valid',
    { [`${GRADER}/proofs/cheats/waits/proof.yaml`]: 'summary: Waits it out.\nbase: starter\nby: tool\n' },
    [
      `files-are-valid: ${GRADER}/proofs/cheats/waits/proof.yaml: line 3: "by" is not a field; remove it or mend its name.`,
    ],
  ],
  [
    'cheats-earn-nothing',
    {
      [`${GRADER}/proofs/cheats/knows-the-names/proof.yaml`]: 'summary: Knows the names.\nbase: starter\n',
      [`${GRADER}/proofs/cheats/knows-the-names/server.ts`]: "export const fails = 'greets shouting';\n",
    },
    [
      `cheats-earn-nothing: ${GRADER}/proofs/cheats/knows-the-names: is a cheat and passes "strangers", which the starter fails (node, seed N; browser, seed N). Make the check see through it, or move the proof to wrong/ if it really mends this. See ${CALL} grade greeting ${GRADER}/proofs/cheats/knows-the-names --seed N`,
    ],
  ],
])('%s names the file and the next step (%#)', async (_, alterations, expected) => {
  const { status, report, problems } = await verified(alterations);
  expect(problems).toEqual(expected);
  expect(report.verdict).toBe('fail');
  expect(status).toBe(1);
});

test('a cheat may break what its base can, and is not asked which checks it fails', async () => {
  const { status, report } = await verified({
    [`${GRADER}/proofs/cheats/is-gone/proof.yaml`]: 'summary: Ends at once.\nbase: starter\n',
    [`${GRADER}/proofs/cheats/is-gone/server.ts`]: "export const fails = 'greets strangers shouting';\n",
  });
  expect(report.problems).toEqual([]);
  expect(status).toBe(0);
  expect(report.exercises[0]?.subjects.find(({ name }) => name === 'cheats/is-gone')).toEqual({
    name: 'cheats/is-gone',
    folder: `${GRADER}/proofs/cheats/is-gone`,
    runs: [
      expect.objectContaining({ runtime: 'node', failed: ['greets', 'strangers', 'shouting'] }),
      expect.objectContaining({ runtime: 'browser', failed: ['greets', 'strangers', 'shouting'] }),
    ],
  });
});

test('runtimes-agree: one check that differs between the runtimes', async () => {
  const { status, problems } = await verified(
    {},
    {
      alsoFails: (runtime, _, files) =>
        runtime === 'browser' && files['server.ts']?.startsWith('// in one') ? ['greets'] : [],
    },
  );
  expect(status).toBe(1);
  expect(problems[1]).toBe(
    `runtimes-agree: ${GRADER}/proofs/right/one-file: "greets": pass in node, fail in browser (seed N): It broke. Compare ${CALL} grade greeting ${GRADER}/proofs/right/one-file --seed N with ${CALL} grade greeting ${GRADER}/proofs/right/one-file --runtime browser --seed N`,
  );
});

test('races: a check that a wrong fix fails in one runtime only is told, unless the proof says that it may be', async () => {
  const inOneRuntime = {
    alsoFails: (runtime: string, _: number, files: Record<string, string>) =>
      runtime === 'browser' && files['server.ts']?.includes("'greets'") ? ['shouting'] : [],
  };
  const proof = `${WRONG}/greets-nobody/proof.yaml`;
  const unnamed = await verified({}, inOneRuntime);
  expect(unnamed.problems.map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
    'wrong-proofs-fail-as-named',
    'runtimes-agree',
  ]);
  const named = await verified({ [proof]: (text) => `${text}\nraces: [shouting]\n` }, inOneRuntime);
  expect(named.problems).toEqual([]);
  const unknown = await verified({ [proof]: (text) => `${text}\nraces: [shoutin]\n` });
  expect(unknown.problems).toEqual([
    `proofs-name-known-checks: ${proof}: races names "shoutin", which is not a check of this exercise; did you mean "shouting"?`,
  ]);
  const twice = await verified({ [proof]: (text) => `${text}\nraces: [greets]\n` });
  expect(twice.problems[0]).toMatch(/proof\.yaml: line \d+: races: .*name it in one of them/);
});

test('--repeat takes another seed each time, prints it, and lists verdicts that flip', async () => {
  const { status, report, problems, stderr } = await verified(
    {},
    // The last version of three rounds of six: its last run only.
    { alsoFails: (_, run) => (run === 18 ? ['shouting'] : []) },
    ['--repeat', '3', '--runtime', 'node'],
  );
  expect(status).toBe(1);
  expect(new Set(report.seeds).size).toBe(3);
  for (const seed of report.seeds) expect(stderr).toContain(String(seed));
  expect(problems.filter((problem) => problem.startsWith('verdicts-do-not-flip'))).toEqual([
    `verdicts-do-not-flip: ${WRONG}/greets-nobody: "shouting" passes in 2 and fails in 1 of 3 runs in node. Find what depends on the seed or on time: ${CALL} grade greeting ${WRONG}/greets-nobody --seed N passes, ${CALL} grade greeting ${WRONG}/greets-nobody --seed N fails.`,
  ]);
});

describe('our side fails', () => {
  test('a run that ends in an error proves nothing: status 2', async () => {
    const { status, report } = await verified({}, { error: 'The grader could not run.' }, [
      '--runtime',
      'node',
    ]);
    expect(status).toBe(2);
    expect(report.verdict).toBe('error');
    expect(report.errors[0]).toMatch(/^greeting, starter in node, seed \d+: The grader could not run\./);
    expect(report.problems).toEqual([]);
  });

  test('a runtime that does not open is told, and nothing is reported', async () => {
    const root = await fixtureCourse();
    const ended = await other90(['verify'], { root, script: { opening: new Error('no Chromium here') } });
    expect(ended.status).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain('no Chromium here');
  });
});

test('the text report has a line a version, then the problems, then the seed', async () => {
  const root = await fixtureCourse({
    'exercises/greeting/solution/server.ts': "export const fails = 'shouting';\n",
  });
  const { stdout, stderr } = await other90(['verify', 'greeting', '--runtime', 'node'], { root });
  expect(stdout.replaceAll(/\d+\.\d s/g, 'T s').replaceAll(/seed \d+/g, 'seed N')).toBe(`greeting (3 checks)
  version              expected       node
  starter              has to fail    fails 2  ✓
  solution             has to pass    fails 1  ✗
  right/one-file       has to pass    passes   ✓
  wrong/asks-nobody    has to fail 2  fails 2  ✓
  wrong/case-matters   has to fail 1  fails 1  ✓
  wrong/greets-nobody  has to fail 1  fails 1  ✓

Problems (1)
exercises/greeting/solution: fails "shouting" (node, seed N): It broke. Mend the solution or the check. See ${CALL} grade greeting exercises/greeting/solution --seed N [solution-passes]

NOT PROVEN  6 runs in node, 1 problem, T s, seed N
`);
  expect(stderr).toMatch(/^6 runs in node, seeds \d+\n1\/6 node greeting /);
  expect(stderr).toMatch(/\d\/6 node greeting starter: fails 2 \(0\.0 s\)\n/);
});

test('an exercise that is not there is a wrong call', async () => {
  const root = await fixtureCourse();
  const { status, stdout, stderr, told } = await other90(['verify', 'greting'], { root });
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe('There is no exercise "greting"; did you mean "greeting"?\n');
  expect(told.opened).toEqual([]);
});
