/** A request as it stands in the console's fields: text that may be wrong, and what goes on the wire when it is not. */
import type { ShownExchange } from '../../grading/report.ts';
import type { HttpRequest } from '../../runtimes/runtime.ts';
import type { BreachRule } from './breach.ts';
import type { NamedRequest } from './parse-http.ts';
import { replacePlaceholders } from './placeholders.ts';

export interface Draft {
  title: string;
  description: string;
  method: string;
  path: string;
  /** One `Name: value` a line. */
  headers: string;
  body: string;
  breach: BreachRule[];
  /** Ids of named requests that go first on a fresh app. */
  needs: string[];
  /** Ids of named requests that go right before this one, each time. */
  before: string[];
}

export const EMPTY_DRAFT: Draft = {
  title: 'A request of your own',
  description: '',
  method: 'GET',
  path: '/',
  headers: '',
  body: '',
  breach: [],
  needs: [],
  before: [],
};

export function draftOf(request: NamedRequest): Draft {
  const { title, description, method, path, headers, body, breach, needs, before } = request;
  return { title, description, method, path, headers: headerText(headers), body, breach, needs, before };
}

/** Headers that the wire or the proxy makes; replaying them as recorded would be wrong. */
const MADE_BY_THE_WIRE = new Set(['host', 'content-length', 'connection', 'transfer-encoding']);
const MADE_BY_THE_PROXY = /^x-forwarded-(for|proto|host|port)$/i;

/** A request that a check sent, ready to be sent again from the console. */
export function draftOfExchange(exchange: ShownExchange, title: string): Draft {
  const { method, path, headers, body } = exchange.request;
  const kept = headers.filter(
    ([name]) => !MADE_BY_THE_WIRE.has(name.toLowerCase()) && !MADE_BY_THE_PROXY.test(name),
  );
  return {
    title,
    description: `Sent from ${exchange.client} by a check.`,
    method,
    path,
    headers: headerText(kept),
    body,
    breach: [],
    needs: [],
    before: [],
  };
}

export const headerText = (headers: ReadonlyArray<readonly [string, string]>) =>
  headers.map(([name, value]) => `${name}: ${value}`).join('\n');

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is wrong with the fields, in sentences; empty when the request can go. */
export function draftProblems(draft: Draft): string[] {
  const problems: string[] = [];
  if (!TOKEN.test(draft.method)) problems.push('The method is one word, for example GET or POST.');
  if (!draft.path.startsWith('/')) problems.push('The path starts with "/".');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those can't stand in a request line.
  if (/[\s\u0000-\u001f]/.test(replacePlaceholders(draft.path, () => 'x')))
    problems.push('The path has no spaces: write %20.');
  draft.headers.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const colon = line.indexOf(':');
    if (colon <= 0 || !TOKEN.test(line.slice(0, colon)))
      problems.push(`Header line ${index + 1} is not "Name: value".`);
  });
  return problems;
}

/** The fields as a request; call only when `draftProblems` is empty. `cookie`: from the jar, unless the draft has one. */
export function toRequest(draft: Draft, cookie: string | undefined): HttpRequest {
  const headers = parseHeaders(draft.headers);
  const has = (name: string) => headers.some(([key]) => key.toLowerCase() === name);
  if (cookie !== undefined && !has('cookie')) headers.push(['Cookie', cookie]);
  const body = draft.body === '' ? undefined : new TextEncoder().encode(draft.body);
  if (body && !has('content-length') && !has('transfer-encoding'))
    headers.push(['Content-Length', String(body.length)]);
  if (!has('host')) headers.push(['Host', 'app.example']);
  return { method: draft.method, path: draft.path, headers, ...(body && { body }) };
}

/** `Name: value` lines → pairs; lines without a name are left out. */
export function parseHeaders(text: string): Array<[string, string]> {
  return text.split('\n').flatMap((line): Array<[string, string]> => {
    const colon = line.indexOf(':');
    return colon <= 0 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
  });
}

/** A word about the body that helps before the request is sent, or `undefined`. */
export function bodyAdvice(draft: Draft): { text: string; addHeader?: string } | undefined {
  const body = draft.body.trim();
  if (body === '') return undefined;
  const type = parseHeaders(draft.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const looksLikeJson = /^[[{]/.test(body);
  if (type === undefined)
    return looksLikeJson
      ? {
          text: 'No Content-Type: the app will not read this as JSON.',
          addHeader: 'Content-Type: application/json',
        }
      : { text: 'No Content-Type: the app may not read the body.' };
  if (!/\bjson\b/i.test(type)) return undefined;
  try {
    // Right between quotes and without them.
    JSON.parse(replacePlaceholders(body, () => '0'));
    return undefined;
  } catch (error) {
    return {
      text: `Not valid JSON (sent as it is): ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
