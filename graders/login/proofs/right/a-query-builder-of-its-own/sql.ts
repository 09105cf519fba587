import { pool } from './db.ts';

export class Sql {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings;
    this.values = values;
  }

  get text(): string {
    return this.strings.reduce((text, part, index) => `${text}$${index}${part}`);
  }
}

/** A statement: every `${value}` becomes a parameter, another statement is put in its place. */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  const outStrings = [strings[0] ?? ''];
  const outValues: unknown[] = [];
  values.forEach((value, index) => {
    const rest = strings[index + 1] ?? '';
    if (value instanceof Sql) {
      outStrings[outStrings.length - 1] += value.strings[0] ?? '';
      outStrings.push(...value.strings.slice(1));
      outValues.push(...value.values);
      outStrings[outStrings.length - 1] += rest;
    } else {
      outStrings.push(rest);
      outValues.push(value);
    }
  });
  return new Sql(outStrings, outValues);
}

export async function all<T>(statement: Sql): Promise<T[]> {
  const { rows } = await pool.query({ text: statement.text, values: [...statement.values] });
  return rows;
}

export async function one<T>(statement: Sql): Promise<T | undefined> {
  return (await all<T>(statement))[0];
}

type Columns = Record<string, unknown>;
const name = (text: string) => new Sql([`"${text.replaceAll('"', '""')}"`], []);
const join = (parts: Sql[], by: Sql) => parts.reduce((left, right) => sql`${left}${by}${right}`);

/** A table: names come from the code, values from outside. */
export function table(tableName: string) {
  const conditions = (where: Columns) =>
    join(Object.entries(where).map(([key, value]) => sql`${name(key)} = ${value}`), sql` AND `);
  return {
    select: (columns: string[], where: Columns) =>
      sql`SELECT ${join(columns.map(name), sql`, `)} FROM ${name(tableName)} WHERE ${conditions(where)}`,
    insert: (values: Columns, returning: string[]) =>
      sql`INSERT INTO ${name(tableName)} (${join(Object.keys(values).map(name), sql`, `)})
          VALUES (${join(Object.values(values).map((value) => sql`${value}`), sql`, `)})
          ON CONFLICT DO NOTHING RETURNING ${join(returning.map(name), sql`, `)}`,
  };
}
