/**
 * Reads the WHERE of one small SELECT as PostgreSQL would, over rows that stand in the page: enough for the reader of
 * a lesson to break in by hand, in a kilobyte. The exercise has the real PostgreSQL.
 */

export type Row = Readonly<Record<string, string>>;

export type Outcome =
  | { kind: 'rows'; rows: Row[] }
  /** PostgreSQL would refuse the statement. */
  | { kind: 'error'; message: string }
  /** Perhaps right, but more than this reader knows. */
  | { kind: 'beyond'; word: string };

export type TokenKind = 'string' | 'number' | 'word' | 'operator' | 'comment' | 'space' | 'open';

export interface Token {
  kind: TokenKind;
  text: string;
  /** Offset of the first character. */
  start: number;
}

const PATTERNS: ReadonlyArray<readonly [TokenKind, RegExp]> = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['string', /'(?:[^']|'')*'/y],
  ['open', /'[\s\S]*|\/\*[\s\S]*/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['word', /"[^"]+"|[a-z_][\w$]*/iy],
  ['operator', /<>|!=|<=|>=|\|\||[\s\S]/y],
];

/** Splits a statement; an unfinished string or comment is one token of kind `open`. */
export function tokens(sql: string): Token[] {
  const found: Token[] = [];
  for (let start = 0; start < sql.length; ) {
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = start;
      const text = pattern.exec(sql)?.[0];
      if (text === undefined) continue;
      found.push({ kind, text, start });
      start += text.length;
      break;
    }
  }
  return found;
}

type Value = string | number | boolean;

class Refused extends Error {}
class Beyond extends Error {}

/** A parsed condition: syntax is looked at once, types and columns when it meets a row. */
type Term = (row: Row) => Value;

/** @param sql a whole `SELECT … WHERE …`; only the condition is looked at. */
export function runWhere(sql: string, table: readonly Row[]): Outcome {
  const all = tokens(sql).filter((token) => token.kind !== 'space' && token.kind !== 'comment');
  const from = all.findIndex((token) => token.text.toLowerCase() === 'where') + 1;
  try {
    const condition = new Parser(all.slice(from)).parse();
    return { kind: 'rows', rows: table.filter((row) => truth(condition(row), 'WHERE')) };
  } catch (error) {
    if (error instanceof Beyond) return { kind: 'beyond', word: error.message };
    if (error instanceof Refused) return { kind: 'error', message: error.message };
    throw error;
  }
}

/** A recursive descent over OR, AND, NOT and comparisons. */
class Parser {
  private at = 0;
  private readonly list: readonly Token[];
  constructor(list: readonly Token[]) {
    this.list = list;
  }

  parse(): Term {
    const condition = this.or();
    if (this.take(';') && this.at < this.list.length) throw new Beyond('a second statement');
    const rest = this.list[this.at];
    if (rest && /^(union|order|group|limit|offset|having|for)$/i.test(rest.text)) {
      throw new Beyond(rest.text.toUpperCase());
    }
    if (rest) throw nearError(rest);
    return condition;
  }

  private take(text: string): boolean {
    if (this.list[this.at]?.text.toLowerCase() !== text) return false;
    this.at += 1;
    return true;
  }

  private or(): Term {
    const left = this.and();
    if (!this.take('or')) return left;
    const right = this.or();
    // Both sides are always asked, so that a mistake on either shows, as in PostgreSQL.
    return (row) => [truth(left(row), 'OR'), truth(right(row), 'OR')].includes(true);
  }

  private and(): Term {
    const left = this.not();
    if (!this.take('and')) return left;
    const right = this.and();
    return (row) => ![truth(left(row), 'AND'), truth(right(row), 'AND')].includes(false);
  }

  private not(): Term {
    if (!this.take('not')) return this.test();
    const inner = this.not();
    return (row) => !truth(inner(row), 'NOT');
  }

  /** `a = b IS NOT TRUE`: PostgreSQL compares first. */
  private test(): Term {
    const tested = this.comparison();
    if (!this.take('is')) return tested;
    const wanted = !this.take('not');
    const word = this.list[this.at]?.text.toLowerCase() ?? '';
    if (word !== 'true' && word !== 'false') throw new Beyond('IS');
    this.at += 1;
    const name = `IS ${wanted ? '' : 'NOT '}${word.toUpperCase()}`;
    return (row) => (truth(tested(row), name) === (word === 'true')) === wanted;
  }

  private comparison(): Term {
    const left = this.value();
    const operator = this.list[this.at]?.text.toLowerCase() ?? '';
    if (/^(like|ilike|in|between|similar|\|\||[-+*/%~:])$/.test(operator)) {
      throw new Beyond(operator.toUpperCase());
    }
    if (!/^(=|<>|!=|<|>|<=|>=)$/.test(operator)) return left;
    this.at += 1;
    const right = this.value();
    return (row) => compare(operator, left(row), right(row));
  }

  private value(): Term {
    const token = this.list[this.at];
    if (!token) throw nearError(token);
    this.at += 1;
    if (token.text === '(') {
      if (/^select$/i.test(this.list[this.at]?.text ?? '')) throw new Beyond('a sub-select');
      const inner = this.or();
      if (!this.take(')')) throw nearError(this.list[this.at]);
      return inner;
    }
    if (token.kind === 'string') {
      const text = token.text.slice(1, -1).replaceAll("''", "'");
      return () => text;
    }
    if (token.kind === 'number') return () => Number(token.text);
    if (token.kind !== 'word') throw nearError(token);
    const word = token.text.toLowerCase().replaceAll('"', '');
    if (word === 'true' || word === 'false') return () => word === 'true';
    if (/^(or|and|union|where|from|order)$/.test(word)) throw nearError(token);
    if (this.list[this.at]?.text === '(') throw new Beyond(`${word}()`);
    if (/^(null|case|exists|array|select|date|timestamp|interval)$/.test(word)) {
      throw new Beyond(word.toUpperCase());
    }
    return (row) => {
      const column = row[word];
      if (column === undefined) throw new Refused(`column "${word}" does not exist`);
      return column;
    };
  }
}

function nearError(token: Token | undefined): Refused {
  if (!token) return new Refused('syntax error at end of input');
  if (token.kind !== 'open') return new Refused(`syntax error at or near "${token.text}"`);
  const what = token.text.startsWith("'") ? 'quoted string' : '/* comment';
  return new Refused(`unterminated ${what} at or near "${token.text}"`);
}

function truth(value: Value, where: string): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(t|f|true|false|yes|no|on|off|1|0)$/i.test(value)) {
    return /^(t|y|on|1)/i.test(value);
  }
  throw new Refused(
    typeof value === 'number'
      ? `argument of ${where} must be type boolean, not type integer`
      : `invalid input syntax for type boolean: "${value}"`,
  );
}

function compare(operator: string, left: Value, right: Value): boolean {
  // An untyped literal takes the other side's type, as in PostgreSQL.
  const [a, b] = alike(left, right);
  switch (operator) {
    case '=':
      return a === b;
    case '<>':
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    default:
      return a >= b;
  }
}

function alike(left: Value, right: Value): [Value, Value] {
  if (typeof left === typeof right) return [left, right];
  if (typeof left === 'boolean' || typeof right === 'boolean') return [truth(left, '='), truth(right, '=')];
  const [a, b] = [Number(left), Number(right)];
  if (Number.isNaN(a) || Number.isNaN(b)) {
    throw new Refused(`invalid input syntax for type integer: "${Number.isNaN(a) ? left : right}"`);
  }
  return [a, b];
}
