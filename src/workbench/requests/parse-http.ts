/**
 * Reads `requests.http`, the format of the VS Code REST client, as far as a single app under attack needs it:
 * `### name` between requests, `# @name id`, comments (the description), `@variable = value`, `{{variable}}`,
 * a request line, headers, an empty line, the body. Two directives of our own, comments to other clients:
 * `# @breach status 2xx`, `# @breach body password_hash` tell when an attack got through (several: any of them);
 * `# @needs register, login` names requests that have to succeed once after each start of the app, before this one.
 */
import { type BreachRule, parseBreachRule } from './breach.ts';

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

/** Parses the whole file. Never throws: what can't be read is a problem with its line, the rest is still there. */
export function parseHttp(text: string): ParsedRequests {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const problems: Problem[] = [];
  const variables = readVariables(lines, problems);
  const requests: NamedRequest[] = [];
  for (const block of splitBlocks(lines)) {
    const request = readBlock(block, variables, problems);
    if (request) requests.push(uniqueId(request, requests));
  }
  for (const { needs, line, id } of requests)
    for (const need of needs)
      if (need === id || !requests.some((request) => request.id === need))
        problems.push({ line, message: `"@needs ${need}": no other request has "@name ${need}".` });
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

function readVariables(lines: readonly string[], problems: Problem[]): Map<string, string> {
  const variables = new Map<string, string>();
  lines.forEach((line, index) => {
    const found = VARIABLE.exec(line);
    if (!found) return;
    const [, name = '', value = ''] = found;
    variables.set(
      name,
      substitute(value, variables, (message) => problems.push({ line: index + 1, message })),
    );
  });
  return variables;
}

/** Host variables stand for the app itself, whatever the file gives them. */
const OWN_HOST = new Set(['host', 'hostname', 'baseurl', 'base', 'origin', 'url']);

function substitute(
  text: string,
  variables: ReadonlyMap<string, string>,
  report: (message: string) => void,
): string {
  return text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => {
    const value = variables.get(name);
    if (value !== undefined) return value;
    if (OWN_HOST.has(name.toLowerCase())) return '';
    report(`The variable {{${name}}} is not defined: add "@${name} = …" at the top of the file.`);
    return whole;
  });
}

function readBlock(
  block: Block,
  variables: ReadonlyMap<string, string>,
  problems: Problem[],
): NamedRequest | undefined {
  const at = (index: number) => block.start + index;
  const comments: string[] = [];
  const breach: BreachRule[] = [];
  const needs: string[] = [];
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
    else if (directive[1] === 'needs') needs.push(...(directive[2] ?? '').split(/[\s,]+/).filter(Boolean));
    else if (directive[1] === 'breach') {
      const rule = parseBreachRule(directive[2] ?? '');
      if (typeof rule === 'string') problems.push({ line: at(index), message: rule });
      else breach.push(rule);
    }
  }
  if (index >= block.lines.length) {
    if (block.title)
      problems.push({ line: block.start - 1, message: `"${block.title}" has no request line.` });
    return undefined;
  }

  const report = (message: string) => problems.push({ line: at(requestLine), message });
  const requestLine = index;
  let target = (block.lines[index] ?? '').trim();
  // Query parameters may continue on the next lines.
  while (/^\s*[?&]/.test(block.lines[index + 1] ?? '')) target += (block.lines[++index] ?? '').trim();
  const line = parseRequestLine(substitute(target, variables, report));

  const headers: Array<[string, string]> = [];
  for (index++; index < block.lines.length; index++) {
    const text = block.lines[index] ?? '';
    if (text.trim() === '') break;
    if (/^\s*(#|\/\/)/.test(text)) continue;
    const header = /^([^\s:]+)\s*:\s*(.*?)\s*$/.exec(text);
    if (header) headers.push([header[1] ?? '', substitute(header[2] ?? '', variables, report)]);
    else
      problems.push({
        line: at(index),
        message: `"${text.trim()}" is no header ("Name: value"); a body starts after an empty line.`,
      });
  }

  const rest = block.lines.slice(index + 1);
  while (rest.length > 0 && rest.at(-1)?.trim() === '') rest.pop();
  if (/^<\s/.test(rest[0] ?? ''))
    problems.push({
      line: at(index + 1),
      message: 'A body from a file is not supported here: write the body out.',
    });

  return {
    id: name,
    title: block.title || name || `${line.method} ${line.path}`,
    description: comments.join('\n').trim(),
    ...line,
    headers,
    body: substitute(joinBody(rest, headers), variables, report),
    breach,
    needs,
    line: at(requestLine),
  };
}

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
