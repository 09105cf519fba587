import { describe, expect, test } from 'vitest';
import { glossaryTerm } from './find.ts';
import { GLOSSARY } from './terms.ts';

describe.each(GLOSSARY)('$term', ({ id, text }) => {
  test('has an id that can be an anchor', () => expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/));

  test('is explained in one to three full sentences that fit a small box', () => {
    expect(text).toMatch(/[.!?]$/);
    expect(text.length).toBeLessThanOrEqual(220);
    expect(text.split(/[.!?](?:\s|$)/).filter(Boolean).length).toBeLessThanOrEqual(3);
  });
});

test('stands in alphabetical order, each term once', () => {
  const terms = GLOSSARY.map(({ term }) => term);
  expect(terms).toEqual([...new Set(terms)].sort((a, b) => a.localeCompare(b, 'en')));
});

test('an id that is not there names the nearest one', () => {
  expect(glossaryTerm('hash').term).toBe('Hash');
  expect(() => glossaryTerm('hasch')).toThrow(
    'did you mean "hash"? A new one goes into src/glossary/terms.ts.',
  );
});
