/**
 * Finds the TypeScript that Node's type stripping refuses, since code would have to be generated for it: enums,
 * namespaces with code in them, parameter properties, `import x = …` and `export =`.
 */
import { parse } from 'sucrase/dist/esm/parser';
import { ContextualKeyword } from 'sucrase/dist/esm/parser/tokenizer/keywords';
import { TokenType as tt } from 'sucrase/dist/esm/parser/tokenizer/types';
import { positionAt } from './faults.ts';

export interface Refused {
  what: string;
  line: number;
  column: number;
}

type Token = ReturnType<typeof parse>['tokens'][number];

const MODIFIERS = new Set([tt._public, tt._private, tt._protected, tt._readonly, tt._override]);
const CODE = new Set([tt._const, tt._let, tt._var, tt._function, tt._class, tt._enum]);

/** The first of them, or undefined. @throws when the text cannot be parsed */
export function unsupportedSyntax(text: string): Refused | undefined {
  const { tokens } = parse(text, false, true, false);
  for (let n = 0; n < tokens.length; n += 1) {
    const what = refusedAt(tokens, n);
    if (what !== undefined) return { what, ...positionAt(text, tokens[n]?.start ?? 0) };
  }
  return undefined;
}

function refusedAt(tokens: readonly Token[], n: number): string | undefined {
  const token = tokens[n];
  if (!token) return undefined;
  if (token.type === tt._enum && !token.isType) return 'TypeScript enum';
  if (
    token.isType &&
    tokens[n - 1]?.type !== tt._declare &&
    startsNamespace(tokens, n) &&
    hasCode(tokens, n)
  ) {
    return 'TypeScript namespace declaration';
  }
  if (token.isType) return undefined;
  const next = tokens[n + 1]?.type;
  if (token.type === tt._export && next === tt.eq) return 'TypeScript export assignment';
  if (token.type === tt._import && next === tt.name && tokens[n + 2]?.type === tt.eq) {
    return 'TypeScript import equals declaration';
  }
  return MODIFIERS.has(token.type) && inConstructorParameters(tokens, n)
    ? 'TypeScript parameter property'
    : undefined;
}

function startsNamespace(tokens: readonly Token[], n: number): boolean {
  const keyword = tokens[n]?.contextualKeyword;
  const next = tokens[n + 1];
  return (
    (keyword === ContextualKeyword._namespace || keyword === ContextualKeyword._module) &&
    next?.type === tt.name &&
    (tokens[n + 2]?.type === tt.braceL || tokens[n + 2]?.type === tt.dot)
  );
}

/** Whether the braces after `n` hold more than types. */
function hasCode(tokens: readonly Token[], n: number): boolean {
  let depth = 0;
  for (let at = n; at < tokens.length; at += 1) {
    const type = tokens[at]?.type;
    if (type === tt.braceL) depth += 1;
    else if (type === tt.braceR) {
      depth -= 1;
      if (depth === 0) return false;
    } else if (type !== undefined && CODE.has(type) && tokens[at - 1]?.type !== tt._declare) return true;
  }
  return false;
}

/** Looks back for `constructor (` around the token, with no brace in between. */
function inConstructorParameters(tokens: readonly Token[], n: number): boolean {
  let depth = 0;
  for (let at = n - 1; at >= 1; at -= 1) {
    const type = tokens[at]?.type;
    if (type === tt.parenR || type === tt.braceR || type === tt.bracketR) depth += 1;
    else if (type === tt.parenL || type === tt.braceL || type === tt.bracketL) {
      if (depth > 0) depth -= 1;
      else {
        return type === tt.parenL && tokens[at - 1]?.contextualKeyword === ContextualKeyword._constructor;
      }
    }
  }
  return false;
}
