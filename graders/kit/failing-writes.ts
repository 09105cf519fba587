/** A database whose writes fail, as a server's do. Nothing here knows the app's statements or what its tables are for. */
import type { CheckContext } from './check.ts';
import { quoteTable } from './database.ts';

export interface Table {
  schema: string;
  name: string;
}

export interface Failure {
  /** SQLSTATE. */
  code: string;
  message: string;
}

/** The message names a file that no honest answer can hold. */
export function diskFull({ random }: CheckContext): Failure {
  const file = `base/${random.integer(16_000, 60_000)}/${random.integer(16_000, 60_000)}`;
  return { code: '53100', message: `could not extend file "${file}": No space left on device` };
}

/** Every table of the app's, whatever it is for. */
export async function tablesOf({ database }: CheckContext): Promise<Table[]> {
  const { rows } = await database.query(`
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname !~ '^pg_(toast_)?temp'
    order by n.nspname, c.relname limit 24`);
  return rows.map(([schema, name]) => ({ schema: schema ?? '', name: name ?? '' }));
}

/** The statement that has the function of a place called, at some moment of a write to the table. */
type Trigger = (place: string, table: string) => string;

const beforeEveryWrite: Trigger = (place, table) => `
  create trigger ${place} before insert or update or delete on ${table}
  for each statement execute function ${place}.write()`;

const atTheCommit: Trigger = (place, table) => `
  create constraint trigger ${place} after insert or update or delete on ${table} deferrable initially deferred
  for each row execute function ${place}.write()`;

/**
 * Lets every write to one table fail from now on; reading goes on.
 * @returns What repairs it. Fails the check when the app has switched the trigger off.
 */
export const failWrites = (
  t: CheckContext,
  table: Table,
  failure = diskFull(t),
): Promise<() => Promise<void>> => failBy(t, table, failure, beforeEveryWrite);

/**
 * Lets every transaction that has written to one table fail at its very end, when all of its statements have been
 * answered: at its COMMIT, as it does when the log can't be written.
 * @returns What repairs it. Fails the check when the app has switched the trigger off.
 */
export const failCommits = (t: CheckContext, table: Table): Promise<() => Promise<void>> =>
  failBy(t, table, diskFull(t), atTheCommit);

async function failBy(
  t: CheckContext,
  table: Table,
  { code, message }: Failure,
  trigger: Trigger,
): Promise<() => Promise<void>> {
  const place = await newSchema(t);
  await t.database.query(`
    create function ${place}.write() returns trigger language plpgsql as $write$
    begin
      raise exception '${message.replaceAll("'", "''")}' using errcode = '${code}';
    end $write$`);
  await watch(t, place, table, trigger);
  return async () => {
    const { rows } = await t.database.query(
      `select 1 from pg_trigger where tgname = $1 and tgenabled = 'A'`,
      [place],
    );
    await t.database.query(`drop schema ${place} cascade`);
    if (rows.length > 0) return;
    t.fail(
      `The app switched a trigger on "${table.name}" off.`,
      'Triggers belong to other programs: they stay, and they stay on.',
    );
  };
}

/**
 * Lets writes get through, to whatever table, until the disk is full: number `first` and all after it fail, whatever
 * was rolled back meanwhile. One statement is one write to each table that it changes.
 * @param first counted from 1
 * @returns What makes room again, and tells how many writes were tried.
 */
export async function fillDiskFrom(t: CheckContext, first: number): Promise<() => Promise<number>> {
  const { code, message } = diskFull(t);
  const tables = await tablesOf(t);
  const place = await newSchema(t);
  // A rollback leaves a sequence as it is.
  await t.database.query(`create sequence ${place}.writes`);
  await t.database.query(`
    create function ${place}.write() returns trigger language plpgsql security definer as $write$
    begin
      if nextval('${place}.writes') >= ${first} then
        raise exception '${message}' using errcode = '${code}';
      end if;
      return null;
    end $write$`);
  for (const table of tables) await watch(t, place, table);
  return async () => {
    const { rows } = await t.database.query(
      `select case when is_called then last_value else 0 end from ${place}.writes`,
    );
    await t.database.query(`drop schema ${place} cascade`);
    return Number(rows[0]?.[0] ?? 0);
  };
}

/** A schema of the grader's own, beside the app's. @returns its name, which needs no quotes */
export async function newSchema({ database, random }: CheckContext): Promise<string> {
  const place = `s${random.text(7, 'abcdefghijkmnpqrstuvwxyz')}`;
  await database.query(`create schema ${place}`);
  return place;
}

/** Has the place's function called, whatever the app's session says about triggers. */
async function watch(
  { database }: CheckContext,
  place: string,
  table: Table,
  trigger = beforeEveryWrite,
): Promise<void> {
  const name = quoteTable(table);
  await database.query(trigger(place, name));
  await database.query(`alter table ${name} enable always trigger ${place}`);
}
