/**
 * What the statements of an app tell about deliveries at the same time.
 *
 * A race that goes wrong shows by itself, but not in every run. What keeps deliveries apart can be read in the
 * statements: a lock, a condition or a unique key. Where there is none of all that, in any statement, an app is found
 * wanting even when this run went well.
 */
import type { SentStatement } from '../../src/runtimes/runtime.ts';
import { type CheckContext, plain } from '../kit/index.ts';

/** What the statements run into: things of the database that keep two deliveries apart by themselves. */
export interface Surroundings {
  /** Names of the tables with a unique key that the app itself fills, in lower case. */
  uniqueTables: ReadonlySet<string>;
  /** Every function's source and every trigger's definition, as one text. */
  routines: string;
}

export async function surroundingsOf({ database }: CheckContext): Promise<Surroundings> {
  const unique = await database.query(`
    select distinct lower(c.relname) from pg_index i
    join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where i.indisunique and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and exists (
        select from unnest(i.indkey::int[]) k left join pg_attribute a on a.attrelid = c.oid and a.attnum = k
        where k = 0 or not (a.atthasdef or a.attidentity <> ''))`);
  const routines = await database.query(`
    select prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname not in ('pg_catalog', 'information_schema')
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal`);
  return {
    uniqueTables: new Set(unique.rows.map(([name]) => name ?? '')),
    routines: routines.rows.map(([source]) => source ?? '').join(';\n'),
  };
}

/** Locks for as long as the transaction, whatever table they are on. */
const LOCKS = /\bfor (no key )?update\b|^ ?lock |; ?lock |advisory|serializable|repeatable read/;
/** A statement that itself finds out whether it comes first. */
const DECIDES = /\bon conflict\b|\bmerge into\b|\bdelete from\b/;
/** A trigger, or RETURNING, compares with the row as it was when it was locked. */
const COMPARES = /\bold\.\w/;
/** A counter that goes up by one and is looked at: whoever sees 1 was first. */
const COUNTS = /\b(\w+) = (?:\w+\.)?\1 \+ 1\b.*\breturning\b/;
/** The condition of an UPDATE that is more than "the row with this id". */
const CONDITION = /\band\b|\bnot\b|\bexists\b|<>|!=|\bis null\b|\b(status|state)\b/;

/** Whether anything in these statements can keep two deliveries of one event apart. */
export function hasGuard(
  statements: readonly SentStatement[],
  { uniqueTables, routines }: Surroundings,
): boolean {
  return [...statements.map(({ sql }) => sql), routines].map(plain).some((sql) => {
    if ([LOCKS, DECIDES, COMPARES, COUNTS].some((pattern) => pattern.test(sql))) return true;
    const inserts = [...sql.matchAll(/\binsert into (?:only )?([\w.]+)/g)].map(([, table = '']) =>
      nameOf(table),
    );
    if (inserts.some((table) => uniqueTables.has(table))) return true;
    return updatesIn(sql).some(({ where }) => CONDITION.test(where));
  });
}

/** So many of six payments at once write a total; a single number can be a coincidence. */
const NO_COINCIDENCE = 3;

/**
 * The UPDATEs that write a running total which the app worked out itself, without a lock on the table and without a
 * condition on what stands there: of two at once, one is lost. None at all where there are too few to be sure.
 * @param totals Every balance that can come out on the way.
 */
export function blindTotals(
  statements: readonly SentStatement[],
  totals: ReadonlySet<number>,
): SentStatement[] {
  const texts = statements.map(({ sql }) => plain(sql));
  const isLocked = (table: string) =>
    texts.some(
      (sql) =>
        /advisory|serializable|repeatable read/.test(sql) ||
        (LOCKS.test(sql) && new RegExp(`\\b${table}\\b`).test(sql)),
    );
  const blind = statements.filter(({ sql, parameters }, index) => {
    const numbers = [...parameters, ...(sql.match(/\b\d+\b/g) ?? [])].map((text) =>
      text === null ? Number.NaN : Number(text),
    );
    if (!numbers.some((number) => totals.has(number))) return false;
    return updatesIn(texts[index] ?? '').some(
      ({ table, where }) => !CONDITION.test(where) && !isLocked(table),
    );
  });
  return blind.length >= NO_COINCIDENCE ? blind : [];
}

const nameOf = (table: string): string => table.split('.').at(-1) ?? table;

function updatesIn(sql: string): Array<{ table: string; where: string }> {
  return [...sql.matchAll(/\bupdate (?:only )?([\w.]+)(?: as)?(?: \w+)? set (.*?)(?=;|$)/g)].map(
    ([, table = '', rest = '']) => ({
      table: nameOf(table),
      where: rest
        .split(/\bwhere\b/)
        .slice(1)
        .join(' '),
    }),
  );
}

/** Every sum of `start` and one or more of the amounts. */
export function runningTotals(start: number, amounts: readonly number[]): Set<number> {
  let sums = [start];
  for (const amount of amounts) sums = [...sums, ...sums.map((sum) => sum + amount)];
  return new Set(sums.filter((sum) => sum !== start));
}
