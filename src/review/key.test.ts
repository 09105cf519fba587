import { expect, test } from 'vitest';
import { exerciseSchema, reviewSchema } from '../course/exercise.ts';
import { readYaml } from '../course/read-yaml.ts';
import { located, quotesStandIn } from './key.ts';

const FILES = { 'a.ts': 'const key = 1;\nrun(\n  key,\n);\nrun(2);\n' };

const yaml = (finding: string, decoy = '[run(2);]', more = '') => `title: A review
kind: review
module: 01-login
minutes: 5
difficulty: easy
summary: s
prompt: p
brief: b
hints: [h]
change: { title: A change, description: It changes a few of the lines. }
categories: [{ id: injection, title: Injection }, { id: limits, title: Limits }]
findings:
  - id: hole
    title: There is a hole
    where: the top
    at: ${finding}
    categories: [injection]
    severities: [high]
    points: 2
    standards: [CWE-89]
    happens: Something happens to people.
    instead: Write something else there.
decoys:
  - { id: odd, title: It looks odd, at: ${decoy}, why: It is fine for some reason., points: 1 }
pass:
  ranked: { atLeast: 1, points: 1 }
  falseMarks: { atMost: 0, points: 1 }
  marks: { atMost: 3 }
${more}`;

const read = (text: string) => {
  const fields = readYaml(text, 'x.yaml', reviewSchema.superRefine(quotesStandIn(FILES)));
  return located('x', fields, FILES);
};

test('a quoted text becomes its lines, also when it spans several', () => {
  const review = read(yaml('["const key", "run(\\n  key,"]'));
  expect(review.findings[0]?.lines.map(({ line }) => line)).toEqual([1, 2, 3]);
  expect(review.decoys[0]?.lines).toEqual([{ file: 'a.ts', line: 5 }]);
});

test('the checks: an attack for each hole, a feature for each decoy, the ranking and the false marks', () => {
  expect(read(yaml('[const key]')).checks.map(({ id, kind, points }) => [id, kind, points])).toEqual([
    ['hole', 'attack', 2],
    ['odd', 'feature', 1],
    ['ranking', 'feature', 1],
    ['false-marks', 'feature', 1],
  ]);
});

test.each([
  [
    'a text that is not there',
    yaml('[const door]'),
    'line 16: findings[0].at[0] is "const door": it stands nowhere in change/; quote the code as it is there.',
  ],
  [
    'one that is there twice',
    yaml('[run(]'),
    'findings[0].at[0] is "run(": it stands 2 times in change/ (a.ts:2, a.ts:5); quote more, so that it stands there once.',
  ],
  [
    'a line that is wrong and fine',
    yaml('[run(2);]'),
    'decoys[0].at[0] is "run(2);": it covers a.ts:5, where findings[0] stands too; a line is either wrong or fine.',
  ],
])('%s is told with its field and the mend', (_, text, message) => {
  expect(() => read(text)).toThrow(message);
});

test.each([
  [
    'a category that is not listed',
    yaml('[const key]').replace('categories: [injection]', 'categories: [sql]'),
    'findings[0].categories[0] is "sql": it is not among the categories; write injection or limits, or add it there.',
  ],
  [
    'an id of the course’s own',
    yaml('[const key]').replace('id: odd', 'id: ranking'),
    'decoys[0].id is "ranking": another check of this review has this id; choose another one.',
  ],
  [
    'a field of another kind',
    yaml('[const key]', '[run(2);]', 'entry: a.ts\n'),
    '"entry" is not a field; remove it or mend its name.',
  ],
  [
    'a kind that is planned',
    yaml('[const key]').replace('kind: review', 'kind: decide'),
    'line 2: kind is "decide": exercises of this kind have no page and no grader yet; write fix or review.',
  ],
])('%s is told', (_, text, message) => {
  expect(() => readYaml(text, 'x.yaml', exerciseSchema)).toThrow(message);
});
