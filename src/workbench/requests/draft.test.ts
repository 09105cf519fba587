import { expect, it } from 'vitest';
import { bodyAdvice, draftOfExchange, draftProblems, EMPTY_DRAFT, toRequest } from './draft.ts';

const draft = (change: object) => ({ ...EMPTY_DRAFT, ...change });
const header = (request: ReturnType<typeof toRequest>, name: string) =>
  request.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);

it('sends the path as it is and counts the body in bytes', () => {
  const request = toRequest(draft({ method: 'POST', path: '/a/../b?q=%00', body: 'ü' }), undefined);
  expect(request.path).toBe('/a/../b?q=%00');
  expect(request.body).toEqual(new TextEncoder().encode('ü'));
  expect(header(request, 'content-length')).toEqual(['2']);
});

it('keeps what the learner wrote in place of what it would add', () => {
  const request = toRequest(
    draft({ headers: 'Host: evil.example\ncookie: a=1\nContent-Length: 99', body: 'x' }),
    'session=2',
  );
  expect(header(request, 'host')).toEqual(['evil.example']);
  expect(header(request, 'cookie')).toEqual(['a=1']);
  expect(header(request, 'content-length')).toEqual(['99']);
});

it('adds the jar', () => {
  expect(header(toRequest(draft({}), 'session=2'), 'cookie')).toEqual(['session=2']);
});

it.each([
  [{ method: 'GE T' }, /method/],
  [{ method: '' }, /method/],
  [{ path: 'api' }, /starts with/],
  [{ path: '/a b' }, /%20/],
  [{ headers: 'A: b\nno header' }, /line 2/],
  [{ headers: 'bad name: x' }, /line 1/],
])('does not send %j', (change, reason) => {
  expect(draftProblems(draft(change)).join()).toMatch(reason);
});

it('finds no fault in odd but possible requests', () => {
  expect(draftProblems(draft({ method: 'PROPFIND', path: '/*?a=[b]', headers: '\nX-Empty:\n' }))).toEqual([]);
});

it('finds no fault in placeholders', () => {
  const path = '/{{ order.response.body.$.id }}';
  expect(draftProblems(draft({ path }))).toEqual([]);
  const body = '{ "id": {{order.response.body.$.id}}, "text": "{{order.response.body.$.id}}" }';
  expect(bodyAdvice(draft({ body, headers: 'content-type: application/json' }))).toBeUndefined();
});

it('offers the header that a JSON body needs', () => {
  expect(bodyAdvice(draft({ body: '{"a":1}' }))?.addHeader).toBe('Content-Type: application/json');
  expect(bodyAdvice(draft({ body: '{"a":', headers: 'content-type: application/json' }))?.text).toMatch(
    /valid JSON/,
  );
  expect(bodyAdvice(draft({ body: '{"a":1}', headers: 'content-type: application/json' }))).toBeUndefined();
  expect(bodyAdvice(draft({ body: '  ' }))).toBeUndefined();
});

it('replays a recorded exchange without what wire and proxy made', () => {
  const replay = draftOfExchange(
    {
      client: '203.0.113.9',
      request: {
        method: 'POST',
        path: '/api/login',
        headers: [
          ['Host', 'app.example'],
          ['Content-Length', '7'],
          ['X-Forwarded-For', '203.0.113.9'],
          ['Content-Type', 'application/json'],
        ],
        body: '{"a":1}',
      },
    },
    'Replay',
  );
  expect(replay.headers).toBe('Content-Type: application/json');
  expect(replay.body).toBe('{"a":1}');
});
