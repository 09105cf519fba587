/** Failures in the middle, of the kind that production has: the disk is full, and one of several writes fails. */
import { type CheckContext, quoteIdentifier } from '../kit/index.ts';

export interface WritableTable {
  schema: string;
  name: string;
}

/** Every table of the app's, whatever it is for. */
export async function writableTables({ database }: CheckContext): Promise<WritableTable[]> {
  const { rows } = await database.query(`
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname !~ '^pg_(toast_)?temp'
    order by n.nspname, c.relname limit 24`);
  return rows.map(([schema, name]) => ({ schema: schema ?? '', name: name ?? '' }));
}

/**
 * Lets every write to one table fail from now on, as a full disk does (SQLSTATE 53100); reading goes on.
 * @returns What makes room again.
 */
export async function fillDisk(
  { database, random }: CheckContext,
  { schema, name }: WritableTable,
): Promise<() => Promise<void>> {
  const place = `s${random.text(7, 'abcdefghijkmnpqrstuvwxyz')}`;
  const file = `base/${random.integer(16_000, 60_000)}/${random.integer(16_000, 60_000)}`;
  await database.query(`create schema ${place}`);
  await database.query(`
    create function ${place}.write() returns trigger language plpgsql as $write$
    begin
      raise exception 'could not extend file "${file}": No space left on device' using errcode = '53100';
    end $write$`);
  await database.query(`
    create trigger ${place} before insert or update or delete on ${quoteIdentifier(schema)}.${quoteIdentifier(name)}
    for each statement execute function ${place}.write()`);
  return async () => {
    await database.query(`drop schema ${place} cascade`);
  };
}
