/** What an answer says about when to come again: `Retry-After` (RFC 9110) and the `RateLimit` fields of the IETF draft. */
import type { Answer } from '../kit/index.ts';

/** Seconds from `now` (epoch milliseconds); undefined when the field is missing, or neither seconds nor a date. */
export function retryAfter(answer: Answer, now: number): number | undefined {
  const value = answer.header('Retry-After')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : (date - now) / 1000;
}

export interface Quota {
  remaining: number;
  /** Seconds until more is to be had. */
  reset: number;
}

/**
 * The tightest quota that an answer tells of, in any form the draft has had:
 * `RateLimit: "browsing";r=19;t=60` (from draft 8 on), `RateLimit: limit=20, remaining=19, reset=60` (draft 7), and
 * `RateLimit-Remaining: 19` with `RateLimit-Reset: 60` (up to draft 6). Undefined when there is none with both numbers.
 */
export function quotaIn(answer: Answer): Quota | undefined {
  const combined = answer.header('RateLimit');
  const quotas = combined === undefined ? [] : [dictionary(combined), ...list(combined)];
  quotas.push(quotaOf(answer.header('RateLimit-Remaining'), answer.header('RateLimit-Reset')));
  return quotas.filter((quota) => quota !== undefined).sort((a, b) => a.remaining - b.remaining)[0];
}

/** Draft 7: one dictionary. */
function dictionary(value: string): Quota | undefined {
  const field = (name: string) => new RegExp(`(?:^|,)\\s*${name}\\s*=\\s*([^,;\\s]+)`, 'i').exec(value)?.[1];
  return quotaOf(field('remaining'), field('reset'));
}

/** Draft 8 and later: a list of policies with parameters. No comma stands inside of an item but in its quoted name. */
function list(value: string): Array<Quota | undefined> {
  return value.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((item) => {
    const parameter = (name: string) => new RegExp(`;\\s*${name}\\s*=\\s*([^;\\s]+)`, 'i').exec(item)?.[1];
    return quotaOf(parameter('r'), parameter('t'));
  });
}

function quotaOf(remaining: string | undefined, reset: string | undefined): Quota | undefined {
  const isWhole = (text: string | undefined) => text !== undefined && /^\d+$/.test(text.trim());
  return isWhole(remaining) && isWhole(reset)
    ? { remaining: Number(remaining), reset: Number(reset) }
    : undefined;
}

/** What an answer says of it, for the sentence that tells what happened. */
export function fieldsIn(answer: Answer): string {
  const names = ['RateLimit', 'RateLimit-Remaining', 'RateLimit-Reset', 'X-RateLimit-Remaining'];
  const found = names.flatMap((name) => {
    const value = answer.header(name);
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  return found.length === 0 ? 'no RateLimit field' : found.join(', ').slice(0, 160);
}
