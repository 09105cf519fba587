import { check, newcomer, person, told } from '../kit/index.ts';
import { type Book, DEEPEST, exportIsWhole, idsIn, stock } from './contract.ts';

const FIELDS = ['title', 'author', 'year', 'price'] as const;

/** A record as the brief has it: the id as a number or as text. */
function isBook(value: unknown, { id, ...book }: Book): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return String(record.id) === id && FIELDS.every((field) => record[field] === book[field]);
}

check('list-pages', async (t) => {
  t.tried(`Leafed through the list of books, up to number ${DEEPEST}.`);
  const app = await t.start();
  const books = await stock(t, DEEPEST + 15);
  for (const [query, expected] of [
    ['', books.slice(0, 10)],
    ['?page=2', books.slice(10, 20)],
    ['?limit=5', books.slice(0, 5)],
    ['?limit=7&page=3', books.slice(14, 21)],
    ['?limit=25&page=1', books.slice(0, 25)],
    ['?limit=25&page=8', books.slice(175, 200)],
    ['?page=20', books.slice(190, 200)],
  ] as const) {
    const answer = await app.client().get(`/api/books${query}`);
    const list: unknown = answer.object?.books;
    const isRight =
      answer.status === 200 &&
      Array.isArray(list) &&
      list.length === expected.length &&
      expected.every((book, index) => isBook(list[index], book));
    if (!isRight) {
      t.fail(
        `GET /api/books${query} was answered ${answer.status} with the books ${idsIn(answer).join(', ') || '(none)'}: ${told(answer)}.`,
        `It is answered 200 with {books: [{id, title, author, year, price}]}, 10 a page unless limit says otherwise, ordered by id; here ${expected.map(({ id }) => id).join(', ')}.`,
      );
    }
  }
});

check('book-works', async (t) => {
  t.tried('Opened single books, and one that does not exist.');
  const app = await t.start();
  const books = await stock(t, 20);
  for (const book of t.random.shuffle(books).slice(0, 4)) {
    const answer = await app.client().get(`/api/books/${book.id}`);
    if (answer.status !== 200 || !isBook(answer.object, book)) {
      t.fail(
        `GET /api/books/${book.id} was answered ${told(answer)}.`,
        `It is answered 200 with ${JSON.stringify(book)}.`,
      );
    }
  }
  const missing = await app
    .client()
    .get(`/api/books/${Number(books.at(-1)?.id) + t.random.integer(50, 9999)}`);
  if (missing.status !== 404)
    t.fail(`A book that does not exist was answered ${told(missing)}.`, 'It is answered 404.');
});

check('search-works', async (t) => {
  t.tried('Searched by parts of titles and authors, in any letter case.');
  const app = await t.start();
  const about = t.random.text(6, 'bcdfghjklmn');
  // One that no page of the list shows any more: whoever looks for it has to search.
  const books = await stock(t, DEEPEST + 60, about);
  const book = t.random.pick(books.slice(DEEPEST));
  const matches = (term: string) =>
    books.filter(({ title, author }) =>
      [title, author].some((text) => text.toLowerCase().includes(term.toLowerCase())),
    );
  for (const [term, query, expected] of [
    [book.title, '', matches(book.title)],
    [book.author.toUpperCase(), '&limit=25', matches(book.author).slice(0, 25)],
    [book.author.slice(1).toLowerCase(), '&limit=25', matches(book.author.slice(1)).slice(0, 25)],
    [about.toUpperCase(), '', books.slice(0, 10)],
    [about, '&limit=8&page=2', books.slice(8, 16)],
    [about.slice(0, 2), '&limit=25', matches(about.slice(0, 2)).slice(0, 25)],
  ] as const) {
    const path = `/api/search?q=${encodeURIComponent(term)}${query}`;
    const answer = await app.client().get(path);
    const list: unknown = answer.object?.books;
    const isRight =
      answer.status === 200 &&
      Array.isArray(list) &&
      list.length === Math.min(expected.length, query === '' ? 10 : 25) &&
      expected.every((wanted, index) => index >= list.length || isBook(list[index], wanted));
    if (!isRight) {
      t.fail(
        `GET ${path} was answered ${answer.status} with the books ${idsIn(answer).join(', ') || '(none)'}: ${told(answer)}.`,
        `It is answered 200 with {books: […]}, those whose title or author contains q, in any letter case, ordered by id and in pages as in the list; here ${expected.map(({ id }) => id).join(', ')}.`,
      );
    }
  }
  const none = await app.client().get(`/api/search?q=${t.random.text(20)}`);
  if (none.status !== 200 || idsIn(none).length > 0) {
    t.fail(
      `A search that finds nothing was answered ${told(none)}.`,
      'It is answered 200 with an empty list.',
    );
  }
});

check('export-works', async (t) => {
  t.tried(
    'Took the export, with titles that hold commas, quotes and other letters; and asked for it without logging in.',
  );
  const app = await t.start();
  const books = await stock(t, 60);
  const [first, second] = books;
  if (first && second) {
    first.title = `${t.random.text(5)}, or: "${t.random.text(4)}", ${t.random.integer(2, 9)} vols.`;
    second.author = `Zoë O'${t.random.text(5)}`;
    await t.database.query('update books set title = $2 where id::text = $1', [first.id, first.title]);
    await t.database.query('update books set author = $2 where id::text = $1', [second.id, second.author]);
  }
  const dealer = await newcomer(t, app);
  const answer = await dealer.get('/api/export');
  exportIsWhole(t, 'GET /api/export', answer, books);
  const type = answer.header('Content-Type');
  if (answer.status !== 200 || !type?.toLowerCase().startsWith('text/csv')) {
    t.fail(
      `GET /api/export was answered ${answer.status} with the type ${type}.`,
      'It is answered 200 as text/csv.',
    );
  }
  const stranger = await app.client().get('/api/export');
  if (stranger.status !== 401) {
    t.fail(
      `GET /api/export without a session was answered ${told(stranger)}.`,
      'It is for those who are logged in: 401.',
    );
  }
});

check('register-login', async (t) => {
  t.tried('Registered, logged in, logged out, and was refused with a wrong password.');
  const app = await t.start();
  await stock(t, 3);
  const who = person(t.random);
  const registered = await app.client().post('/api/register', who);
  if (registered.status !== 201 || registered.object?.id === undefined) {
    t.fail(
      `POST /api/register was answered ${told(registered)}.`,
      'A registration is answered 201 with {id}.',
    );
  }
  const { email, password } = who;
  const wrong = await app.client().post('/api/login', { email, password: `${password}x` });
  if (wrong.status !== 401) t.fail(`A wrong password was answered ${told(wrong)}.`, 'It is answered 401.');
  const taken = await app.client().post('/api/register', { ...person(t.random), email });
  if (taken.status !== 409) t.fail(`A taken address was answered ${told(taken)}.`, 'It is answered 409.');
  const { client, bearer } = await newcomer(t, app);
  const out = await client.post('/api/logout');
  if (out.status !== 204) t.fail(`POST /api/logout was answered ${told(out)}.`, 'It is answered 204.');
  const after = await client.get('/api/export');
  if (bearer === undefined && after.status !== 401) {
    t.fail(`After the logout GET /api/export was answered ${told(after)}.`, 'It is answered 401.');
  }
});
