import { expect, test } from 'vitest';
import type { Proof } from '../../course/proof.ts';
import type { Subject } from './exercise-folder.ts';
import { sampledChecks, sampleOf } from './sample.ts';

const subject = (kind: Subject['kind'], name: string, fails: string[] = []): Subject => ({
  kind,
  name,
  folder: name,
  files: {},
  proof: { fails } as unknown as Proof,
});

test('keeps starter and solution, and sees every check fail', () => {
  const subjects = [
    subject('starter', 'starter'),
    subject('solution', 'solution'),
    ...Array.from({ length: 20 }, (_, i) => subject('right', `right/${i}`)),
    subject('wrong', 'wrong/a', ['one']),
    subject('wrong', 'wrong/b', ['one', 'two', 'three']),
    subject('wrong', 'wrong/c', ['two']),
    subject('wrong', 'wrong/d', ['four', 'one']),
  ];
  const sample = sampleOf(subjects).map(({ name }) => name);
  expect(sample).toContain('starter');
  expect(sample).toContain('solution');
  expect(sample.filter((name) => name.startsWith('right/'))).toHaveLength(1);
  expect(sample.filter((name) => name.startsWith('wrong/'))).toEqual(['wrong/b', 'wrong/d']);
});

test('takes all of a short list', () => {
  const subjects = [subject('cheat', 'cheats/a')];
  expect(sampleOf(subjects)).toEqual(subjects);
});

test('runs of a wrong proof the checks that it names, of all else every check', () => {
  expect(sampledChecks(subject('wrong', 'wrong/a', ['one', 'two']))).toEqual(['one', 'two']);
  for (const kind of ['starter', 'solution', 'right', 'cheat'] as const)
    expect(sampledChecks(subject(kind, 'b', ['one']))).toBeUndefined();
});
