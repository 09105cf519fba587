import { expect, test } from 'vitest';
import { AppFaultError } from './faults.ts';
import { toldFault, toldLog, toldResponse } from './told.ts';

const strange: unknown[] = [
  null,
  undefined,
  'fault',
  7,
  [],
  {},
  { kind: 'missing-import' },
  { kind: 'endless-statement' },
  { kind: 'compile', message: { toString: 1 }, place: { file: 1, line: 'x' } },
  { kind: 'exit', code: { valueOf: 1 } },
  { kind: 'crash', message: null, stack: 1, place: null },
  { kind: 'crash', message: 'x'.repeat(1_000_000) },
];

test('whatever an app tells as its fault can be put into words, in bounds', () => {
  for (const value of strange) {
    const error = new AppFaultError(toldFault(value));
    expect(error.message).toMatch(/\w/);
    expect(error.message.length).toBeLessThan(6_000);
  }
});

test('a proper fault stays what it is', () => {
  const place = { file: 'server.ts', line: 3, column: 5 };
  for (const fault of [
    { kind: 'compile', message: 'Unexpected token', place },
    { kind: 'crash', message: 'Error: no', stack: 'Error: no\n    at server.ts:3:5', place },
    { kind: 'exit', code: 3 },
  ] as const) {
    expect(toldFault(fault)).toEqual(fault);
  }
});

test('an answer is a status, headers as text, and bytes; anything else is none', () => {
  const proper = { status: 200, headers: [['A', 'b']], body: new Uint8Array([1]) };
  expect(toldResponse(proper)).toEqual(proper);
  for (const wrong of [
    ...strange,
    { ...proper, status: '200' },
    { ...proper, status: 0 },
    { ...proper, headers: [['A', 1]] },
    { ...proper, headers: { A: 'b' } },
    { ...proper, body: 'text' },
    { ...proper, body: { byteLength: 1 } },
  ]) {
    expect(toldResponse(wrong)).toBeUndefined();
  }
});

test('a log entry is text of one of the two streams', () => {
  expect(toldLog({ stream: 'stderr', text: 'x' })).toEqual({ stream: 'stderr', text: 'x' });
  expect(toldLog({ stream: 'report', text: { slice: 1 } })).toEqual({ stream: 'stdout', text: '' });
  expect(toldLog(null)).toEqual({ stream: 'stdout', text: '' });
});
