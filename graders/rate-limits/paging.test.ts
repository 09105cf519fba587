import { type Answer, type CheckContext, check, type RunningApp, told } from '../kit/index.ts';
import { type Book, DEEPEST, idsIn, othersAreServed, PAGE_MAX, stock } from './contract.ts';

/** From an address of its own each time: limits have checks of their own. */
const ask = (app: RunningApp, path: string): Promise<Answer> => app.client().get(path);

const isRefused = ({ status }: Answer) => [400, 404, 422].includes(status);

/** How many of the books an answer shows, under whatever key. */
function shown(answer: Answer, books: readonly Book[]): number {
  const { text } = answer;
  return books.filter(({ title }) => text.includes(title)).length;
}

check('page-cap', async (t) => {
  t.tried('Asked the list and the search for more books at once than a page holds.');
  const app = await t.start();
  const about = t.random.text(6, 'bcdfghjklmn');
  const books = await stock(t, 70, about);
  const large = t.random.integer(30, 5000);
  for (const base of ['/api/books?', `/api/search?q=${about}&`]) {
    for (const query of [
      `limit=${large}`,
      `limit=${PAGE_MAX + 1}`,
      `limit=${large}00000`,
      'limit=2147483647',
      `limit=5&limit=${large}`,
      `limit=${large}&limit=5`,
      `limit[]=${large}`,
      `limit=${large}.0`,
      `limit=%20${large}`,
      `limit=0x${large}`,
      `limit=1e3`,
      `page=1&limit=${large}`,
      `LIMIT=${large}&per_page=${large}&page_size=${large}&pageSize=${large}&size=${large}&take=${large}&count=${large}`,
    ]) {
      const count = shown(await ask(app, base + query), books);
      if (count > PAGE_MAX) {
        t.fail(
          `GET ${base}${query} answered with ${count} books at once.`,
          `A page holds at most ${PAGE_MAX} books: a larger limit counts as ${PAGE_MAX} or is refused.`,
        );
      }
    }
  }
  await othersAreServed(t, app, books);
});

const NO_FURTHER = `No list and no search goes further than its first ${DEEPEST} books: what lies behind is answered 400, 404 or 422, or with an empty list.`;

/** Goes through pages that lie behind the last book that may be reached, or reach across it. */
async function insistOnDepth(t: CheckContext, app: RunningApp, base: string, books: readonly Book[]) {
  const behind = books.slice(DEEPEST);
  const size = t.random.integer(7, 24);
  for (const query of [
    `limit=${PAGE_MAX}&page=${DEEPEST / PAGE_MAX + 1}`,
    `limit=${PAGE_MAX}&page=${DEEPEST / PAGE_MAX + 3}`,
    `page=${DEEPEST / 10 + 1}`,
    `page=${DEEPEST / 10 + t.random.integer(2, 7)}`,
    `limit=1&page=${DEEPEST + t.random.integer(1, 60)}`,
    `limit=${size}&page=${Math.ceil(DEEPEST / size) + 1}`,
    // Pages that begin before the end and go on behind it.
    `limit=24&page=9`,
    `limit=15&page=14`,
    `limit=100&page=3`,
    `limit=1000&page=2`,
    `offset=${DEEPEST + 10}`,
    `skip=${DEEPEST + 10}`,
    `page=1&page=${DEEPEST / 10 + 2}`,
    `page=${DEEPEST / 10 + 2}&page=1`,
    `page[]=${DEEPEST / 10 + 2}`,
    `sort=id&order=desc`,
  ]) {
    const answer = await ask(app, base + query);
    if (answer.status >= 500) t.fail(`GET ${base}${query} was answered ${told(answer)}.`, NO_FURTHER);
    const first = behind.find(({ title }) => answer.text.includes(title));
    if (first) {
      t.fail(
        `GET ${base}${query} showed book number ${books.indexOf(first) + 1} of ${books.length}.`,
        NO_FURTHER,
      );
    }
    if (!answer.ok && !isRefused(answer))
      t.fail(`GET ${base}${query} was answered ${told(answer)}.`, NO_FURTHER);
  }
}

