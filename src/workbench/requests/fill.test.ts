import { expect, it } from 'vitest';
import { EMPTY_DRAFT } from './draft.ts';
import { type Earlier, type EarlierAnswer, fillDraft, placeholderNotes } from './fill.ts';

const JSON_TYPE = 'Content-Type: application/json';
const answers: Record<string, EarlierAnswer> = {
  order: {
    status: 201,
    headers: [['Location', '/api/orders/7']],
    body: JSON.stringify({ id: 7, code: 'a"b', owner: { name: 'Ada' }, lines: ['x'] }),
  },
  login: {
    status: 200,
    headers: [
      ['set-cookie', 'access=a.b; Path=/; HttpOnly'],
      ['Set-Cookie', 'old=; Max-Age=0'],
      ['Set-Cookie', 'refresh=c%3D; Path=/api; Secure'],
    ],
    body: '',
  },
  refused: { status: 409, headers: [], body: '{"error":"taken"}' },
};
const earlier: Earlier = {
  answerTo: (request) => answers[request],
  titleOf: (request) => ({ order: 'Order', refused: 'Sign up', later: 'Later', login: 'Log in' })[request],
};
const fill = (change: object) => fillDraft({ ...EMPTY_DRAFT, ...change }, earlier);

it('fills path, headers, body and the limit of a rule', () => {
  const { draft, missing } = fill({
    path: '/api/orders/{{order.response.body.$.id}}?line={{order.response.body.$.lines[0]}}',
    headers: 'If: {{order.response.headers.location}}',
    body: 'name={{order.response.body.$.owner.name}}',
    breach: [{ kind: 'value', path: ['n'], operator: '>', limit: '{{order.response.body.$.id}}' }],
  });
  expect(missing).toBeUndefined();
  expect(draft).toMatchObject({
    path: '/api/orders/7?line=x',
    headers: 'If: /api/orders/7',
    body: 'name=Ada',
    breach: [{ limit: '7' }],
  });
});

it('keeps JSON whole: text between quotes, a value of its own kind without them', () => {
  const body = [
    '{ "say \\"": "{{order.response.body.$.code}}", "id": {{order.response.body.$.id}},',
    '"text": "{{order.response.body.$.id}}", "code": {{order.response.body.$.code}}, "in": {{order.response.body.$.owner}} }',
  ].join('\n');
  expect(JSON.parse(fill({ headers: JSON_TYPE, body }).draft.body)).toEqual({
    'say "': 'a"b',
    id: 7,
    text: '7',
    code: 'a"b',
    in: { name: 'Ada' },
  });
  expect(
    fill({ headers: 'Content-Type: text/plain', body: '{{order.response.body.$.code}}' }).draft.body,
  ).toBe('a"b');
});

it('sends the cookies of an answer as a copy of them', () => {
  const headers = 'Cookie: {{login.response.cookies}}';
  expect(fill({ headers }).draft.headers).toBe('Cookie: access=a.b; refresh=c%3D');
  expect(fill({ headers: 'Cookie: {{refused.response.cookies}}' }).missing).toEqual({
    message: expect.stringContaining('was 409 and has no cookies'),
    first: 'refused',
  });
});

it('leaves signatures to the runtime, and braces that are no placeholder to the app', () => {
  const draft = {
    path: '/{{7*7}}',
    headers: 'Stripe-Signature: {{$stripeSignature SECRET}}',
    body: '{{constructor.constructor}} {{order.request.body.$.id}} {{$guid}}',
  };
  expect(fill(draft)).toMatchObject({ draft, missing: undefined });
});

it('names the request to send first', () => {
  const { missing } = fill({ path: '/{{later.response.body.$.id}}' });
  expect(missing).toMatchObject({ first: 'later', message: expect.stringContaining('Send “Later” first') });
});

it('tells what an answer does not have', () => {
  const body = fill({ path: '/{{refused.response.body.$.id}}' }).missing;
  expect(body).toMatchObject({
    first: 'refused',
    message: expect.stringMatching(/“Sign up” was 409 .* \$\.id/),
  });
  const header = fill({ path: '/{{order.response.headers.ETag}}' }).missing;
  expect(header).toMatchObject({ first: 'order', message: expect.stringContaining('no header ETag') });
});

it('tells a name that no request has, and fills the rest', () => {
  const { draft, missing } = fill({
    path: '/{{ordr.response.body.$.id}}/{{order.response.body.$.id}}',
  });
  expect(missing).toEqual({ message: expect.stringContaining('"ordr"') });
  expect(draft.path).toBe('/{{ordr.response.body.$.id}}/7');
});

it('notes what each placeholder stands for, once', () => {
  const path =
    '/{{order.response.body.$.id}}/{{order.response.body.$.id}}/{{later.response.body.$.id}}/{{no.response.body.$}}';
  const notes = placeholderNotes({ ...EMPTY_DRAFT, path, headers: 'X: {{$stripeSignature S}}' }, earlier);
  expect(notes).toEqual([
    { text: '{{order.response.body.$.id}}', note: 'is 7' },
    { text: '{{later.response.body.$.id}}', note: 'comes from the answer to “Later”' },
    { text: '{{no.response.body.$}}', note: 'names no request' },
    { text: '{{$stripeSignature S}}', note: expect.stringContaining('own S') },
  ]);
});
