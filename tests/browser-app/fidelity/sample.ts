/** One generated request, in parts that can be left out one by one until the smallest is found that still differs. */
import type { HttpRequest } from '../../../src/runtimes/runtime.ts';
import type { Step } from './apps/program.ts';

export const APPS = ['plain', 'answers', 'parsers', 'routing', 'sessions', 'errors', 'streams'] as const;
export type AppName = (typeof APPS)[number];

export interface Sample {
  number: number;
  app: AppName;
  method: string;
  path: string;
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Absent: none, and no header of its length. */
  body?: Uint8Array;
  /** How the body's length is told; `added`: by whoever sends the request. */
  length?: 'added' | 'told' | 'chunked';
  cuts?: readonly number[];
  /** What the app is to do with its answer. */
  program?: readonly Step[];
}

/** The request of a sample, as a runtime gets it. */
export function requestOf(sample: Sample): HttpRequest {
  const { method, path, body, length, cuts, program, number } = sample;
  const headers: Array<readonly [string, string]> = [['X-Number', String(number)], ...sample.headers];
  if (program) headers.push(['X-Program', Buffer.from(JSON.stringify(program)).toString('base64')]);
  if (body && length === 'told') headers.push(['Content-Length', String(body.byteLength)]);
  if (body && length === 'chunked') headers.push(['Transfer-Encoding', 'chunked']);
  return { method, path, headers, body, cuts };
}

/** A sample in one line, for a person. */
export function shownSample({
  number,
  app,
  method,
  path,
  headers,
  body,
  length,
  cuts,
  program,
}: Sample): string {
  const parts: unknown[] = [method, path, headers];
  if (body) parts.push(Buffer.from(body.subarray(0, 300)).toString('latin1'), length, cuts ?? 'in one piece');
  if (program) parts.push(program);
  return `#${number} ${app}: ${parts.map((part) => JSON.stringify(part)).join(' ')}`;
}
