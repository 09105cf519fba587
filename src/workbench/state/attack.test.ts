import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { respond, ScriptedRuntime } from '../../../tests/workbench/scripted-runtime.ts';
import { AppFaultError } from '../../runtimes/faults.ts';
import { AttackStore } from './attack.ts';
import { RunningStore } from './running.ts';

const REQUESTS = [
  '### Log in',
  'POST /api/login',
  'Content-Type: application/json',
  '',
  '{"email":"ada@example.com"}',
  '### Attack',
  '# @breach status 2xx',
  'POST /api/login',
  '',
  "' OR 1=1 --",
].join('\n');

function make(requests = REQUESTS) {
  const runtime = new ScriptedRuntime();
  const files = signal({ 'server.ts': '' });
  const running = new RunningStore({ exercise: 'login', files, runtime: async () => runtime });
  const untouched = new ScriptedRuntime();
  const starter = new RunningStore({ exercise: 'login', files, runtime: async () => untouched });
  const attack = new AttackStore({ requests, running, starter, now: () => 1000 });
  return { runtime, untouched, running, attack };
}

const sentHeader = (runtime: ScriptedRuntime, name: string) =>
  runtime.sent.at(-1)?.request.headers.find(([key]) => key.toLowerCase() === name)?.[1];

describe('a check gone through again', () => {
  const exchange = (path: string, answer: string, cookie?: string) => ({
    client: '198.51.100.9',
    request: {
      method: 'GET',
      path,
      headers: (cookie ? [['Cookie', cookie]] : []) as [string, string][],
      body: '',
    },
    response: {
      status: 200,
      headers: [['Set-Cookie', `sid=${answer}-cookie`]] as [string, string][],
      body: JSON.stringify({ id: answer }),
      durationMs: 1,
    },
  });
  const STORY = [
    exchange('/orders', 'recorded-1'),
    exchange('/stranger', 'recorded-2'),
    exchange('/orders/recorded-1', 'recorded-3', 'sid=recorded-1-cookie'),
  ];

  it('starts anew, sends what came before, and loads the last one with the values of now', async () => {
    const { runtime, attack } = make();
    await attack.send();
    runtime.answer = ({ path }) =>
      respond(200, JSON.stringify({ id: `now${path}` }), [['Set-Cookie', `sid=now${path}-cookie; Path=/`]]);
    expect(await attack.replayUpTo(STORY, 'Replay')).toBe(true);
    expect(runtime.opened).toHaveLength(2);
    const sent = runtime.sent.slice(1);
    expect(sent.map(({ request, address }) => [request.path, address])).toEqual([
      ['/orders', '198.51.100.9'],
      ['/stranger', '198.51.100.9'],
    ]);
    // The jar keeps out of it: the second one was sent by a stranger.
    expect(sent[1]?.request.headers.some(([name]) => name === 'Cookie')).toBe(false);
    expect(attack.jar.value).toEqual([]);
    expect(attack.draft.value).toMatchObject({
      path: '/orders/now/orders',
      headers: 'Cookie: sid=now/orders-cookie',
    });
    expect(attack.history.value).toHaveLength(3);
  });

  it('stops where the app does not start or answer, and leaves the fields alone', async () => {
    const { runtime, attack } = make();
    const before = attack.draft.value;
    runtime.onOpen = () => {
      throw new AppFaultError({ kind: 'compile', message: 'no' });
    };
    expect(await attack.replayUpTo(STORY, 'Replay')).toBe(false);
    runtime.onOpen = () => {};
    runtime.answer = () => {
      throw new Error('gone');
    };
    expect(await attack.replayUpTo(STORY, 'Replay')).toBe(false);
    expect(attack.draft.value).toBe(before);
    expect(attack.sending.value).toBe(false);
  });
});

