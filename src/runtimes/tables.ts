/** All tables with their first rows, for the page. */
import type { Database, TableSnapshot } from './runtime.ts';

const ROW_LIMIT = 100;
/** Longer values are cut: the page shows them in cells. */
const VALUE_LIMIT = 2_000;

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Every table outside the system's schemas, in the order of their names. @throws SqlError */
export async function snapshotTables(database: Database): Promise<TableSnapshot[]> {
  const { rows: names } = await database.query(`
    select n.nspname, c.relname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
    order by n.nspname <> 'public', n.nspname, c.relname`);
  const tables: TableSnapshot[] = [];
  for (const [schema, name] of names) {
    if (schema == null || name == null) continue;
    const from = `${quote(schema)}.${quote(name)}`;
    const { columns, rows } = await database.query(`select * from ${from} limit ${ROW_LIMIT}`);
    const counted = await database.query(`select count(*) from ${from}`);
    tables.push({
      name: schema === 'public' ? name : `${schema}.${name}`,
      columns,
      rows: rows.map((row) => row.map(shortened)),
      rowCount: Number(counted.rows[0]?.[0] ?? 0),
    });
  }
  return tables;
}

function shortened(value: string | null): string | null {
  return value !== null && value.length > VALUE_LIMIT ? `${value.slice(0, VALUE_LIMIT)}…` : value;
}
