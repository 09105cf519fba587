import { expect, test } from 'vitest';
import { begin, next, statements, total } from './half-transfer.ts';

/** What is kept after each statement. */
const kept = (inTransaction: boolean) => {
  let transfer = begin();
  return statements(inTransaction).map(() => {
    transfer = next(transfer, inTransaction);
    return transfer.kept;
  });
};

test('without a transaction the plug after the first statement costs eighty', () => {
  expect(kept(false).map(total)).toEqual([40, 120]);
});

test('with one, no moment loses anything', () => {
  expect(kept(true).map(total)).toEqual([120, 120, 120, 120]);
  expect(kept(true).at(-1)).toEqual({ ada: 20, bela: 100 });
});

test('behind the last statement there is no other', () => {
  let transfer = begin();
  for (let index = 0; index < 9; index++) transfer = next(transfer, true);
  expect(transfer.done).toBe(4);
});