check('list-depth', async (t) => {
  t.tried('Leafed through the list to its end, with pages of every size.');
  const app = await t.start();
  const books = await stock(t, 270);
  await insistOnDepth(t, app, '/api/books?', books);
  await othersAreServed(t, app, books);
});

check('search-depth', async (t) => {
  t.tried('Leafed through the hits of a search to their end, with pages of every size.');
  const app = await t.start();
  const about = t.random.text(6, 'bcdfghjklmn');
  const books = await stock(t, 270, about);
  await insistOnDepth(t, app, `/api/search?q=${about}&`, books);
  const found = idsIn(await ask(app, `/api/search?q=${about}`));
  if (found[0] !== books[0]?.id) {
    t.fail(
      `GET /api/search?q=${about} found the books ${found.join(', ') || '(none)'}.`,
      'The search still finds books.',
    );
  }
});

check('search-term', async (t) => {
  t.tried('Searched for nothing, for a single letter and for a whole page of text.');
  const app = await t.start();
  const books = await stock(t, 30);
  const letter = t.random.pick(['a', 'e', 'o']);
  for (const q of [
    undefined,
    '',
    letter,
    t.random.text(61),
    t.random.text(t.random.integer(62, 90)),
    t.random.text(4000),
  ]) {
    const path = `/api/search?${q === undefined ? 'page=1' : `q=${q}`}`;
    const answer = await ask(app, path);
    if (answer.status !== 400 && answer.status !== 422) {
      t.fail(
        `GET ${path.length > 80 ? `${path.slice(0, 80)}… (${q?.length} characters)` : path} was answered ${told(answer)}.`,
        'A search has a q of 2 to 60 characters. Without one it is a second list, and a long one costs the more, the longer it is: 400 or 422.',
      );
    }
  }
  await othersAreServed(t, app, books);
});

check('odd-pages', async (t) => {
  t.tried('Asked for pages and limits that are none: negative, huge, empty, words, lists, objects.');
  const app = await t.start();
  const about = t.random.text(6, 'bcdfghjklmn');
  const books = await stock(t, 70, about);
  const number = t.random.integer(2, 900);
  const huge = `${number}${'0'.repeat(t.random.integer(16, 30))}`;
  for (const base of ['/api/books?', `/api/search?q=${about}&`]) {
    for (const query of [
      `page=-${number}`,
      'page=0',
      `page=${huge}`,
      'page=9223372036854775807',
      'page=1e99',
      'page=Infinity',
      'page=NaN',
      'page=',
      `page[a]=${number}`,
      `page=${number}&limit=${huge}`,
      `limit=-${number}`,
      'limit=-1&page=1',
      'limit=0',
      `limit=${huge}`,
      'limit=Infinity',
      'limit=',
      'limit=null',
      `limit[b]=${number}`,
      `page=1.5&limit=2.5`,
      `page=-${number}&limit=-${number}`,
    ]) {
      const answer = await ask(app, base + query);
      const count = shown(answer, books);
      if (answer.status >= 500 || count > PAGE_MAX) {
        t.fail(
          `GET ${base}${query} was answered ${answer.status >= 500 ? told(answer) : `with ${count} books at once`}.`,
          `What is no page and no limit is refused with 400 or 422, or taken as the default; a page holds at most ${PAGE_MAX} books.`,
        );
      }
    }
  }
  for (const q of ['q[]=ab', `q=${about}&q=${about}`, `q[a]=${about}`, `q=${about}%00`]) {
    const answer = await ask(app, `/api/search?${q}`);
    if (answer.status >= 500) {
      t.fail(
        `GET /api/search?${q} was answered ${told(answer)}.`,
        'A q that is no text is refused with 400 or 422.',
      );
    }
  }
  await othersAreServed(t, app, books);
});
