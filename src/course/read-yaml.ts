/** Turns a YAML text into a checked value; what is wrong is told by file, line, field and mend. */
import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { CourseError } from './course-error.ts';
import { nearest } from './nearest.ts';

/**
 * @param file How the file is called in messages.
 * @throws CourseError with one line for each fault.
 */
export function readYaml<T extends z.ZodType>(text: string, file: string, schema: T): z.infer<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new CourseError(
      document.errors
        .map((error) => `${file}, line ${lines.linePos(error.pos[0]).line}: not YAML: ${error.message}`)
        .join('\n'),
    );
  }
  const value: unknown = document.toJS();
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CourseError(
    parsed.error.issues
      .map((issue) => {
        const offset = offsetOf(document, issue);
        const place = offset === undefined ? file : `${file}, line ${lines.linePos(offset).line}`;
        return `${place}: ${explain(issue, value)}`;
      })
      .join('\n'),
  );
}

type Issue = z.core.$ZodIssue;

/** `checks`, 3, `standards`, 0 → `checks[3].standards[0]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, key) =>
      typeof key === 'number' ? `${name}[${key}]` : name ? `${name}.${String(key)}` : String(key),
    '',
  );
}

/** Where in the text the faulty value stands; for what is missing, where the thing stands that lacks it. */
function offsetOf(document: Document, issue: Issue): number | undefined {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const owner = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isMap(owner)) {
      const pair = owner.items.find(
        (item) => isPair(item) && isScalar(item.key) && issue.keys.includes(String(item.key.value)),
      );
      if (pair && isScalar(pair.key)) return pair.key.range?.[0];
    }
  }
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (node && typeof node === 'object' && 'range' in node) return (node.range as [number] | undefined)?.[0];
  }
  return undefined;
}

function explain(issue: Issue, root: unknown): string {
  const field = fieldName(issue.path) || 'the file';
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
  const is = `${field} is ${show(value)}`;
  if (value === undefined && issue.path.length > 0 && issue.code !== 'custom') {
    return `${field} is missing; add it${issue.code === 'invalid_type' ? ` (${article(issue.expected)})` : ''}.`;
  }
  switch (issue.code) {
    case 'invalid_type':
      return `${is}; it has to be ${article(issue.expected)}.`;
    case 'invalid_value':
      return `${is}; write ${either(issue.values.map(String), value)}.`;
    case 'invalid_format':
      return `${is}; write it as ${issue.message.startsWith('Invalid') ? issue.format : issue.message}.`;
    case 'too_small':
      return `${is}; it needs ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin)}.`;
    case 'too_big':
      return `${is}; at most ${issue.maximum}${unit(issue.origin)} can be.`;
    case 'unrecognized_keys':
      return issue.keys
        .map(
          (key) =>
            `"${key}" is not a field${issue.path.length > 0 ? ` of ${field}` : ''}; remove it or mend its name`,
        )
        .join('; ')
        .concat('.');
    case 'invalid_key':
      return `${field}: ${issue.issues[0]?.message ?? 'a name here is not as it has to be'}.`;
    case 'custom':
      return `${value === undefined || typeof value === 'object' ? field : is}: ${issue.message}.`;
    default:
      return `${is}: ${issue.message}.`;
  }
}

function either(values: string[], value: unknown): string {
  const near = typeof value === 'string' ? nearest(value, values) : undefined;
  return near && values.length > 3 ? `${near} (or ${values.join(', ')})` : values.join(' or ');
}

const article = (type: string) =>
  ({
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    array: 'a list',
    object: 'fields with values',
    record: 'names with values',
    boolean: 'true or false',
  })[type] ?? type;

const unit = (origin: string) => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '');

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'fields with values';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}
