/**
 * What the statements of an app tell about two transfers from one account at the same time.
 *
 * PGlite has one session: a transaction that has written something (the client's key, say) keeps all others waiting, which on a server it does
 * not. There an app that looks at the balance and then takes from it would never be caught. So its transactions are read: when nothing in them,
 * and nothing in the database, could make a second one wait or come out differently, they are found wanting. Where anything might, nothing is
 * said: what the race itself shows is what counts.
 */
import type { SentStatement } from '../../src/runtimes/runtime.ts';
import { type CheckContext, plain } from '../kit/index.ts';

/** The columns of a unique index, in lower case; `refers`: the table that a column's foreign key names. */
export interface UniqueKey {
  table: string;
  columns: ReadonlyArray<{ name: string; refers?: string }>;
}

/** The unique keys of the database; undefined when something in it may keep transfers apart by itself. */
export async function plainTables({ database }: CheckContext): Promise<UniqueKey[] | undefined> {
  const { rows: guards } = await database.query(`
    select 1 from pg_constraint where contype in ('c', 'x') and conrelid = 'accounts'::regclass
    union all
    select 1 from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = 'accounts'::regclass and a.attnum > 0 and not a.attisdropped
        and (t.typtype = 'd' or a.attgenerated <> '')
    union all select 1 from pg_class where oid = 'accounts'::regclass and (relkind <> 'r' or relrowsecurity)
    union all select 1 from pg_trigger where not tgisinternal
    union all select 1 from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relkind = 'r'
    union all select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema')
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    limit 1`);
  if (guards.length > 0) return undefined;
  const { rows } = await database.query(`
    select lower(c.relname), string_agg(coalesce(lower(a.attname), '?') || coalesce('>' || (
        select lower(f.relname) from pg_constraint fk join pg_class f on f.oid = fk.confrelid
        where fk.contype = 'f' and fk.conrelid = c.oid and fk.conkey = array[a.attnum] limit 1), ''), ' ')
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    cross join unnest(i.indkey::int[]) k left join pg_attribute a on a.attrelid = c.oid and a.attnum = k
    where i.indisunique and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    group by i.indexrelid, c.relname`);
  return rows.map(([table, columns]) => ({
    table: table ?? '',
    columns: (columns ?? '').split(' ').map((column) => {
      const [name = '', refers] = column.split('>');
      return { name, ...(refers === undefined ? {} : { refers }) };
    }),
  }));
}

/** The statements of one transaction, from its BEGIN on; alone where there was none. */
type Transaction = SentStatement[];

const BEGINS =
  /^(begin|start transaction)( (work|transaction))?( isolation level read committed)?( read write)?;?$/;
const ENDS = /^(commit|end|rollback|abort)\b/;
/** Locks and levels under which a look holds, whatever else the transaction does. */
const HOLDS =
  /\bfor (no key )?(update|share)\b|\bfor key share\b|^lock |serializable|repeatable read|^(set|call|do|merge|with) /;
/** An UPDATE of one row by its id, under no other condition and without a look at what came of it. */
const TAKES =
  /^update (?:only )?(?:public\.)?accounts(?: (?:as )?(\w+))? set ([^<>;]*?) where (?:\1\.|accounts\.)?id = (\$\d+|\d+|'')(?:::\w+)?;?$/;
/** In what it writes: more than a sum. */
const DECIDES = /\b(case|greatest|least|select|nullif|coalesce)\b|\//;
const LOOKS = /^select\b[^;]*\bfrom (?:public\.)?accounts\b[^;]*;?$/;

/** What an unguarded transaction writes: the difference to what is there, or a balance that the app worked out. */
export type Taking = 'a difference' | 'a balance';

/**
 * @param statements of several transfers from one account, each with a key and an amount of its own
 * @param account its id
 * @returns how they take when each of them looks, then takes, and nothing keeps two apart; undefined where that can't be said
 */
export function unguarded(
  statements: readonly SentStatement[],
  account: string,
  keys: readonly UniqueKey[],
): Taking | undefined {
  const all = transactionsOf(statements);
  const taking = all.filter((transaction) =>
    transaction.some((statement) => isTake(statement) && mentions(statement, account)),
  );
  // A few: whether a value is a transaction's own shows by comparison.
  if (taking.length < 3) return undefined;
  // Refused ones as well; what runs alone (who is logged in, which transfer had this key) is no other transfer.
  const transfers = all.filter(({ length }) => length > 1);
  const isOwn = (transaction: Transaction) => (value: string | null | undefined) => {
    const others = transfers.filter((other) => other !== transaction);
    // A key is long and has letters; a number that comes once may be the next one of its account.
    return (
      looksLikeKey(value) &&
      !others.some((other) => other.some(({ parameters }) => parameters.includes(value)))
    );
  };
  if (!taking.every((transaction) => looksThenTakes(transaction, isOwn(transaction), keys))) return undefined;
  const takes = taking.flat().filter((statement) => isTake(statement) && mentions(statement, account));
  const adds = ({ sql }: SentStatement) => /\bbalance = (?:\w+\.)?balance\b/.test(plain(sql));
  return takes.every(adds) ? 'a difference' : takes.some(adds) ? undefined : 'a balance';
}

