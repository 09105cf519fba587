/** Puts the values of earlier answers into a request that is about to go. */
import type { BreachRule } from './breach.ts';
import { type Draft, parseHeaders } from './draft.ts';
import { valueIn } from './json-path.ts';
import { type AnswerPlaceholder, placeholdersIn, replacePlaceholders } from './placeholders.ts';

export interface EarlierAnswer {
  status: number;
  headers: ReadonlyArray<readonly [string, string]>;
  /** Decoded; whole. */
  body: string;
}

/** What one running app has answered so far, and what the requests are called. */
export interface Earlier {
  answerTo(request: string): EarlierAnswer | undefined;
  /** `undefined` when no request has that name. */
  titleOf(request: string): string | undefined;
}

export interface Missing {
  /** In sentences for the learner. */
  message: string;
  /** Id of the request to send first, where that helps. */
  first?: string;
}

/** The value that a placeholder stands for, or what is missing. */
export function lookUp(placeholder: AnswerPlaceholder, earlier: Earlier): { value: unknown } | Missing {
  const { text, request, where } = placeholder;
  const title = earlier.titleOf(request);
  if (title === undefined) return { message: `${text}: no request has the name "${request}".` };
  const answer = earlier.answerTo(request);
  if (!answer)
    return {
      message: `${text} is a value from the answer to “${title}”, which this start of the app has not seen yet. Send “${title}” first.`,
      first: request,
    };
  const { value, what } = valueAt(where, answer);
  if (value !== undefined) return { value };
  return {
    message: `${text}: the answer to “${title}” was ${answer.status} and has no ${what}. Send “${title}” again and look at its answer.`,
    first: request,
  };
}

/** The value, and how it is called when it is not there. */
function valueAt(where: AnswerPlaceholder['where'], answer: EarlierAnswer): { value: unknown; what: string } {
  if ('path' in where) return { value: valueIn(answer.body, where.path), what: `${where.shown} in its body` };
  const named = (header: string) =>
    answer.headers.filter(([name]) => name.toLowerCase() === header.toLowerCase()).map(([, value]) => value);
  if ('header' in where) return { value: named(where.header)[0], what: `header ${where.header}` };
  // What a cleared cookie leaves is an empty value.
  const pairs = named('Set-Cookie').flatMap((header) => /^\s*[^=;]+=[^;]+/.exec(header)?.[0].trim() ?? []);
  return { value: pairs.length === 0 ? undefined : pairs.join('; '), what: 'cookies' };
}

/**
 * The draft with every value from an earlier answer in its place, and the first that is missing, if any. In JSON a value
 * between quotes becomes part of that text; one that stands free is written as JSON, so numbers stay numbers.
 */
export function fillDraft(draft: Draft, earlier: Earlier): { draft: Draft; missing: Missing | undefined } {
  let missing: Missing | undefined;
  const fill = (text: string, write: (value: unknown, at: number) => string) =>
    replacePlaceholders(text, (placeholder, at) => {
      // The app's runtime signs, over the body as it then is.
      if (placeholder.kind === 'signature') return undefined;
      const found = lookUp(placeholder, earlier);
      if ('value' in found) return write(found.value, at);
      missing ??= found;
      return undefined;
    });
  const { body } = draft;
  const headers = fill(draft.headers, asText);
  const filled: Draft = {
    ...draft,
    path: fill(draft.path, asText),
    headers,
    body: fill(body, isJson(headers, body) ? (value, at) => asJson(value, isInQuotes(body, at)) : asText),
    breach: draft.breach.map(
      (rule): BreachRule => (rule.kind === 'value' ? { ...rule, limit: fill(rule.limit, asText) } : rule),
    ),
  };
  return { draft: filled, missing };
}

/** What the values in a draft are at the moment, each placeholder once. */
export function placeholderNotes(draft: Draft, earlier: Earlier): Array<{ text: string; note: string }> {
  const all = [draft.path, draft.headers, draft.body].flatMap(placeholdersIn);
  const notes = new Map<string, string>();
  for (const placeholder of all) {
    if (placeholder.kind === 'signature') {
      const word = `is signed with the running app's own ${placeholder.variable} when you send it. A copied curl command keeps it as it stands: “other90 serve” fills it in, no other server does.`;
      notes.set(placeholder.text, word);
      continue;
    }
    const found = lookUp(placeholder, earlier);
    notes.set(
      placeholder.text,
      'value' in found
        ? `is ${shorten(asText(found.value))}`
        : found.first === undefined
          ? 'names no request'
          : `comes from the answer to “${earlier.titleOf(found.first)}”`,
    );
  }
  return Array.from(notes, ([text, note]) => ({ text, note }));
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A text between quotes keeps what stands there JSON. */
const asJson = (value: unknown, inQuotes: boolean) =>
  inQuotes ? JSON.stringify(asText(value)).slice(1, -1) : JSON.stringify(value);

function isJson(headers: string, body: string): boolean {
  const type = parseHeaders(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return type === undefined ? /^\s*[[{]/.test(body) : /\bjson\b/i.test(type);
}

/** Whether a JSON text is inside of a string at that offset. */
function isInQuotes(text: string, at: number): boolean {
  const quotes = text.slice(0, at).replace(/\\./gs, '').match(/"/g);
  return (quotes?.length ?? 0) % 2 === 1;
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
