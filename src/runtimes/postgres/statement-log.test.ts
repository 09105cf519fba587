import { expect, test } from 'vitest';
import type { SentStatement } from '../runtime.ts';
import { StatementLog } from './statement-log.ts';
import { client, concat, int16, int32, MessageReader, message, text } from './wire.ts';

function logOf(...messages: Uint8Array[]): SentStatement[] {
  const told: SentStatement[] = [];
  const log = new StatementLog(3, (statement) => told.push(statement));
  const reader = new MessageReader();
  // In pieces, as they may come.
  const bytes = concat(...messages);
  for (let at = 0; at < bytes.length; at += 7) {
    reader.push(bytes.subarray(at, at + 7));
    for (let next = reader.next(); next; next = reader.next()) log.follow(next);
  }
  return told;
}

const hex = (digits: string) =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** A statement whose parameters all come as binary, of these types. */
function binary(parameters: Array<[type: number, bytes: string]>): Uint8Array[] {
  return [
    message(
      'P',
      text(''),
      text('select'),
      int16(parameters.length),
      ...parameters.map(([type]) => int32(type)),
    ),
    message(
      'B',
      text(''),
      text(''),
      int16(1),
      int16(1),
      int16(parameters.length),
      ...parameters.flatMap(([, bytes]) => [int32(bytes.length / 2), hex(bytes)]),
      int16(0),
    ),
    client.execute(''),
  ];
}

test('a simple query, and each execution of a prepared one', () => {
  expect(
    logOf(
      client.query('select 1'),
      client.parse('n', 'select $1'),
      client.bind('', 'n', ['ä']),
      client.execute(''),
      client.bind('p', 'n', [null]),
      client.execute('p'),
      client.sync(),
    ),
  ).toEqual([
    { sql: 'select 1', parameters: [], connection: 3 },
    { sql: 'select $1', parameters: ['ä'], connection: 3 },
    { sql: 'select $1', parameters: [null], connection: 3 },
  ]);
});

test('binary parameters as PostgreSQL would print them', () => {
  const [statement] = logOf(
    ...binary([
      [16, '01'],
      [20, 'fffffffffffffffe'],
      [21, '0102'],
      [23, '00000007'],
      [701, '3ff8000000000000'],
      [25, '6869'],
      [3802, '017b7d'],
      [1184, '0000000000000000'],
      [2950, '00112233445566778899aabbccddeeff'],
      [17, 'cafe'],
      [23, '01'],
    ]),
  );
  expect(statement?.parameters).toEqual([
    't',
    '-2',
    '258',
    '7',
    '1.5',
    'hi',
    '{}',
    '2000-01-01 00:00:00.000+00',
    '00112233-4455-6677-8899-aabbccddeeff',
    '\\xcafe',
    '\\x01',
  ]);
});

test('what cannot be read is left to the server', () => {
  expect(logOf(message('B', text('')), client.query('select 2'))).toHaveLength(1);
});
