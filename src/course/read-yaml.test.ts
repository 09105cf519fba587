import { describe, expect, test } from 'vitest';
import { exerciseSchema } from './exercise.ts';
import { readYaml } from './read-yaml.ts';

const whole = `title: Login
kind: fix
module: 01-login
minutes: 40
difficulty: hard
summary: Twelve lines, six holes.
prompt: build me a login endpoint
brief: What it has to do.
hints: [Look at the query.]
checks:
  - id: sql-login
    title: SQL in the e-mail logs nobody in
    kind: attack
    points: 5
    standards: [CWE-89]
`;

const read = (text: string) => readYaml(text, 'exercises/login/exercise.yaml', exerciseSchema);
const refusal = (text: string) => {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('was accepted');
};

describe('readYaml', () => {
  test('fills in the defaults', () => {
    expect(read(whole)).toMatchObject({ entry: 'server.ts', environment: {}, checks: [{ read: [] }] });
  });

  test.each([
    [
      whole.replace('CWE-89', 'cwe89'),
      'exercises/login/exercise.yaml, line 15: checks[0].standards[0] is "cwe89"; write it as one of CWE-89, OWASP-2021-A03, OWASP-2025-A05, API-2023-API2, ASVS-v5.0.0-1.2.4.',
    ],
    [
      whole.replace('kind: fix', 'kind: fixx'),
      'exercises/login/exercise.yaml, line 2: kind is "fixx"; write fix (or fix, review, test, decide).',
    ],
    [
      whole.replace('minutes: 40\n', ''),
      'exercises/login/exercise.yaml: minutes is missing; add it (a number).',
    ],
    [
      whole.replace('    kind: attack\n', ''),
      'exercises/login/exercise.yaml, line 11: checks[0].kind is missing; add it.',
    ],
    [
      whole.replace('minutes: 40', 'minutes: forty'),
      'exercises/login/exercise.yaml, line 4: minutes is "forty"; it has to be a number.',
    ],
    [
      whole.replace('hints:', 'hintz:'),
      [
        'exercises/login/exercise.yaml: hints is missing; add it (a list).',
        'exercises/login/exercise.yaml, line 9: "hintz" is not a field; remove it or mend its name.',
      ].join('\n'),
    ],
    [
      whole.replace('points: 5', 'points: 50'),
      'exercises/login/exercise.yaml, line 14: checks[0].points is 50; at most 20 can be.',
    ],
    [
      `${whole}    hint: 3\n`,
      'exercises/login/exercise.yaml, line 16: checks[0].hint is 3: the list of hints ends at 1; name one that is there.',
    ],
    [
      whole + whole.slice(whole.indexOf('  - id')),
      'exercises/login/exercise.yaml, line 16: checks[1].id is "sql-login": checks[0] has this id too; every check needs one of its own.',
    ],
  ])('refuses by file, line, field and mend (%#)', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test('says where a text is not YAML at all', () => {
    expect(refusal(`${whole}\nbrief: "open`)).toMatch(
      /^exercises\/login\/exercise\.yaml, line \d+: not YAML: /,
    );
  });

  test('refuses an empty file', () => {
    expect(refusal('')).toContain('exercises/login/exercise.yaml: the file is null');
  });
});
