/**
 * In what the browser runtime's `http` is known to differ from Node's, and why it stays so. A difference that is not in
 * this list is a fault.
 */
import type { Step } from './fidelity/apps/program.ts';
import type { Difference } from './fidelity/run.ts';
import type { Sample } from './fidelity/sample.ts';

export interface KnownDifference {
  /** One sentence: what differs, and why it stays. */
  why: string;
  matches(difference: Difference): boolean;
  /**
   * Still differs so: it is sent beside the generated ones, so that a mended one leaves the list. Absent where it is
   * chance whether it differs.
   */
  example?: Omit<Sample, 'number'>;
}

const calls = (step: Step | undefined, ...methods: string[]) =>
  step?.[0] === 'call' && methods.includes(step[1]);

const tellsLength = (step: Step) => step[0] === 'call' && /content-length/i.test(JSON.stringify(step));

/** Whether a later step of a program comes after an earlier one. */
const inOrder = ({ program = [] }: Sample, first: (step: Step) => boolean, then: (step: Step) => boolean) => {
  const at = program.findIndex(first);
  return at >= 0 && program.slice(at + 1).some(then);
};

const headerOf = ({ headers }: Sample, name: string) =>
  headers.findLast(([given]) => given.toLowerCase() === name)?.[1];

/** A name as the engine tells it, which is another one in a package that was made small. */
const withoutNames = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/[\w$]+(?=\.\w+ is not a function)/g, 'x')).join('\n');

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    why: 'a body in Brotli is refused with status 500, since the zlib of the browser has no decoder of it',
    matches: ({ sample, browser }) =>
      headerOf(sample, 'content-encoding')?.toLowerCase() === 'br' &&
      browser.status === 500 &&
      browser.body.includes('createBrotliDecompress of'),
    example: {
      app: 'parsers',
      method: 'POST',
      path: '/json',
      headers: [
        ['Content-Type', 'application/json'],
        ['Content-Encoding', 'br'],
      ],
      body: Uint8Array.from([11, 0, 128, 123, 125, 3]),
      length: 'told',
    },
  },
  {
    why: "beside Expect, Node's own client sends a head's Latin-1 as UTF-8, so the app there reads other letters than were sent",
    matches: ({ sample, kind }) =>
      headerOf(sample, 'expect') !== undefined &&
      sample.headers.some(([, value]) => /[\x80-\uffff]/.test(value)) &&
      /headers (content-length, etag|content-length|set-cookie)|body/.test(kind) &&
      !/status|breaks/.test(kind),
    example: {
      app: 'plain',
      method: 'GET',
      path: '/',
      headers: [
        ['Expect', '100-continue'],
        ['X-A', 'caf\u00e9'],
      ],
      program: [['echo']],
    },
  },
  {
    why: "the engine's own words for a mistake name the variables of a package, and those are shortened for the browser",
    matches: ({ node, browser, kind }) =>
      /is not a function/.test(kind) &&
      /^(out|err): /.test(kind) &&
      withoutNames([...node.out, ...node.err]) === withoutNames([...browser.out, ...browser.err]),
    example: {
      app: 'answers',
      method: 'GET',
      path: '/',
      headers: [],
      program: [['call', 'header', 5, 'value']],
    },
  },
  {
    why: "whether Node's client reads what is still corked at the end, and so comes behind the last chunk, is chance",
    matches: ({ node, browser }) => browser.reason === 'what was corked came behind its end' && !node.broken,
  },
  {
    why: "whether Node's client still reads what comes a turn behind the end of an answer is chance",
    matches: ({ sample, node, browser }) =>
      node.reason?.includes('Data after `Connection: close`') === true &&
      !browser.broken &&
      sample.program?.some(([kind]) => kind === 'tick' || kind === 'body') === true,
  },
  {
    why: 'how much of a body still reaches an app that cut the connection itself, or told a shorter length than it sends, is a matter of moments',
    matches: ({ sample, node, browser }) =>
      node.broken &&
      browser.broken &&
      sample.body !== undefined &&
      inOrder(
        sample,
        (step) => calls(step, 'destroy') || tellsLength(step),
        ([kind]) => kind === 'pipe' || kind === 'body',
      ),
  },
  {
    why: 'what comes of a body that is first read by "readable" events after the answer ended is chance in Node, which throws the rest away',
    matches: ({ sample, kind }) =>
      kind.startsWith('out: [0,"body"') &&
      inOrder(
        sample,
        (step) => calls(step, 'end'),
        (step) => step[0] === 'body' && step[1] === 'readable',
      ),
  },
];

/** The reason of a listed difference. */
export const knownDifference = (difference: Difference): string | undefined =>
  KNOWN_DIFFERENCES.find(({ matches }) => matches(difference))?.why;