const looksLikeKey = (value: string | null | undefined): value is string =>
  typeof value === 'string' && value.length >= 8 && /[a-z]/i.test(value) && !/^\d{4}-\d\d-/.test(value);

const isTake = ({ sql }: SentStatement) => {
  const found = TAKES.exec(plain(sql));
  return found !== null && /\bbalance = /.test(found[2] ?? '');
};

/** As a parameter, or as a number in the text. */
const mentions = ({ sql, parameters }: SentStatement, account: string) =>
  parameters.includes(account) || sql.split(/[^\w-]+/).includes(account);

function transactionsOf(statements: readonly SentStatement[]): Transaction[] {
  const transactions: Transaction[] = [];
  const open = new Map<number, Transaction>();
  for (const statement of statements) {
    const sql = plain(statement.sql);
    const current = open.get(statement.connection);
    if (ENDS.test(sql)) open.delete(statement.connection);
    else if (current) current.push(statement);
    else {
      const transaction = [statement];
      transactions.push(transaction);
      if (BEGINS.test(sql)) open.set(statement.connection, transaction);
    }
  }
  return transactions;
}

/** Whether a transaction reads a balance and later takes, and nothing before or after can make another one wait or fail. */
function looksThenTakes(
  transaction: Transaction,
  isOwn: (value: string | null | undefined) => boolean,
  keys: readonly UniqueKey[],
): boolean {
  const [begin, ...rest] = transaction;
  if (!begin || !BEGINS.test(plain(begin.sql))) return false;
  const texts = rest.map(({ sql }) => plain(sql));
  if (texts.some((sql) => HOLDS.test(sql) || /;./.test(sql))) return false;
  const firstTake = rest.findIndex(isTake);
  const looks = texts.map((sql, index) => (LOOKS.test(sql) ? index : -1)).filter((index) => index >= 0);
  // Who takes first, or looks once more afterwards, may go by that.
  if (looks.length === 0 || looks.some((index) => index > firstTake)) return false;
  return rest.every((statement, index) => {
    const sql = texts[index] ?? '';
    if (isTake(statement)) return !DECIDES.test(sql);
    if (/\baccounts\b/.test(sql) && !LOOKS.test(sql)) return false;
    if (/advisory/.test(sql)) return locksItsOwn(statement, isOwn);
    if (sql.startsWith('select ')) return true;
    if (sql.startsWith('insert into '))
      return insertsItsOwn(statement, isOwn, keys, numberedBy(texts.slice(0, index)));
    return writesItsOwn(statement, isOwn);
  });
}

/** One advisory lock, on a value that no other transfer has. */
function locksItsOwn(
  { sql, parameters }: SentStatement,
  isOwn: (value: string | null | undefined) => boolean,
): boolean {
  return plain(sql).split('advisory').length === 2 && parameters.some(isOwn);
}

/** An UPDATE or DELETE elsewhere holds its row, and may ask for its version: fine where the row is this transfer's alone. */
function writesItsOwn(
  { sql, parameters }: SentStatement,
  isOwn: (value: string | null | undefined) => boolean,
): boolean {
  const where = /^(?:update|delete from) [^;]*\bwhere ([^;]*);?$/.exec(plain(sql))?.[1] ?? '';
  return [...where.matchAll(/= \$(\d+)/g)].some(([, number]) => isOwn(parameters[Number(number) - 1]));
}

const INSERT =
  /^insert into (?:only )?([\w.]+)(?: as \w+)? \(([^()]*)\) values \(([^()]*)\)(?: on conflict .*)?(?: returning .*)?;?$/;

/** Tables that these statements have put a row into whose id the database has numbered. */
const numberedBy = (texts: readonly string[]) =>
  new Set(
    texts
      .map((sql) => INSERT.exec(sql))
      .filter((found) => found !== null && !/(^|,) ?id( ?,|$)/.test(found[2] ?? ''))
      .map((found) => found?.[1]?.split('.').at(-1) ?? ''),
  );

/**
 * A row that no unique key holds against that of another transfer.
 * @param numbered tables with a new row of this transfer's, which a foreign key will name
 */
function insertsItsOwn(
  { sql, parameters }: SentStatement,
  isOwn: (value: string | null | undefined) => boolean,
  keys: readonly UniqueKey[],
  numbered: ReadonlySet<string>,
): boolean {
  const found = INSERT.exec(plain(sql));
  if (!found) return false;
  const [table = '', columns = [], values = []] = [
    found[1]?.split('.').at(-1),
    found[2]?.split(',').map((name) => name.trim()),
    found[3]?.split(',').map((value) => value.trim()),
  ];
  const given = (column: string) => {
    const index = columns.indexOf(column);
    const number = /^\$(\d+)/.exec(values[index] ?? '')?.[1];
    return { isGiven: index >= 0, value: number === undefined ? undefined : parameters[Number(number) - 1] };
  };
  return keys
    .filter((key) => key.table === table)
    .every(({ columns: unique }) =>
      // One that is not given is numbered, or empty: neither is another's.
      unique.some(
        ({ name, refers }) =>
          name !== '?' &&
          (!given(name).isGiven ||
            isOwn(given(name).value) ||
            (refers !== undefined && numbered.has(refers))),
      ),
    );
}
