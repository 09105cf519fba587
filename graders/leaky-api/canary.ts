/** Shows that text of an attacker ran as SQL, whatever the app answered. */
import type { CheckContext } from '../kit/index.ts';

/**
 * A sequence that only attackers touch: `nextval` counts even when its transaction is rolled back, and needs no second
 * statement.
 */
export interface Canary {
  /** An SQL expression that moves the counter; holds no single quote. */
  expression: string;
  moved(): Promise<boolean>;
}

export async function plantCanary({ database, random }: CheckContext): Promise<Canary> {
  const schema = `z${random.text(7, 'abcdefghijkmnpqrstuvwxyz')}`;
  await database.query(`create schema ${schema}`);
  await database.query(`create sequence ${schema}.c`);
  await database.query(`grant usage on schema ${schema} to public`);
  await database.query(`grant usage on sequence ${schema}.c to public`);
  return {
    expression: `pg_catalog.nextval($q$${schema}.c$q$::regclass)`,
    moved: async () => {
      const { rows } = await database.query(`select is_called from ${schema}.c`);
      return rows[0]?.[0] === 't' || rows[0]?.[0] === 'true';
    },
  };
}
