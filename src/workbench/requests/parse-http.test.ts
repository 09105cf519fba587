import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHttp, toPath } from './parse-http.ts';

const EXERCISES = join(resolve(import.meta.dirname, '../../..'), 'exercises');

const one = (text: string) => {
  const { requests, problems } = parseHttp(text);
  expect(problems).toEqual([]);
  expect(requests).toHaveLength(1);
  return requests[0];
};

describe('parseHttp', () => {
  it('reads title, name, description, request line, headers and body', () => {
    const request = one(
      [
        '### Attack: a tautology',
        '# @name tautology',
        '# True for every row.',
        '// Who are you now?',
        'POST /api/login?next=%2F HTTP/1.1',
        'Content-Type: application/json',
        'X-Empty:',
        '',
        '{ "email": "\' OR 1=1 --",',
        '',
        '  "password": "x" }',
        '',
        '',
      ].join('\n'),
    );
    expect(request).toEqual({
      id: 'tautology',
      title: 'Attack: a tautology',
      description: 'True for every row.\nWho are you now?',
      method: 'POST',
      path: '/api/login?next=%2F',
      headers: [
        ['Content-Type', 'application/json'],
        ['X-Empty', ''],
      ],
      body: '{ "email": "\' OR 1=1 --",\n\n  "password": "x" }',
      breach: [],
      needs: [],
      before: [],
      line: 5,
    });
  });

  it('takes GET where no method stands, and a request without a title', () => {
    expect(one('/api/me')).toMatchObject({
      method: 'GET',
      path: '/api/me',
      title: 'GET /api/me',
      id: 'get-api-me',
    });
  });

  it('keeps a path to the letter', () => {
    expect(one('GET /api/../admin//x?q=%00#y HTTP/1.1')).toMatchObject({ path: '/api/../admin//x?q=%00#y' });
  });

  it('leaves scheme and host out, given or as a variable', () => {
    expect(one('GET http://localhost:3000/api/me')).toMatchObject({ path: '/api/me' });
    expect(one('GET {{host}}/api/me')).toMatchObject({ path: '/api/me' });
    expect(one('@host = http://localhost:3000\n\n### x\nGET {{host}}/api/me')).toMatchObject({
      path: '/api/me',
    });
    expect(toPath('localhost:3000')).toBe('/');
    expect(toPath('api/me')).toBe('/api/me');
  });

  it('puts variables into line, headers and body, also variables made of variables', () => {
    const request = one(
      [
        '@user = ada',
        '@email = {{user}}@example.com',
        '### Log in',
        'POST /api/{{user}}',
        'X-User: {{ user }}',
        '',
        '{"email":"{{email}}"}',
      ].join('\n'),
    );
    expect(request).toMatchObject({
      path: '/api/ada',
      headers: [['X-User', 'ada']],
      body: '{"email":"ada@example.com"}',
    });
  });

  it('names a variable that is not there, with its line', () => {
    const { problems, requests } = parseHttp('### x\nGET /{{nobody}}');
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining('{{nobody}}') }]);
    expect(requests[0]?.path).toBe('/{{nobody}}');
  });

  it('joins query lines and form fields', () => {
    expect(one('GET /api/search\n  ?q=a\n  &page=2')).toMatchObject({ path: '/api/search?q=a&page=2' });
    expect(
      one('POST /x\nContent-Type: application/x-www-form-urlencoded\n\nname=ada\n&age=36'),
    ).toMatchObject({ body: 'name=ada&age=36' });
  });

  it('reads when an attack got through', () => {
    expect(one('### x\n# @breach status 2xx\n# @breach body super secret\nGET /x')?.breach).toEqual([
      { kind: 'status', pattern: '2xx' },
      { kind: 'body', text: 'super secret' },
    ]);
    expect(parseHttp('### x\n# @breach always\nGET /x').problems).toEqual([
      { line: 2, message: expect.stringContaining('@breach always') },
    ]);
  });

  it('reads what has to be sent before, and names what is not there', () => {
    const { requests, problems } = parseHttp('### a\nGET /a\n### b\n# @needs a, c\n# @needs b\nGET /b');
    expect(requests[1]?.needs).toEqual(['a', 'c', 'b']);
    expect(problems.map(({ line, message }) => [line, message.slice(0, 10)])).toEqual([
      [6, '"@needs c"'],
      [6, '"@needs b"'],
    ]);
  });

  it('reads what goes right before each time, twice where it stands twice', () => {
    const { requests, problems } = parseHttp('### a\nGET /a\n### b\n# @before a, a, c\nGET /b');
    expect(requests[1]?.before).toEqual(['a', 'a', 'c']);
    expect(problems).toEqual([{ line: 5, message: expect.stringContaining('"@before c"') }]);
  });

  it('leaves in place what an earlier answer or the runtime fills in, also by way of a variable', () => {
    const { requests, problems } = parseHttp(
      [
        '@order = {{ order.response.body.$.id }}',
        '### Order',
        '# @name order',
        'POST /api/orders',
        '### Pay',
        '# @breach value $.total > {{order.response.body.$.total}}',
        'POST /api/orders/{{order}}/pay HTTP/1.1',
        'Stripe-Signature: {{$stripeSignature STRIPE_WEBHOOK_SECRET}}',
        'If-Match: {{order.response.headers.ETag}}',
        '',
        '{ "order": "{{order}}",',
        '  "line": {{order.response.body.$.lines[0].id}} }',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(requests[1]).toMatchObject({
      path: '/api/orders/{{order.response.body.$.id}}/pay',
      headers: [
        ['Stripe-Signature', '{{$stripeSignature STRIPE_WEBHOOK_SECRET}}'],
        ['If-Match', '{{order.response.headers.ETag}}'],
      ],
      body: '{ "order": "{{order.response.body.$.id}}",\n  "line": {{order.response.body.$.lines[0].id}} }',
      breach: [{ kind: 'value', operator: '>', limit: '{{order.response.body.$.total}}' }],
    });
  });

  it('names a placeholder for a request that is not there, or in words it does not know, with its line', () => {
    const { problems } = parseHttp(
      [
        '### Order',
        '# @name order',
        'POST /api/orders/{{ordr.response.body.$.id}}',
        'X-Id: {{order.request.body.$.id}}',
        'X-Sum: {{$stripeSignature}}',
        '',
        '{',
        '"a": "{{other.response.headers.Location}}" }',
      ].join('\n'),
    );
    expect(problems.map(({ line, message }) => [line, message.split('}}')[0]])).toEqual([
      [4, '{{order.request.body.$.id'],
      [5, '{{$stripeSignature'],
      [3, '{{ordr.response.body.$.id'],
      [8, '{{other.response.headers.Location'],
    ]);
  });

  it('gives every request an id of its own', () => {
    const { requests } = parseHttp('### Log in\nGET /a\n### Log in\nGET /b\n### x\n# @name log-in\nGET /c');
    expect(requests.map(({ id }) => id)).toEqual(['log-in', 'log-in-2', 'log-in-3']);
  });

  it('tells lines that are no headers, and titles without a request, and goes on', () => {
    const { requests, problems } = parseHttp(
      '### Nothing\n# words only\n\n### Log in\nPOST /a\nnot a header\n\nbody',
    );
    expect(requests.map(({ title }) => title)).toEqual(['Log in']);
    expect(problems).toEqual([
      { line: 1, message: '"Nothing" has no request line.' },
      { line: 6, message: expect.stringContaining('"not a header" is no header') },
    ]);
  });

  it('reads files with Windows line ends', () => {
    expect(one('### x\r\nPOST /a\r\nA: b\r\n\r\none\r\ntwo\r\n')).toMatchObject({
      headers: [['A', 'b']],
      body: 'one\ntwo',
    });
  });

  it.each(readdirSync(EXERCISES).filter((id) => existsSync(join(EXERCISES, id, 'requests.http'))))(
    'finds no fault in the requests of %s',
    async (id) => {
      const { requests, problems } = parseHttp(await readFile(join(EXERCISES, id, 'requests.http'), 'utf8'));
      expect(problems).toEqual([]);
      expect(requests.length).toBeGreaterThan(5);
    },
  );
});
