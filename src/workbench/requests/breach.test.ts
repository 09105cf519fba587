import { expect, it } from 'vitest';
import { judge, parseBreachRule } from './breach.ts';

const answer = (status: number, body: string, headers = '') => ({
  status,
  text: `${headers}\n\n${body}`,
  body,
});
const rule = (text: string) => {
  const parsed = parseBreachRule(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};

it('judges by status, exactly or by class', () => {
  expect(judge([rule('status 2xx')], answer(204, ''))).toBe('breach');
  expect(judge([rule('status 2xx')], answer(401, ''))).toBe('held');
  expect(judge([rule('status 200, 500')], answer(500, ''))).toBe('breach');
  expect(judge([rule('status 200, 500')], answer(501, ''))).toBe('held');
});

it('judges by text in the answer; any rule is enough', () => {
  const rules = [rule('status 500'), rule('body "password":')];
  expect(judge(rules, answer(200, '{"password":"x"}'))).toBe('breach');
  expect(judge(rules, answer(200, '{}'))).toBe('held');
});

it('judges by text in a header, too', () => {
  expect(judge([rule('body x-powered-by')], answer(200, '', 'x-powered-by: Express'))).toBe('breach');
});

it('judges by a value in the body: a number above a limit, or a text', () => {
  const above = [rule('value $.balance > 50')];
  expect(judge(above, answer(200, '{ "balance": 100 }'))).toBe('breach');
  expect(judge(above, answer(200, '{ "balance": "100" }'))).toBe('breach');
  expect(judge(above, answer(200, '{ "balance": 50 }'))).toBe('held');
  for (const body of ['{}', '{"balance":null}', 'no JSON', '{"balance":"much"}', ''])
    expect(judge(above, answer(200, body))).toBe('held');
  const paid = [rule('value $.orders[0].status = paid')];
  expect(judge(paid, answer(200, '{"orders":[{"status":"paid"}]}'))).toBe('breach');
  expect(judge(paid, answer(200, '{"orders":[{"status":"unpaid","paid_at":null}]}'))).toBe('held');
});

it('says nothing about a request that is no attack', () => {
  expect(judge([], answer(200, ''))).toBeUndefined();
});

it('refuses rules that it does not understand', () => {
  for (const text of [
    '',
    'status',
    'status 99',
    'status 2x',
    'body',
    'header x',
    'value',
    'value balance > 1',
    'value $.x > much',
    'value $.x < 3',
  ])
    expect(parseBreachRule(text)).toEqual(expect.stringContaining('is not understood'));
});
