/**
 * A database that fails in the middle of a transfer, as a server does: changes of balances fail by their number.
 * Nothing here knows the app's statements, only the table `accounts`, which the brief fixes.
 */
import { type CheckContext, type Failure, newSchema, quoteTable, type Table } from '../kit/index.ts';

/** Which changes of a balance fail, counted from 1 since the fault was set: `first`, and every `every`th after it up to `last`. */
export interface Failing {
  first: number;
  every?: number;
  last?: number;
}

export const DEADLOCK: Failure = { code: '40P01', message: 'deadlock detected' };

/** The server ends the connection. The message has a number that no honest answer can hold. */
export const lostConnection = ({ random }: CheckContext): Failure => ({
  code: '57P01',
  message: `terminating connection due to administrator command (${random.integer(10_000_000, 99_999_999)})`,
});

export interface Saboteur {
  /** From now on changes of balances fail as described. */
  fail(failing: Failing, kind: Failure): Promise<void>;
  /** From now on nothing fails. @returns how many changes were tried since the fault was set. */
  repair(): Promise<number>;
  /** Repairs, and insists that so many changes were seen: who moves money unseen has switched the trigger off. */
  repairMet(atLeast: number): Promise<void>;
}

const PAST_THE_TABLE =
  'Other programs watch the table accounts by triggers of their own: they stay, and they stay on.';

/** The table of the balances, in whatever schema it is. @throws CheckFailure when there is none. */
export async function accountsTable(t: CheckContext): Promise<Table> {
  const { rows } = await t.database.query(`
    select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relname = 'accounts' and c.relkind in ('r', 'p')
      and n.nspname not in ('pg_catalog', 'information_schema') limit 1`);
  const schema = rows[0]?.[0];
  if (schema == null) {
    t.fail(
      'There is no table accounts in the database.',
      'Top-ups and payouts work on accounts.id and accounts.balance: the table stays.',
    );
  }
  return { schema, name: 'accounts' };
}

/**
 * Puts a trigger on the balances that can be told to fail. It counts in a sequence, since that survives a rollback; and
 * it is told through a table, since setting a trigger up waits for every transaction that the app has left open.
 */
export async function saboteur(t: CheckContext): Promise<Saboteur> {
  const { database } = t;
  const accounts = quoteTable(await accountsTable(t));
  const place = await newSchema(t);
  await database.query(`create sequence ${place}.changes`);
  await database.query(`
    create table ${place}.fault (
      first bigint not null, every bigint not null, last bigint not null, code text not null, message text not null
    )`);
  await database.query(`
    create function ${place}.change() returns trigger language plpgsql security definer as $change$
    declare
      fault ${place}.fault;
      n bigint;
    begin
      select * into fault from ${place}.fault;
      if found then
        n := nextval('${place}.changes');
        if n >= fault.first and n <= fault.last and (n - fault.first) % fault.every = 0 then
          raise exception '%', fault.message using errcode = fault.code;
        end if;
      end if;
      return new;
    end $change$`);
  await database.query(`
    create trigger ${place} before update on ${accounts} for each row
    when (old.balance is distinct from new.balance) execute function ${place}.change()`);
  await database.query(`alter table ${accounts} enable always trigger ${place}`);
  const repair = async () => {
    await database.query(`delete from ${place}.fault`);
    const counted = await database.query(
      `select case when is_called then last_value else 0 end from ${place}.changes`,
    );
    return Number(counted.rows[0]?.[0] ?? 0);
  };
  return {
    repair,
    async repairMet(atLeast) {
      if ((await repair()) >= atLeast) return;
      t.fail(
        'No change of a balance met the failure that was set up for it: either no money moved, or a trigger on the table accounts was not called.',
        PAST_THE_TABLE,
      );
    },
    async fail({ first, every = 1, last = 1_000_000 }, { code, message }) {
      await database.query(`delete from ${place}.fault`);
      await database.query(`select setval('${place}.changes', 1, false)`);
      await database.query(`insert into ${place}.fault values ($1, $2, $3, $4, $5)`, [
        String(first),
        String(every),
        String(last),
        code,
        message,
      ]);
    },
  };
}
