/** Potluck, the weekend app of the first lesson: what its demo shows, and the five attacks on it. */
import type { Answer, LessonApp, Session } from '../../../src/components/lesson/lesson-app.ts';

const files = import.meta.glob<string>('./files/*', { query: '?raw', import: 'default', eager: true });

const READER = 'you@example.com';

/** Logs in by e-mail code, as the page does: asks for one and sends it back. */
async function logIn({ send }: Session, email: string): Promise<{ answer: Answer; cookie: string }> {
  const asked = await send({ method: 'POST', path: '/api/login/code', body: { email } });
  const code = field(asked, 'code');
  const answer = await send({ method: 'POST', path: '/api/login', body: { email, code } });
  return { answer, cookie: answer.cookie ?? '' };
}

/** The reader's own, ordinary account; made by the demo. */
async function readersCookie(session: Session): Promise<string> {
  const cookie = session.kept.get('cookie') ?? (await logIn(session, READER)).cookie;
  session.kept.set('cookie', cookie);
  return cookie;
}

/** A field of a JSON object; `undefined` for anything else. */
function field(answer: Answer, name: string): unknown {
  const { json } = answer;
  return json && typeof json === 'object' ? (json as Record<string, unknown>)[name] : undefined;
}

const rows = (value: unknown): Array<Record<string, unknown>> =>
  Array.isArray(value) ? value.filter((row) => row && typeof row === 'object') : [];

const app: LessonApp = {
  name: 'Potluck',
  files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(8), text])),
  entry: 'server.ts',
  environment: { JWT_SECRET: 'secret' },

  demo: [
    {
      id: 'log-in',
      title: 'Log in with a code by e-mail',
      async act(session) {
        const { answer, cookie } = await logIn(session, READER);
        session.kept.set('cookie', cookie);
        return { happened: answer.status === 200, sentence: `You are logged in as ${READER}.` };
      },
    },
    {
      id: 'community',
      title: 'See who cooks here, and what',
      async act({ send }) {
        const answer = await send({ method: 'GET', path: '/api/community' });
        const people = rows(answer.json).length;
        return { happened: people > 0, sentence: `${people} members, each with their latest recipe.` };
      },
    },
    {
      id: 'buy',
      title: 'Buy a year of Potluck Pro for $99',
      async act(session) {
        const cookie = await readersCookie(session);
        const answer = await session.send({ method: 'POST', path: '/api/checkout', cookie });
        session.kept.set('order', String(field(answer, 'orderId')));
        return {
          happened: answer.status === 201,
          sentence: `Order ${field(answer, 'orderId')} waits for its payment.`,
        };
      },
    },
  ],

  attacks: [
    {
      id: 'emails',
      title: 'Read every e-mail address',
      idea: 'The community page has a box “Who cooks here”. Ask for what it asks for, without logging in.',
      async act({ send }) {
        const answer = await send({ method: 'GET', path: '/api/members' });
        const addresses = rows(answer.json).filter((row) => typeof row.email === 'string').length;
        return addresses > 1
          ? {
              happened: true,
              sentence: `${addresses} e-mail addresses, handed to somebody who never logged in.`,
            }
          : { happened: false, sentence: 'The answer holds no addresses of others.' };
      },
    },
    {
      id: 'anybody',
      title: 'Log in as anybody',
      idea: 'Take an address from the list above. The code goes to their mailbox, not to yours. Or does it?',
      ask: { label: 'Whose account?', value: 'founder@potluck.example' },
      async act(session) {
        const email = session.asked.trim();
        const { cookie } = await logIn(session, email);
        const me = await session.send({ method: 'GET', path: '/api/me', cookie });
        return me.status === 200 && field(me, 'email') === email
          ? {
              happened: true,
              sentence: `You are ${field(me, 'name')}, and nobody had to open a mailbox: the code came back in the answer.`,
            }
          : { happened: false, sentence: `The app did not take you for ${email}.` };
      },
    },
    {
      id: 'paid',
      title: 'Pay without paying',
      idea: 'Your order waits for word from the payment provider. That word is a POST. Send it yourself.',
      async act(session) {
        const cookie = await readersCookie(session);
        const orderId = Number(session.kept.get('order'));
        await session.send({
          method: 'POST',
          path: '/api/webhooks/payment',
          body: { type: 'checkout.completed', data: { orderId } },
        });
        const me = await session.send({ method: 'GET', path: '/api/me', cookie });
        return field(me, 'plan') === 'pro'
          ? {
              happened: true,
              sentence: `Order ${orderId} counts as paid and you are on Pro. No money has moved.`,
            }
          : { happened: false, sentence: 'You are still on the free plan.' };
      },
    },
    {
      id: 'admin',
      title: 'Open the admin panel',
      idea: 'You are no admin, so the menu does not show it. Ask for its data all the same, with your own ordinary login.',
      async act(session) {
        const cookie = await readersCookie(session);
        const me = await session.send({ method: 'GET', path: '/api/me', cookie });
        const panel = await session.send({ method: 'GET', path: '/api/admin/orders', cookie });
        const orders = rows(field(panel, 'orders')).length;
        return panel.status === 200 && orders > 0
          ? {
              happened: true,
              sentence: `You are a “${field(me, 'role')}”, and here are ${orders} orders with names, addresses and the year’s revenue.`,
            }
          : { happened: false, sentence: `The panel answered ${panel.status}.` };
      },
    },
    {
      id: 'queries',
      title: 'Make one page cost 400 queries',
      idea: 'Guess first: how often does the app ask its database to show the community page once?',
      async act({ send, statements }) {
        const before = statements();
        const answer = await send({ method: 'GET', path: '/api/community' });
        const count = statements() - before;
        return {
          happened: count > 100,
          sentence: `${count} queries for one page of ${rows(answer.json).length} members. Every visitor costs as much, every time; so does every crawler.`,
        };
      },
    },
  ],
};

export default app;
