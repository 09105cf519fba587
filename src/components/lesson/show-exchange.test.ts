import { expect, test } from 'vitest';
import { showExchanges } from './show-exchange.ts';

const answer = { status: 200, text: '{"ok":true}', json: { ok: true }, cookie: undefined };

test('a request and its answer, as they went over the wire', () => {
  expect(
    showExchanges([{ request: { method: 'POST', path: '/api/login', body: { email: 'a@b.c' } }, answer }]),
  ).toBe('POST /api/login\n\n{"email":"a@b.c"}\n\n→ 200\n{\n  "ok": true\n}');
});

test('what is no JSON stands as it came, and nothing for nothing', () => {
  const plain = { ...answer, text: 'Not Found', json: undefined };
  expect(showExchanges([{ request: { method: 'GET', path: '/x' }, answer: plain }])).toBe(
    'GET /x\n\n→ 200\nNot Found',
  );
  const empty = { ...answer, text: '', json: undefined };
  expect(showExchanges([{ request: { method: 'GET', path: '/x' }, answer: empty }])).toBe('GET /x\n\n→ 200');
});

test('long answers are cut and say by how much; a token is not worth its length', () => {
  const long = { ...answer, text: 'x'.repeat(1700), json: undefined };
  const shown = showExchanges([
    { request: { method: 'GET', path: '/x', cookie: `session=${'e'.repeat(200)}` }, answer: long },
  ]);
  expect(shown).toContain('… and 1,000 more characters');
  expect(shown).toContain(`Cookie: session=${'e'.repeat(32)}…\n`);
});
