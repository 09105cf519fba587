import type { Evidence } from '../../src/grading/report.ts';
import { type Database, type QueryResult, type SentStatement, SqlError } from '../../src/runtimes/runtime.ts';
import { CheckFailure } from './failure.ts';

export interface Table {
  schema: string;
  name: string;
  columns: Array<{ name: string; type: string }>;
}

export interface TableRows extends Table {
  rows: Array<Array<string | null>>;
}

const SYSTEM_SCHEMAS = `('pg_catalog', 'information_schema', 'pg_toast')`;

export const quoteIdentifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A table as SQL names it, in whatever schema it is. */
export const quoteTable = ({ schema, name }: { schema: string; name: string }) =>
  `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;

/** The app's database as somebody sees it who stole it: every row of every table, whatever the tables are called. */
export class DatabaseProbe {
  private readonly database: Database;
  private readonly evidence: (evidence: Evidence) => void;

  constructor(database: Database, evidence: (evidence: Evidence) => void) {
    this.database = database;
    this.evidence = evidence;
  }

  /** @throws CheckFailure: what the grader asks is the same for every app, so what refuses it is this app's database. */
  async query(sql: string, parameters?: ReadonlyArray<string | null>): Promise<QueryResult> {
    try {
      return await this.database.query(sql, parameters);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw new CheckFailure(
        `The app's database could not be looked into: ${error.message}.`,
        'Whoever runs the database can read it: nothing in schema.sql, and nothing that the app leaves, stands in the way.',
      );
    }
  }

  /** What the app sent since it was started. */
  get statements(): readonly SentStatement[] {
    return this.database.statements;
  }

  /** Every table (materialised views too) outside the system's schemas. */
  async tables(): Promise<Table[]> {
    const { rows } = await this.query(`
      select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ${SYSTEM_SCHEMAS}
        and not c.relispartition and n.nspname !~ '^pg_(toast_)?temp'
      order by n.nspname, c.relname, a.attnum`);
    const tables = new Map<string, Table>();
    for (const [schema, name, column, type] of rows) {
      if (schema == null || name == null || column == null) continue;
      const key = `${schema}.${name}`;
      const table = tables.get(key) ?? { schema, name, columns: [] };
      table.columns.push({ name: column, type: type ?? '' });
      tables.set(key, table);
    }
    return [...tables.values()];
  }

  /** All rows of all tables, values as text (bytea as `\x…`), at most `limit` a table. */
  async dump(limit = 1000): Promise<TableRows[]> {
    const tables = await this.tables();
    const dumped: TableRows[] = [];
    for (const table of tables) {
      const columns = table.columns.map(({ name }) => `${quoteIdentifier(name)}::text`).join(', ');
      const { rows } = await this.query(`select ${columns} from ${quoteTable(table)} limit ${limit}`);
      dumped.push({ ...table, rows });
    }
    return dumped;
  }

  /** Puts rows into the evidence, long values shortened. */
  show(title: string, table: Pick<TableRows, 'columns' | 'rows'>): void {
    this.evidence({
      type: 'rows',
      title,
      columns: table.columns.map(({ name }) => name),
      rows: table.rows
        .slice(0, 5)
        .map((row) =>
          row.map((value) => (value !== null && value.length > 120 ? `${value.slice(0, 120)}…` : value)),
        ),
    });
  }
}
