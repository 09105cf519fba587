import { describe, expect, test } from 'vitest';
import { parts, statement, tell, tellParameter } from './login-statement.ts';

const yours = (email: string) =>
  parts(email)
    .filter((part) => part.yours)
    .map((part) => `${part.kind}:${part.text}`);

describe('parts', () => {
  test.each(['', 'a@b.c', `' OR 1=1 --`, `x'/*`, `o'brien`, `''`])(
    'of %s together are the statement',
    (email) => {
      expect(
        parts(email)
          .map((part) => part.text)
          .join(''),
      ).toBe(statement(email));
    },
  );

  test('what stays between the quotes is text', () => {
    expect(yours('admin@example.com')).toEqual(['text:admin@example.com']);
    expect(yours(`o''brien@example.com`)).toEqual([`text:o''brien@example.com`]);
  });

  test('from the quote that ends the text on, it is SQL', () => {
    expect(yours(`admin@example.com' --`)).toEqual(['text:admin@example.com', `sql:' --`]);
    expect(yours(`' OR 1=1 --`)).toEqual([`sql:' OR 1=1 --`]);
  });

  test('what follows a comment is gone; an open one is not closed by it', () => {
    expect(parts(`' OR 1=1 /*`).at(-1)?.kind).toBe('sql');
    expect(
      parts(`' --`)
        .filter((part) => part.kind === 'gone')
        .map((part) => part.text),
    ).toEqual(["' AND password = 'guess'"]);
  });
});

describe('tell', () => {
  test.each([
    ['', 'pending'],
    ['admin@example.com', 'held'],
    [`' OR 1=1 --`, 'breach'],
    [`'`, 'pending'],
    [`' UNION SELECT 1 --`, 'pending'],
  ])('%s: %s', (email, verdict) => {
    expect(tell(email).verdict).toBe(verdict);
  });

  test('with a parameter nothing gets in', () => {
    for (const email of ['', 'admin@example.com', `' OR 1=1 --`])
      expect(tellParameter(email).verdict).toBe('held');
  });
});
