import { expect, it } from 'vitest';
import { keepEvidence, shortText } from '../../graders/kit/evidence.ts';
import type { Evidence } from '../../src/grading/report.ts';

const long = 'x'.repeat(1_000_000);
const sizeOf = (value: unknown) => JSON.stringify(value).length;

it('is bounded whatever an app answers, prints or stores', () => {
  const list = <T>(item: T): T[] => Array.from({ length: 10_000 }, () => item);
  const pieces: Evidence[] = [
    {
      type: 'exchange',
      exchange: {
        client: '203.0.113.7',
        request: { method: 'GET', path: `/${long}`, headers: list([long, long]), body: long },
        response: { status: 200, headers: list([long, long]), body: long, durationMs: 1 },
      },
    },
    { type: 'rows', title: long, columns: list(long), rows: list(list(long).slice(0, 100)).slice(0, 100) },
    { type: 'statement', sql: long, parameters: list(long) },
    { type: 'log', stream: 'stdout', text: long },
    { type: 'note', text: long },
  ];
  for (const piece of pieces) {
    const kept: Evidence[] = [];
    for (let n = 0; n < 30; n += 1) keepEvidence(kept, { type: 'note', text: `step ${n}` });
    for (let n = 0; n < 5; n += 1) keepEvidence(kept, piece);
    keepEvidence(kept, { type: 'note', text: 'the last one' });
    // Two pieces stay whatever their size: how it began, and where it went wrong.
    expect(kept[0]).toEqual({ type: 'note', text: 'step 0' });
    expect(kept.at(-1)).toEqual({ type: 'note', text: 'the last one' });
    expect(kept.length).toBeLessThanOrEqual(24);
    expect(sizeOf(kept)).toBeLessThan(110_000);
  }
});

it('keeps what is of a usual size as it is', () => {
  const piece: Evidence = { type: 'rows', title: 'users', columns: ['id'], rows: [['1'], [null]] };
  const kept: Evidence[] = [];
  keepEvidence(kept, piece);
  expect(kept).toEqual([piece]);
  expect(shortText('what happened')).toBe('what happened');
});
