/**
 * What comes out of the realm where the learner's code runs is what that code made of it: it can reach the runtime's
 * own objects there, and write in its name. So nothing is taken at its word: every message is put together anew from
 * values of the right type before anybody relies on its shape.
 */
import type { AppFault, SourcePlace } from './faults.ts';
import { PACKAGES } from './packages.ts';
import { type HttpResponse, LIMITS, type LogEntry } from './runtime.ts';

/** Kept characters of a text that is shown. */
const LONGEST = 4_000;

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, LONGEST) : '');
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function placeOf(value: unknown): SourcePlace | undefined {
  const { file, line, column } = fieldsOf(value);
  if (typeof file !== 'string' || !isCount(line)) return undefined;
  return { file: file.slice(0, 300), line, ...(isCount(column) ? { column } : {}) };
}

/** The faults that an app's own realm can tell of; whatever else it says is a crash. */
export function toldFault(value: unknown): AppFault {
  const fault = fieldsOf(value);
  const place = placeOf(fault.place);
  const at = place === undefined ? {} : { place };
  switch (fault.kind) {
    case 'compile':
      return { kind: 'compile', message: textOf(fault.message), ...at };
    case 'missing-import':
      return { kind: 'missing-import', specifier: textOf(fault.specifier), available: PACKAGES, ...at };
    case 'exit':
      return { kind: 'exit', code: isCount(fault.code) ? fault.code : 1 };
    default: {
      const stack = typeof fault.stack === 'string' ? { stack: textOf(fault.stack) } : {};
      return {
        kind: 'crash',
        message: textOf(fault.message) || 'an error without a message',
        ...stack,
        ...at,
      };
    }
  }
}

/** The answer, or undefined when it is none. */
export function toldResponse(value: unknown): Omit<HttpResponse, 'durationMs'> | undefined {
  const { status, headers, body } = fieldsOf(value);
  if (!isCount(status) || status < 100 || status > 999) return undefined;
  if (!Array.isArray(headers) || !(body instanceof Uint8Array)) return undefined;
  const pairs: Array<[string, string]> = [];
  // One more than may be tells that there are too many.
  for (const header of (headers as unknown[]).slice(0, LIMITS.answerHeaders + 1)) {
    const [name, text] = Array.isArray(header) ? (header as unknown[]) : [];
    if (typeof name !== 'string' || typeof text !== 'string') return undefined;
    pairs.push([name, text]);
  }
  return { status, headers: pairs, body };
}

export function toldLog(value: unknown): LogEntry {
  const { stream, text } = fieldsOf(value);
  return { stream: stream === 'stderr' ? 'stderr' : 'stdout', text: typeof text === 'string' ? text : '' };
}
