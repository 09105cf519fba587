/** Tells from an answer whether an attack got through, by the rules that stand with the request. */

export type BreachRule = { kind: 'status'; pattern: string } | { kind: 'body'; text: string };

export interface ShownAnswer {
  status: number;
  body: string;
}

/** `status 2xx`, `status 200,201`, `body some text` → the rule, or a sentence that says what is wrong. */
export function parseBreachRule(text: string): BreachRule | string {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const argument = rest.join(' ');
  if (word === 'status' && /^[1-5](\d\d|xx)(\s*,\s*[1-5](\d\d|xx))*$/i.test(argument))
    return { kind: 'status', pattern: argument.toLowerCase() };
  if (word === 'body' && argument !== '') return { kind: 'body', text: argument };
  return `"@breach ${text.trim()}" is not understood: write "@breach status 2xx" or "@breach body some text".`;
}

export type Outcome = 'breach' | 'held' | undefined;

/** `undefined`: the request is no attack, or nothing was said about when it gets through. */
export function judge(rules: readonly BreachRule[], answer: ShownAnswer): Outcome {
  if (rules.length === 0) return undefined;
  return rules.some((rule) => matches(rule, answer)) ? 'breach' : 'held';
}

function matches(rule: BreachRule, answer: ShownAnswer): boolean {
  if (rule.kind === 'body') return answer.body.includes(rule.text);
  return rule.pattern.split(/\s*,\s*/).some((pattern) => {
    const status = String(answer.status);
    return pattern.endsWith('xx') ? status[0] === pattern[0] : status === pattern;
  });
}
