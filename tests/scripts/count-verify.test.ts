import { expect, test } from 'vitest';
import { countVerify } from '../../scripts/count-verify.mjs';

const run = (verdict: string, failed: string[] = []) => ({ verdict, failed });
const report = (parts: object) => ({ problems: [], errors: [], exercises: [], ...parts });

test('a run that ends as its subject has to is passed; problems and errors are failed', () => {
  const exercises = [
    {
      subjects: [
        { name: 'starter', runs: [run('fail', ['a']), run('pass')] },
        { name: 'solution', fails: [], runs: [run('pass'), run('fail', ['a'])] },
        {
          name: 'wrong',
          fails: ['a', 'b'],
          runs: [run('fail', ['b', 'a']), run('fail', ['a']), run('error')],
        },
      ],
    },
  ];
  expect(countVerify(report({ exercises, problems: [{}, {}], errors: ['x'] }), 1)).toEqual({
    passed: 3,
    failed: 3,
  });
});

test('nothing that ran is no pass', () => {
  expect(countVerify(report({}), 0)).toEqual({ passed: 0, failed: 1 });
});

test('a bad exit status without a problem is a failure', () => {
  const exercises = [{ subjects: [{ name: 'solution', fails: [], runs: [run('pass')] }] }];
  expect(countVerify(report({ exercises }), 2)).toEqual({ passed: 1, failed: 1 });
  expect(countVerify(report({ exercises }), 0)).toEqual({ passed: 1, failed: 0 });
});
