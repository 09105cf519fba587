import { expect, it } from 'vitest';
import { CarriedValues } from './carried.ts';

const answer = (body: unknown, headers: Array<[string, string]> = []) => ({
  headers,
  body: JSON.stringify(body),
});

it('puts the ids, tokens and cookies of now where the recorded ones stood', () => {
  const carried = new CarriedValues();
  carried.learn(
    answer({ orders: [{ id: '7f58006e-1e8a', total: 5 }] }, [['Set-Cookie', 'sid=recorded-sid; Path=/']]),
    answer({ orders: [{ id: 'aaaaaaaa-bbbb', total: 5 }] }, [['set-cookie', 'sid=sid-of-now; HttpOnly']]),
  );
  expect(carried.into('/api/orders/7f58006e-1e8a?x=1')).toBe('/api/orders/aaaaaaaa-bbbb?x=1');
  expect(carried.into('Cookie: sid=recorded-sid')).toBe('Cookie: sid=sid-of-now');
});

it('leaves what is the same, short, or not there now', () => {
  const carried = new CarriedValues();
  carried.learn(
    answer({ name: 'ada', email: 'ada@example.com', gone: 'only-recorded' }),
    answer({ name: 'bob', email: 'ada@example.com' }),
  );
  carried.learn({ headers: [], body: 'no JSON at all' }, answer({ id: 'something-new' }));
  expect(carried.into('ada ada@example.com only-recorded')).toBe('ada ada@example.com only-recorded');
});

it('keeps a value apart from a longer one that begins with it', () => {
  const carried = new CarriedValues();
  carried.learn(
    answer({ id: 'recorded', token: 'recorded.signature' }),
    answer({ id: 'of-today-$&', token: 'other.one' }),
  );
  expect(carried.into('recorded.signature recorded')).toBe('other.one of-today-$&');
});
