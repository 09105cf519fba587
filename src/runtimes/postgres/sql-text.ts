/** What can be told of SQL from its text alone: where its statements end and how each begins. */

/**
 * The text with comments, strings and dollar-quoted bodies blanked out, character for character, so that words and
 * semicolons found in it are code. Quoted identifiers stay, but for their semicolons.
 */
export function skeletonOf(sql: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  let skeleton = '';
  for (let at = 0; at < sql.length; ) {
    const end = opaqueEnd(sql, at);
    if (end > at) {
      const part = sql.slice(at, end);
      skeleton += sql[at] === '"' ? part.replaceAll(';', '_') : blank(part);
      at = end;
    } else {
      skeleton += sql[at];
      at += 1;
    }
  }
  return skeleton;
}

const OPAQUE = /'|"|--|\/\*|\$/;

/** The statements of a script as skeletons, in lower case, spaces at the ends left out; empty ones are dropped. */
export function statementsOf(sql: string): string[] {
  const skeleton = OPAQUE.test(sql) ? skeletonOf(sql) : sql;
  return skeleton
    .split(';')
    .map((statement) => statement.trim().toLowerCase())
    .filter((statement) => statement !== '');
}

/** End of the string, identifier, body or comment that begins at `at`; `at` when none does. */
function opaqueEnd(sql: string, at: number): number {
  const character = sql[at];
  if (character === "'") return quotedEnd(sql, at, isEscapeString(sql, at));
  if (character === '"') return quotedEnd(sql, at, false);
  if (character === '-' && sql[at + 1] === '-') {
    const end = sql.indexOf('\n', at);
    return end < 0 ? sql.length : end;
  }
  if (character === '/' && sql[at + 1] === '*') return commentEnd(sql, at);
  if (character === '$' && !/[\w$]/.test(sql[at - 1] ?? '')) {
    const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(sql.slice(at, at + 70))?.[0];
    if (tag === undefined) return at;
    const end = sql.indexOf(tag, at + tag.length);
    return end < 0 ? sql.length : end + tag.length;
  }
  return at;
}

const isEscapeString = (sql: string, at: number) =>
  /(?:^|[^\w$])[eE]$/.test(sql.slice(Math.max(0, at - 2), at));

function quotedEnd(sql: string, start: number, backslashes: boolean): number {
  const quote = sql[start];
  for (let at = start + 1; at < sql.length; at += 1) {
    if (backslashes && sql[at] === '\\') at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

/** Comments nest in PostgreSQL. */
function commentEnd(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at += 1) {
    const two = sql.slice(at, at + 2);
    if (two === '/*') {
      depth += 1;
      at += 1;
    } else if (two === '*/') {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return sql.length;
}

/** Statements that PostgreSQL runs alone only; a script is one transaction when it is sent whole. */
const ALONE =
  /^(vacuum|(create|drop)\s+(database|tablespace)|alter\s+system|reindex|(create|drop)\s+(unique\s+)?index\s+concurrently)\b/;

/** The script whole, or its statements one by one where one of them has to run alone. */
export function partsOf(script: string): Array<{ text: string; start: number }> {
  if (!statementsOf(script).some((statement) => ALONE.test(statement))) return [{ text: script, start: 0 }];
  let start = 0;
  return skeletonOf(script)
    .split(';')
    .map(({ length }) => {
      const part = { text: script.slice(start, start + length), start };
      start += length + 1;
      return part;
    });
}

export const beginsTransaction = (statement: string) => /^(begin|start\s+transaction)\b/.test(statement);
/** A transaction in which every statement sees what was committed before it: the usual kind. */
export const beginsReadCommitted = (statement: string) =>
  /^(begin(\s+(work|transaction))?|start\s+transaction)(\s+isolation\s+level\s+read\s+committed|\s*,|\s+read\s+(write|only))*$/.test(
    statement,
  );
export const commits = (statement: string) => /^(commit|end)\b(?!\s+prepared)/.test(statement);
export const rollsBack = (statement: string) =>
  /^(rollback|abort)\b(?!\s+prepared)/.test(statement) && !/\bto\b/.test(statement);
export const controlsTransaction = (statement: string) =>
  beginsTransaction(statement) ||
  /^(commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b/.test(statement);

/** Whether the statement surely changes and locks nothing. */
export function onlyReads(statement: string): boolean {
  return (
    /^(select|table|values|show|with|explain)\b/.test(statement) &&
    !/\b(insert|update|delete|merge|into|for\s+(no\s+key\s+)?update|for\s+(key\s+)?share|nextval|setval|set_config|pg_\w*lock\w*|pg_sleep\w*|analyze)\b/.test(
      statement,
    )
  );
}

/**
 * What stands before a bracket in a statement that reads: words of SQL, and functions that do nothing beside. None that
 * an app may well have called a function of its own, such as `log`.
 */
const HARMLESS = new Set(
  (
    'select from where and or not in as on using by values exists any all some over filter distinct case when then else between ' +
    'like ilike having limit offset interval array row with is join lateral cast numeric decimal varchar char timestamp timestamptz ' +
    'count sum min max avg coalesce nullif greatest least lower upper length trim btrim ltrim rtrim substring substr left right ' +
    'replace concat concat_ws format abs ceil ceiling floor round trunc mod extract date_part date_trunc to_char to_timestamp ' +
    'to_number now clock_timestamp statement_timestamp make_interval age bool_and bool_or every array_agg string_agg json_agg ' +
    'jsonb_agg json_build_object jsonb_build_object row_to_json to_json to_jsonb row_number rank dense_rank lag lead unnest ' +
    'generate_series encode decode md5 sha256 digest position strpos starts_with materialized sets cube rollup only ' +
    'int int2 int4 int8 integer bigint smallint real float text uuid inet cidr date time timetz interval bool boolean json jsonb ' +
    'hashtext hashtextextended hmac crypt gen_salt gen_random_uuid uuid_generate_v4 uuidv4 uuidv7 random power sqrt ' +
    'initcap reverse repeat translate split_part overlay ascii chr lpad rpad char_length octet_length bit_length regexp_replace ' +
    'regexp_match regexp_matches regexp_split_to_array string_to_array array_to_string array_length array_position array_append ' +
    'array_remove array_cat cardinality jsonb_build_array json_build_array jsonb_array_elements json_array_elements ' +
    'jsonb_array_elements_text jsonb_array_length jsonb_each jsonb_object_agg json_object_agg jsonb_set first_value last_value nth_value ' +
    'ntile percent_rank cume_dist percentile_cont percentile_disc bit_and bit_or num_nulls num_nonnulls pg_typeof ' +
    'transaction_timestamp timezone make_date make_timestamptz justify_interval justify_hours current_setting set_masklen masklen width_bucket'
  ).split(' '),
);

/** Whether the statement reads, and calls nothing that may do more. */
export function looksOnly(statement: string): boolean {
  if (!onlyReads(statement)) return false;
  // A name in quotes is fine, unless it is called.
  return [...statement.matchAll(/("|[\w$.]+)\s*\(/g)].every(([, word = '']) => HARMLESS.has(word));
}

/** `COPY … FROM STDIN`: the one statement that reads on while it runs. */
export const copiesFromClient = (statement: string) => /^copy\b[^;]*\bfrom\s+stdin\b/.test(statement);

/** Names of the roles that a script makes, in its own text. */
export function rolesMadeIn(sql: string): string[] {
  const matches = sql.matchAll(/\bcreate\s+(?:role|user|group)\s+(?:"((?:[^"]|"")+)"|([\w$]+))/gi);
  return [...matches].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.toLowerCase());
}