describe('the console', () => {
  it('starts with the first request, starts the app and shows the answer', async () => {
    const { runtime, attack } = make();
    runtime.answer = () => respond(200, '{"ok":true}');
    await attack.send();
    expect(runtime.opened).toHaveLength(1);
    expect(runtime.sent[0]).toMatchObject({
      request: { method: 'POST', path: '/api/login' },
      address: '203.0.113.7',
    });
    expect(attack.shownSent.value?.answer).toMatchObject({ status: 200, durationMs: 3, outcome: undefined });
    expect(attack.shownSent.value?.answer?.body.text).toBe('{\n  "ok": true\n}');
  });

  it('keeps cookies and sends them back, until the jar is emptied', async () => {
    const { runtime, attack } = make();
    runtime.answer = () => respond(200, '', [['Set-Cookie', 'session=1; Path=/; HttpOnly']]);
    await attack.send();
    expect(attack.shownSent.value?.answer?.cookies).toMatchObject([
      { name: 'session', httpOnly: true, secure: false },
    ]);
    await attack.send();
    expect(sentHeader(runtime, 'cookie')).toBe('session=1');
    attack.clearJar();
    runtime.answer = () => respond(401, '');
    await attack.send();
    expect(sentHeader(runtime, 'cookie')).toBeUndefined();
  });

  it('tells whether the attack got through, for each request the last time', async () => {
    const { runtime, attack } = make();
    attack.pick('attack');
    await attack.send();
    expect(attack.shownSent.value?.answer?.outcome).toBe('breach');
    runtime.answer = () => respond(401, '');
    await attack.send();
    expect(attack.outcomes.value.get('attack')).toBe('held');
    expect(attack.history.value.map(({ answer }) => answer?.outcome)).toEqual(['held', 'breach']);
  });

  it('sends from the chosen address', async () => {
    const { runtime, attack } = make();
    attack.address.value = '198.51.100.20';
    await attack.send();
    expect(runtime.sent[0]?.address).toBe('198.51.100.20');
  });

  it('sends nothing that is no request', async () => {
    const { runtime, attack } = make();
    attack.change({ path: 'api' });
    expect(attack.problems.value).not.toEqual([]);
    await attack.send();
    expect(runtime.sent).toEqual([]);
  });

  it('sends one at a time', async () => {
    const { runtime, attack } = make();
    await Promise.all([attack.send(), attack.send()]);
    expect(runtime.sent).toHaveLength(1);
  });

  it('says why no answer came', async () => {
    const { runtime, attack } = make();
    runtime.answer = () => {
      throw new AppFaultError({ kind: 'no-answer', limitMs: 8000, method: 'POST', path: '/api/login' });
    };
    await attack.send();
    expect(attack.shownSent.value?.problem).toMatch(/got no answer within 8 seconds/);
    expect(attack.sending.value).toBe(false);
    const broken = make();
    broken.runtime.onOpen = () => {
      throw new AppFaultError({ kind: 'exit', code: 1 });
    };
    await broken.attack.send();
    expect(broken.attack.shownSent.value?.problem).toMatch(/did not start/);
  });

  it('sends first what an attack needs, once on each fresh app', async () => {
    const { runtime, running, attack } = make(
      '### Register\n# @name register\nPOST /api/register\n### Attack\n# @needs register\nPOST /api/login',
    );
    attack.pick('attack');
    const paths = () => runtime.sent.splice(0).map(({ request }) => request.path);
    await attack.send();
    expect(paths()).toEqual(['/api/register', '/api/login']);
    expect(attack.shownSent.value?.draft.title).toBe('Attack');
    await attack.send();
    expect(paths()).toEqual(['/api/login']);
    await running.run();
    await attack.send();
    expect(paths()).toEqual(['/api/register', '/api/login']);
    expect(attack.history.value.map(({ request }) => request)).toEqual([
      'attack',
      'register',
      'attack',
      'attack',
      'register',
    ]);
  });

  it('sends what a needed request needs, and ends when they need each other', async () => {
    const { runtime, attack } = make(
      [
        '### One\n# @name one\n# @needs three\nPOST /1',
        '### Two\n# @name two\n# @needs one\nPOST /2',
        '### Three\n# @name three\n# @needs two\nPOST /3',
      ].join('\n'),
    );
    attack.pick('three');
    await attack.send();
    expect(runtime.sent.map(({ request }) => request.path)).toEqual(['/3', '/1', '/2', '/3']);
  });

  it('does not repeat what the learner sent already', async () => {
    const { runtime, attack } = make(
      '### Register\n# @name register\nPOST /api/register\n### Attack\n# @needs register\nPOST /api/login',
    );
    await attack.send();
    attack.pick('attack');
    await attack.send();
    expect(runtime.sent.map(({ request }) => request.path)).toEqual(['/api/register', '/api/login']);
  });

  it('shows what the starter makes of the same request, each with cookies of its own', async () => {
    const { runtime, untouched, attack } = make();
    attack.pick('attack');
    await attack.send();
    expect(untouched.opened).toEqual([]);
    expect(attack.shownSent.value?.starter).toBeUndefined();

    attack.besideStarter.value = true;
    runtime.answer = () => respond(401, '{"error":"no"}');
    untouched.answer = () => respond(200, '{"token":"x"}', [['Set-Cookie', 'session=1; Path=/']]);
    await attack.send();
    await attack.send();
    const sent = attack.shownSent.value;
    expect(sent?.answer).toMatchObject({ status: 401, outcome: 'held' });
    expect(sent?.starter).toMatchObject({ cookie: 'session=1', answer: { status: 200, outcome: 'breach' } });
    expect(attack.jar.value).toEqual([]);
    expect(attack.history.value).toHaveLength(3);
  });

  const SHOP = [
    '### Sign up\n# @name customer\nPOST /customers',
    '### Order\n# @name order\n# @needs customer\nPOST /orders\n\n{"customer":"{{customer.response.body.$.id}}"}',
    '### Pay\n# @name pay\nPOST /pay/{{order.response.body.$.id}}\nSignature: {{$stripeSignature S}}',
    '### Balance\n# @name balance\n# @needs customer\nGET /balance',
    '### Attack\n# @name twice\n# @before order, pay, balance, pay\n# @breach value $.balance > {{balance.response.body.$.balance}}\nGET /balance',
  ].join('\n');

  /** A shop that adds 10 for every payment, or for the first of each order; ids begin with `name`. */
  function openShop(runtime: ScriptedRuntime, name: string, once = false) {
    let ids = 0;
    let balance = 0;
    const paid = new Set<string>();
    runtime.answer = ({ path }) => {
      if (path === '/balance') return respond(200, JSON.stringify({ balance }));
      if (!path.startsWith('/pay/')) return respond(201, JSON.stringify({ id: `${name}${++ids}` }));
      if (!once || !paid.has(path)) balance += 10;
      paid.add(path);
      return respond(200, '');
    };
  }
  const bodies = (runtime: ScriptedRuntime) =>
    runtime.sent.flatMap(({ request: { body } }) => (body ? [new TextDecoder().decode(body)] : []));
  const paths = (runtime: ScriptedRuntime) => runtime.sent.splice(0).map(({ request }) => request.path);

  it('fills in what earlier answers hold, and shows the placeholder', async () => {
    const { runtime, attack } = make(SHOP);
    openShop(runtime, 'c');
    attack.pick('order');
    expect(attack.notes.value[0]?.note).toBe('comes from the answer to “Sign up”');
    await attack.send();
    expect(bodies(runtime)).toEqual(['{"customer":"c1"}']);
    expect(attack.draft.value.body).toContain('{{customer');
    expect(attack.notes.value[0]?.note).toBe('is c1');
    expect(attack.filledDraft().body).toBe('{"customer":"c1"}');
  });

  it('names what to send first, and sends it without touching the fields', async () => {
    const { runtime, running, attack } = make(SHOP);
    openShop(runtime, 'o');
    attack.pick('pay');
    attack.change({ body: 'mine' });
    await attack.send();
    expect(paths(runtime)).toEqual([]);
    expect(attack.shownSent.value).toMatchObject({
      first: 'order',
      problem: expect.stringContaining('Send “Order” first'),
    });
    await attack.sendNamed('order');
    expect(attack.draft.value.body).toBe('mine');
    await attack.send();
    expect(sentHeader(runtime, 'signature')).toBe('{{$stripeSignature S}}');
    expect(paths(runtime)).toEqual(['/customers', '/orders', '/pay/o2']);
    // A fresh app knows nothing of the ids of the one before.
    await running.run();
    await attack.send();
    expect(paths(runtime)).toEqual([]);
    expect(attack.shownSent.value?.first).toBe('order');
  });

  it('keeps the value when the same request is refused later', async () => {
    const { runtime, attack } = make(SHOP);
    openShop(runtime, 'c');
    await attack.send();
    runtime.answer = () => respond(409, '{"error":"taken"}');
    await attack.send();
    attack.pick('order');
    await attack.send();
    expect(bodies(runtime)).toEqual(['{"customer":"c1"}']);
  });

  it('sends what goes before each time, in order, and judges by what it answered', async () => {
    const { runtime, attack } = make(SHOP);
    openShop(runtime, 'x');
    attack.pick('twice');
    await attack.send();
    expect(paths(runtime)).toEqual(['/customers', '/orders', '/pay/x2', '/balance', '/pay/x2', '/balance']);
    expect(attack.outcomes.value.get('twice')).toBe('breach');
    openShop(runtime, 'y', true);
    await attack.send();
    expect(paths(runtime)).toEqual(['/orders', '/pay/y1', '/balance', '/pay/y1', '/balance']);
    expect(attack.outcomes.value.get('twice')).toBe('held');
  });

  it('fills in for each app what that app answered', async () => {
    const { runtime, untouched, attack } = make(SHOP);
    openShop(runtime, 'mine', true);
    openShop(untouched, 'starter');
    attack.besideStarter.value = true;
    attack.pick('twice');
    await attack.send();
    expect(paths(runtime)[2]).toBe('/pay/mine2');
    expect(paths(untouched)).toEqual([
      '/customers',
      '/orders',
      '/pay/starter2',
      '/balance',
      '/pay/starter2',
      '/balance',
    ]);
    expect(attack.shownSent.value).toMatchObject({
      answer: { outcome: 'held' },
      starter: { answer: { outcome: 'breach' } },
    });
  });

  it('sends nothing that became no request by a value', async () => {
    const { runtime, attack } = make('### a\n# @name a\nGET /a\n### b\nGET /b/{{a.response.body.$.x}}');
    runtime.answer = () => respond(200, '{"x":"two words"}');
    await attack.send();
    attack.pick('b');
    await attack.send();
    expect(paths(runtime)).toEqual(['/a']);
    expect(attack.shownSent.value?.problem).toMatch(/no spaces/);
  });

  it('keeps a bounded history', async () => {
    const { attack } = make();
    for (let number = 0; number < 105; number++) await attack.send();
    expect(attack.history.value).toHaveLength(100);
    attack.clearHistory();
    expect([attack.history.value, attack.shownSent.value]).toEqual([[], undefined]);
  });

  it('works without named requests', async () => {
    const { runtime, attack } = make('');
    expect(attack.draft.value).toMatchObject({ method: 'GET', path: '/' });
    await attack.send();
    expect(runtime.sent).toHaveLength(1);
  });
});
