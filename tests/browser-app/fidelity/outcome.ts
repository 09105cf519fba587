/** What a request came to on one side, made comparable, and where two of them differ. */

import { requestOf, type Sample } from './sample.ts';
import type { Answer, Printed, Side } from './sides.ts';

export interface Outcome {
  /** A broken answer is broken: how much of it came first is chance. */
  broken: boolean;
  /** In which way; told, not compared. */
  reason?: string;
  status: number;
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body: Buffer;
  out: readonly string[];
  err: readonly string[];
}

/** Sends samples to one side and waits for the last word that it printed about them. */
export async function outcomesOn(side: Side, samples: readonly Sample[], batch: string): Promise<Outcome[]> {
  const end = { method: 'GET', path: '/fidelity-end', headers: [['X-Number', batch] as const] };
  const answers = await side.send([...samples.map(requestOf), end]);
  const last = answers.at(-1);
  if (last?.status !== 200) throw new Error(`The app is gone after batch ${batch}: ${last?.broken}`);
  const printed = await printedUpTo(side, `#end-${batch}\n`);
  const [out, err] = [printed.stdout, printed.stderr].map((text) => linesByNumber(lastBatch(text))) as [
    Lines,
    Lines,
  ];
  return samples.map(({ number }, index) =>
    outcomeOf(answers[index] as Answer, out.get(String(number)) ?? [], err.get(String(number)) ?? []),
  );
}

type Lines = Map<string, string[]>;

/** What was printed since the batch before it: a sample may be sent again. */
const lastBatch = (text: string): string =>
  text.slice(text.slice(0, text.lastIndexOf('#end-')).lastIndexOf('#end-') + 1);

const LONGEST_WAIT_MS = 10_000;

/** Pipes and messages are behind the answer: waits until the mark stands in both streams. */
async function printedUpTo(side: Side, mark: string): Promise<Printed> {
  for (const start = performance.now(); ; ) {
    const printed = await side.printed();
    if (printed.stdout.includes(mark) && printed.stderr.includes(mark)) return printed;
    if (performance.now() - start > LONGEST_WAIT_MS) {
      throw new Error(
        `The app did not print ${mark.trim()}; a batch may print too much:\n${printed.stderr.slice(-500)}`,
      );
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** `#12 text` starts what request 12 printed; lines without a number go on with it. Places of a stack are left out. */
function linesByNumber(printed: string): Lines {
  const lines: Lines = new Map();
  let current: string[] = [];
  for (const line of printed.split('\n')) {
    const [, number, text] = /^#(\d+) (.*)$/s.exec(line) ?? [];
    if (number === undefined) {
      if (line !== '' && !/^#?end-/.test(line) && !/^\s+at /.test(line)) current.push(line);
      continue;
    }
    current = lines.get(number) ?? [];
    lines.set(number, current);
    current.push(settledDates(text ?? ''));
  }
  return lines;
}

function outcomeOf({ status, headers, body, broken }: Answer, out: string[], err: string[]): Outcome {
  if (broken !== undefined) {
    return { broken: true, reason: broken, status: 0, headers: [], body: Buffer.alloc(0), out, err };
  }
  return { broken: false, status, headers: headers.map(settled), body, out, err };
}

/** Times that depend on when the request was sent. */
function settled([name, value]: readonly [string, string]): readonly [string, string] {
  if (/^date$/i.test(name) && isNow(value)) return [name, 'now'];
  if (/^set-cookie$/i.test(name)) return [name, settledDates(value)];
  if (/^(retry-after|ratelimit-reset)$/i.test(name) && /^3[56]\d\d$/.test(value)) return [name, 'an hour'];
  return [name, value];
}

const settledDates = (text: string) =>
  text.replace(/Expires=([^;"]+)/g, (all, date: string) =>
    Date.parse(date) > 1.5e12 ? 'Expires=soon' : all,
  );

const isNow = (date: string) => date.endsWith(' GMT') && Math.abs(Date.parse(date) - Date.now()) < 600_000;

/** In what two outcomes differ, as one line: the same line is the same kind of difference. */
export function differenceOf(node: Outcome, browser: Outcome): string | undefined {
  const parts: string[] = [];
  if (node.broken !== browser.broken) {
    parts.push(
      node.broken ? `node breaks, browser ${browser.status}` : `node ${node.status}, browser breaks`,
    );
  } else if (node.status !== browser.status) parts.push(`status ${node.status} ≠ ${browser.status}`);
  else {
    const headers = headerDifference(node.headers, browser.headers);
    if (headers) parts.push(headers);
    if (!node.body.equals(browser.body)) parts.push('body');
  }
  for (const stream of ['out', 'err'] as const) {
    const index = [...node[stream], null].findIndex((line, at) => line !== (browser[stream][at] ?? null));
    if (index >= 0) {
      parts.push(`${stream}: ${lineKind(node[stream][index])} ≠ ${lineKind(browser[stream][index])}`);
    }
  }
  return parts.length > 0 ? parts.join('; ') : undefined;
}

function headerDifference(node: Outcome['headers'], browser: Outcome['headers']): string | undefined {
  const flat = (headers: Outcome['headers']) => headers.map(([name, value]) => `${name}: ${value}`);
  const [a, b] = [flat(node), flat(browser)];
  if (a.join('\n') === b.join('\n')) return undefined;
  if ([...a].sort().join('\n') === [...b].sort().join('\n')) return 'order of headers';
  const names = (only: string[]) => [
    ...new Set(only.map((line) => line.slice(0, line.indexOf(':')).toLowerCase())),
  ];
  const [missing, added] = [
    names(a.filter((line) => !b.includes(line))),
    names(b.filter((line) => !a.includes(line))),
  ];
  return `headers ${missing.join(', ') || 'none'} ≠ ${added.join(', ') || 'none'}`;
}

/** A printed line without what is of this request only. */
const lineKind = (line: string | undefined) =>
  line === undefined ? 'nothing' : line.replace(/\d+/g, '0').slice(0, 70);
