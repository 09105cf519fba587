/** Tells from an answer whether an attack got through, by the rules that stand with the request. */
import { type JsonPath, parseJsonPath, valueIn } from './json-path.ts';

export type BreachRule =
  | { kind: 'status'; pattern: string }
  | { kind: 'body'; text: string }
  /** A value in the JSON body: equal to a text, or a number above a limit (which may be a placeholder until it is sent). */
  | { kind: 'value'; path: JsonPath; operator: '=' | '>'; limit: string };

export interface ShownAnswer {
  status: number;
  /** What `body` rules look into: the headers, an empty line, the body. */
  text: string;
  /** The body alone. */
  body: string;
}

/** `status 2xx`, `status 200,201`, `body some text`, `value $.total > 0` → the rule, or a sentence that says what is wrong. */
export function parseBreachRule(text: string): BreachRule | string {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const argument = rest.join(' ');
  if (word === 'status' && /^[1-5](\d\d|xx)(\s*,\s*[1-5](\d\d|xx))*$/i.test(argument))
    return { kind: 'status', pattern: argument.toLowerCase() };
  if (word === 'body' && argument !== '') return { kind: 'body', text: argument };
  const value = /^(\S+) (=|>) (.+)$/.exec(argument);
  if (word === 'value' && value) {
    const [, where = '', operator, limit = ''] = value;
    const path = parseJsonPath(where);
    const isComparable = operator === '=' || !Number.isNaN(Number(limit)) || limit.startsWith('{{');
    if (path && isComparable) return { kind: 'value', path, operator: operator === '>' ? '>' : '=', limit };
  }
  return `"@breach ${text.trim()}" is not understood: write "@breach status 2xx", "@breach body some text", "@breach value $.field = text" or "@breach value $.field > 10".`;
}

export type Outcome = 'breach' | 'held' | undefined;

/** `undefined`: the request is no attack, or nothing was said about when it gets through. */
export function judge(rules: readonly BreachRule[], answer: ShownAnswer): Outcome {
  if (rules.length === 0) return undefined;
  return rules.some((rule) => matches(rule, answer)) ? 'breach' : 'held';
}

function matches(rule: BreachRule, answer: ShownAnswer): boolean {
  switch (rule.kind) {
    case 'status':
      return rule.pattern.split(/\s*,\s*/).some((pattern) => {
        const status = String(answer.status);
        return pattern.endsWith('xx') ? status[0] === pattern[0] : status === pattern;
      });
    case 'body':
      return answer.text.includes(rule.text);
    case 'value': {
      const value = valueIn(answer.body, rule.path);
      if (value === undefined || value === null) return false;
      return rule.operator === '=' ? String(value) === rule.limit : Number(value) > Number(rule.limit);
    }
  }
}
