import { expect, test } from 'vitest';
import { DELIVERIES, HANDLERS, parcels } from './deliveries.ts';

test('how many parcels leave: twice, at once, after a crash', () => {
  const table = HANDLERS.map((handler) =>
    DELIVERIES.map(({ id }) => {
      const { least, most } = parcels(handler, id);
      return least === most ? `${most}` : `${least}-${most}`;
    }),
  );
  expect(table).toEqual([
    ['2', '2', '1-2'],
    ['1', '2', '1-2'],
    ['1', '1', '0-1'],
    ['1', '1', '1'],
  ]);
});
