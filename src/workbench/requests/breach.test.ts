import { expect, it } from 'vitest';
import { judge, parseBreachRule } from './breach.ts';

const rule = (text: string) => {
  const parsed = parseBreachRule(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};

it('judges by status, exactly or by class', () => {
  expect(judge([rule('status 2xx')], { status: 204, body: '' })).toBe('breach');
  expect(judge([rule('status 2xx')], { status: 401, body: '' })).toBe('held');
  expect(judge([rule('status 200, 500')], { status: 500, body: '' })).toBe('breach');
  expect(judge([rule('status 200, 500')], { status: 501, body: '' })).toBe('held');
});

it('judges by text in the answer; any rule is enough', () => {
  const rules = [rule('status 500'), rule('body "password":')];
  expect(judge(rules, { status: 200, body: '{"password":"x"}' })).toBe('breach');
  expect(judge(rules, { status: 200, body: '{}' })).toBe('held');
});

it('says nothing about a request that is no attack', () => {
  expect(judge([], { status: 200, body: '' })).toBeUndefined();
});

it('refuses rules that it does not understand', () => {
  for (const text of ['', 'status', 'status 99', 'status 2x', 'body', 'header x'])
    expect(parseBreachRule(text)).toEqual(expect.stringContaining('is not understood'));
});
