/**
 * Reads `requests.http`, the format of the VS Code REST client, as far as a single app under attack needs it:
 * `### name` between requests, `# @name id`, comments (the description), `@variable = value`, `{{variable}}`,
 * a request line, headers, an empty line, the body. What is known only when a request is sent stays in it:
 * `{{login.response.body.$.id}}` (see `placeholders.ts`). Three directives of our own, comments to other clients:
 * `# @breach status 2xx`, `# @breach body password_hash`, `# @breach value $.balance > 50` tell when an attack got
 * through (several: any of them); `# @needs register, login` names requests that have to succeed once after each start of
 * the app, before this one; `# @before order, pay, pay` names those that go right before this one each time.
 */
import { type BreachRule, parseBreachRule } from './breach.ts';
import { readPlaceholder } from './placeholders.ts';

export interface NamedRequest {
  /** Unique in the file: from `# @name`, else from the title. */
  id: string;
  /** What the learner picks: the text behind `###`. */
  title: string;
  /** The comments between the title and the request line. */
  description: string;
  method: string;
  /** The target as it goes on the wire; scheme and host of a whole URL are left out. */
  path: string;
  headers: Array<[string, string]>;
  body: string;
  /** When one of these holds for the answer, the attack got through. Empty for a request that is no attack. */
  breach: BreachRule[];
  /** Ids of the requests that go first on a fresh app. */
  needs: string[];
  /** Ids of the requests that go right before this one, each time it is sent; one may stand there twice. */
  before: string[];
  /** Where the request line stands in the file, from 1. */
  line: number;
}

export interface Problem {
  /** From 1. */
  line: number;
  message: string;
}

export interface ParsedRequests {
  requests: NamedRequest[];
  problems: Problem[];
}

const METHODS = /^[A-Z]+$/;

interface Block {
  title: string;
  /** Line of the first of `lines`, from 1. */
  start: number;
  lines: string[];
}

/** What the blocks of a file share. */
interface Reading {
  variables: Map<string, string>;
  problems: Problem[];
  /** Requests that placeholders name, to be looked for when all are known. */
  named: Array<{ request: string; text: string; line: number }>;
}

/** Parses the whole file. Never throws: what can't be read is a problem with its line, the rest is still there. */
export function parseHttp(text: string): ParsedRequests {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const problems: Problem[] = [];
  const reading: Reading = { variables: new Map(), problems, named: [] };
  readVariables(lines, reading);
  const requests: NamedRequest[] = [];
  for (const block of splitBlocks(lines)) {
    const request = readBlock(block, reading);
    if (request) requests.push(uniqueId(request, requests));
  }
  const ids = new Set(requests.map(({ id }) => id));
  for (const { needs, before, line, id } of requests) {
    const check = (directive: string, other: string) => {
      if (other === id || !ids.has(other))
        problems.push({ line, message: `"@${directive} ${other}": no other request has "@name ${other}".` });
    };
    for (const need of needs) check('needs', need);
    for (const other of before) check('before', other);
  }
  for (const { request, text, line } of reading.named)
    if (!ids.has(request)) problems.push({ line, message: `${text}: no request has "@name ${request}".` });
  return { requests, problems };
}

function splitBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [{ title: '', start: 1, lines: [] }];
  lines.forEach((line, index) => {
    const separator = /^#{3,}(.*)$/.exec(line);
    if (separator) blocks.push({ title: (separator[1] ?? '').trim(), start: index + 2, lines: [] });
    else blocks.at(-1)?.lines.push(line);
  });
  return blocks;
}

const VARIABLE = /^\s*@([A-Za-z_][\w-]*)\s*=\s*(.*?)\s*$/;

function readVariables(lines: readonly string[], reading: Reading): void {
  lines.forEach((line, index) => {
    const found = VARIABLE.exec(line);
    if (!found) return;
    const [, name = '', value = ''] = found;
    reading.variables.set(name, substitute(value, reading, index + 1));
  });
}

/** Host variables stand for the app itself, whatever the file gives them. */
const OWN_HOST = new Set(['host', 'hostname', 'baseurl', 'base', 'origin', 'url']);

/** Puts variables in; placeholders stay. `line`: where the text stands, for problems. */
function substitute(text: string, { variables, problems, named }: Reading, line: number): string {
  return text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => {
    const value = variables.get(name);
    if (value !== undefined) return value;
    if (OWN_HOST.has(name.toLowerCase())) return '';
    const placeholder = readPlaceholder(whole);
    if (typeof placeholder === 'object') {
      if (placeholder.kind === 'answer') named.push({ request: placeholder.request, text: whole, line });
      return `{{${name}}}`;
    }
    problems.push({
      line,
      message:
        placeholder ?? `The variable {{${name}}} is not defined: add "@${name} = …" at the top of the file.`,
    });
    return whole;
  });
}

