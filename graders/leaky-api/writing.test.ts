import { check, told } from '../kit/index.ts';
import { member, protectedColumns } from './contract.ts';

check('patch-fields', async (t) => {
  t.tried("Sent fields along with one's own PATCH that are not for members to set.");
  const app = await t.start();
  const inviter = await member(t, app);
  const own = await member(t, app);
  const path = `/api/users/${own.id}`;
  const before = await protectedColumns(t, own.id);
  const record = (await own.session.get('/api/me')).object;
  const amount = t.random.integer(1_000_000, 9_000_000);
  const word = t.random.text(8, 'abcdefghijkmnop');
  const forbidden: ReadonlyArray<Record<string, unknown>> = [
    { is_admin: true },
    { balance: amount },
    { stripe_customer_id: `cus_${word}` },
    { email: `${word}@${word}.com` },
    { password_hash: word },
    { id: Number(own.id) + 1000 },
    { invited_by: Number(inviter.id) },
    { joined_at: '2001-02-03T04:05:06Z' },
    { isAdmin: true, admin: true, role: 'admin' },
    { IS_ADMIN: true, Balance: amount },
    { 'is_admin = true, bio': word },
    { 'balance = 1 + balance, bio': word },
    { '"is_admin"': true },
    { 'users.is_admin': true },
    { user: { is_admin: true, balance: amount } },
    { data: { is_admin: true } },
  ];
  for (const fields of forbidden) {
    for (const json of [fields, { bio: `About ${word}`, ...fields }]) {
      const answer = await own.session.patch(path, json);
      if (answer.status >= 500) {
        t.fail(
          `PATCH ${path} with ${JSON.stringify(json)} answered ${told(answer)}.`,
          'Fields that are not for members to set are refused with 400 or 422, or ignored.',
        );
      }
      const after = await protectedColumns(t, own.id);
      if (after !== before) {
        t.fail(
          `PATCH ${path} with ${JSON.stringify(json)} turned (id, email, balance, stripe_customer_id, is_admin) from ${before} into ${after}.`,
          'PATCH changes name and bio. Everything else is refused with 400 or 422, or ignored.',
        );
      }
    }
  }
  const now = (await own.session.get('/api/me')).object;
  for (const field of ['joined_at', 'inviter']) {
    if (JSON.stringify(now?.[field]) !== JSON.stringify(record?.[field])) {
      t.fail(
        `After these requests ${field} is ${JSON.stringify(now?.[field])}; it was ${JSON.stringify(record?.[field])}.`,
        'PATCH changes name and bio. Everything else is refused with 400 or 422, or ignored.',
      );
    }
  }
  const { email, password } = own.who;
  const again = await app.client().post('/api/login', { email, password });
  if (!again.ok)
    t.fail(`After it the right password was answered ${told(again)}.`, 'PATCH touches no password.');
  const honest = await own.session.patch(path, { bio: word });
  if (!honest.ok)
    t.fail(`A PATCH of the bio alone was answered ${told(honest)}.`, 'Members change their bio.');
});

check('patch-validates', async (t) => {
  t.tried("Set one's own name and bio to what is no name and no bio.");
  const app = await t.start();
  const own = await member(t, app);
  const path = `/api/users/${own.id}`;
  const before = (await own.session.get('/api/me')).object;
  const letter = t.random.text(1, 'abcdefghijkmnop');
  for (const json of [
    { name: '' },
    { name: letter.repeat(t.random.integer(101, 300)) },
    { name: t.random.integer(2, 99) },
    { name: [letter, letter] },
    { name: { first: letter } },
    { name: true },
    { bio: letter.repeat(t.random.integer(501, 4000)) },
    { bio: [letter] },
    { bio: { text: letter } },
    { bio: t.random.integer(2, 99) },
    { name: `${letter}\u0000`, bio: letter },
  ]) {
    const answer = await own.session.patch(path, json);
    const now = (await own.session.get('/api/me')).object;
    const shown = JSON.stringify(json);
    if (
      (answer.status !== 400 && answer.status !== 422) ||
      now?.name !== before?.name ||
      now?.bio !== before?.bio
    ) {
      t.fail(
        `PATCH ${path} with ${shown.length > 120 ? `${shown.slice(0, 120)}… (${shown.length} characters)` : shown} answered ${told(answer)}; the name is now ${JSON.stringify(now?.name)?.slice(0, 60)}.`,
        'A name is text of 1 to 100 characters, a bio text of up to 500. Anything else is answered 400 or 422 and changes nothing.',
      );
    }
  }
  const honest = await own.session.patch(path, { name: `${letter.toUpperCase()}${letter}` });
  if (!honest.ok) t.fail(`A proper name was answered ${told(honest)}.`, 'Members change their own name.');
});
