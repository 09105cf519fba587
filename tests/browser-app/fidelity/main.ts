/**
 * `npm run fidelity -- [--count N] [--seed S] [--only N,N]`: sends generated requests to the same apps in real Node and
 * in the browser runtime, and tells every kind of difference with its smallest request. Exit status 1 when there is one.
 */
import { parseArgs } from 'node:util';
import type { Outcome } from './outcome.ts';
import { Comparison, type DifferenceClass } from './run.ts';
import { shownSample } from './sample.ts';

const { values } = parseArgs({
  options: { count: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});

function integer(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`--${name} takes a whole number from 0, not "${text}"`);
}

const count = integer('count', values.count ?? '10000');
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : integer('seed', values.seed);
const only = values.only?.split(',').map((text) => integer('only', text));

console.log(`seed ${seed}`);
const start = performance.now();
const comparison = await Comparison.open();
try {
  const result = await comparison.run(seed, count, {
    only,
    onProgress: (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${only?.length ?? count}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r');
  for (const found of result.classes) console.log(shownClass(found));
  for (const [why, times] of result.known) console.log(`listed, ${times} times: ${why}`);
  const outdated = await comparison.outdated();
  for (const why of outdated) console.log(`listed, but no longer so: ${why}`);
  const statuses = [...result.statuses].sort(([a], [b]) => a - b);
  console.log(`statuses: ${statuses.map(([status, times]) => `${status || 'broken'} ${times}`).join(', ')}`);
  console.log(
    `apps: ${Object.entries(result.compared)
      .map(([app, times]) => `${app} ${times}`)
      .join(', ')}`,
  );
  const differing = result.classes.reduce((sum, { count: times }) => sum + times, 0);
  const listed = [...result.known.values()].reduce((sum, times) => sum + times, 0);
  console.log(
    `${result.count} requests, seed ${seed}: ${result.count - differing - listed} equal, ${listed} differ as listed, ${differing} differ in ${result.classes.length} ways (${Math.round((performance.now() - start) / 1000)} s)`,
  );
  process.exitCode = differing + outdated.length > 0 ? 1 : 0;
} finally {
  await comparison.close();
}

function shownClass({ app, kind, count: times, example, alone }: DifferenceClass): string {
  const how = alone ? '' : ' (only after the requests before it)';
  return `${app}, ${times} times: ${kind}${how}\n    ${shownSample(example.sample)}\n    node    ${shownOutcome(example.node)}\n    browser ${shownOutcome(example.browser)}`;
}

function shownOutcome({ broken, reason, status, headers, body, out, err }: Outcome): string {
  const answer = broken
    ? `broken: ${reason}`
    : `${status} ${JSON.stringify(headers)} ${JSON.stringify(body.toString('latin1').slice(0, 600))}`;
  return `${answer}${out.length > 0 ? ` out ${JSON.stringify(out)}` : ''}${err.length > 0 ? ` err ${JSON.stringify(err)}` : ''}`.slice(
    0,
    3000,
  );
}