function readBlock(block: Block, reading: Reading): NamedRequest | undefined {
  const { problems } = reading;
  const at = (index: number) => block.start + index;
  const comments: string[] = [];
  const breach: BreachRule[] = [];
  const needs: string[] = [];
  const before: string[] = [];
  let name = '';
  let index = 0;
  for (; index < block.lines.length; index++) {
    const line = block.lines[index] ?? '';
    if (line.trim() === '' || VARIABLE.test(line)) continue;
    const comment = /^\s*(?:#|\/\/)\s?(.*)$/.exec(line);
    if (!comment) break;
    const words = (comment[1] ?? '').trim();
    const directive = /^@([\w-]+)\s*(.*)$/.exec(words);
    if (!directive) comments.push(words);
    else if (directive[1] === 'name') name = directive[2] ?? '';
    else if (directive[1] === 'needs') needs.push(...namesIn(directive[2] ?? ''));
    else if (directive[1] === 'before') before.push(...namesIn(directive[2] ?? ''));
    else if (directive[1] === 'breach') {
      const rule = parseBreachRule(substitute(directive[2] ?? '', reading, at(index)));
      if (typeof rule === 'string') problems.push({ line: at(index), message: rule });
      else breach.push(rule);
    }
  }
  if (index >= block.lines.length) {
    if (block.title)
      problems.push({ line: block.start - 1, message: `"${block.title}" has no request line.` });
    return undefined;
  }

  const requestLine = index;
  let target = (block.lines[index] ?? '').trim();
  // Query parameters may continue on the next lines.
  while (/^\s*[?&]/.test(block.lines[index + 1] ?? '')) target += (block.lines[++index] ?? '').trim();
  const line = parseRequestLine(substitute(target, reading, at(requestLine)));

  const headers: Array<[string, string]> = [];
  for (index++; index < block.lines.length; index++) {
    const text = block.lines[index] ?? '';
    if (text.trim() === '') break;
    if (/^\s*(#|\/\/)/.test(text)) continue;
    const header = /^([^\s:]+)\s*:\s*(.*?)\s*$/.exec(text);
    if (header) headers.push([header[1] ?? '', substitute(header[2] ?? '', reading, at(index))]);
    else
      problems.push({
        line: at(index),
        message: `"${text.trim()}" is no header ("Name: value"); a body starts after an empty line.`,
      });
  }

  const bodyLine = at(index + 1);
  const rest = block.lines.slice(index + 1);
  while (rest.length > 0 && rest.at(-1)?.trim() === '') rest.pop();
  if (/^<\s/.test(rest[0] ?? ''))
    problems.push({
      line: bodyLine,
      message: 'A body from a file is not supported here: write the body out.',
    });

  return {
    id: name,
    title: block.title || name || `${line.method} ${line.path}`,
    description: comments.join('\n').trim(),
    ...line,
    headers,
    body: joinBody(
      rest.map((text, number) => substitute(text, reading, bodyLine + number)),
      headers,
    ),
    breach,
    needs,
    before,
    line: at(requestLine),
  };
}

const namesIn = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** A form body may be written one field a line. */
function joinBody(lines: string[], headers: ReadonlyArray<readonly [string, string]>): string {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return type.includes('x-www-form-urlencoded')
    ? lines.map((line) => line.trim()).join('')
    : lines.join('\n');
}

function parseRequestLine(text: string): { method: string; path: string } {
  const withoutVersion = text.replace(/\s+HTTP\/\d(\.\d)?\s*$/i, '');
  const space = withoutVersion.search(/\s/);
  const first = space < 0 ? withoutVersion : withoutVersion.slice(0, space);
  const method = METHODS.test(first) && space > 0 ? first : 'GET';
  const target = method === first && space > 0 ? withoutVersion.slice(space).trim() : withoutVersion;
  return { method, path: toPath(target) };
}

/** `http://localhost:3000/api/x?y` and `localhost:3000/api/x?y` → `/api/x?y`; a path stays as it is, to the letter. */
export function toPath(target: string): string {
  if (target.startsWith('/')) return target;
  const url = /^(?:https?:\/\/[^/?#]*|[\w.-]+:\d+)(.*)$/i.exec(target);
  const path = url ? (url[1] ?? '') : target;
  return path.startsWith('/') ? path : `/${path}`;
}

function uniqueId(request: NamedRequest, others: readonly NamedRequest[]): NamedRequest {
  const base = request.id || slug(request.title) || 'request';
  let id = base;
  for (let number = 2; others.some((other) => other.id === id); number++) id = `${base}-${number}`;
  return { ...request, id };
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
