import { PGlite } from '@electric-sql/pglite';
import { afterAll, describe, expect, test } from 'vitest';
import { blockedBy, entries, getsIn, HONEST, standing, WAVES } from './block-list.ts';

describe('the attacks', () => {
  test.each(WAVES.flat())('$email with $password gets in past no list', (attempt) => {
    expect(getsIn(attempt)).toBe(true);
  });

  test('the people do not need a trick, and play none', () => {
    for (const person of HONEST) expect(getsIn(person), person.email).toBe(false);
  });

  test('have one thing in common, and it is part of a name', () => {
    for (const { email, password } of WAVES.flat()) expect(email + password).toContain("'");
    expect(HONEST[0]?.email).toContain("'");
  });
});

describe('beside the real PostgreSQL', () => {
  const database = new PGlite();
  afterAll(() => database.close());

  test('each attack gets in there too', async () => {
    await database.exec(`CREATE TABLE users (email text, password text);
      INSERT INTO users VALUES ('admin@example.com', 'mF7-quarry-Lamp')`);
    for (const { email, password } of WAVES.flat()) {
      const { rows } = await database.query(
        `SELECT * FROM users WHERE email = '${email}' AND password = '${password}'`,
      );
      expect(rows, `${email} with ${password}`).toHaveLength(1);
    }
  }, 60_000);
});

describe('blockedBy', () => {
  test('finds an entry in either field, in any case', () => {
    expect(blockedBy(["' or"], { email: "' OR 1=1 --", password: '' })).toBe("' or");
    expect(blockedBy(['UNION'], { email: 'a@b.c', password: 'union station' })).toBe('UNION');
    expect(blockedBy(['--'], { email: 'a@b.c', password: 'x' })).toBeUndefined();
  });
});

describe('standing', () => {
  test('an empty list blocks nobody', () => {
    expect(standing([], 1)).toMatchObject({ attacks: [undefined, undefined], holds: false });
  });

  test('a list that holds one wave does not hold the next', () => {
    const lists = [["' or", "' --"], ["'/*"], ["'or("], ["'is not"]];
    const list: string[] = [];
    for (const [index, added] of lists.entries()) {
      expect(standing(list, index + 1).holds, `wave ${index + 1} by the list so far`).toBe(false);
      list.push(...added);
      expect(standing(list, index + 1).holds, `wave ${index + 1} once it was seen`).toBe(true);
    }
  });

  test('what is left out is told by the entries, not by blank lines', () => {
    expect(entries("\n' or\n  \n--\n")).toEqual(["' or", '--']);
    expect(standing(["'"], 4).honest[0]).toBe("'");
  });
});
