/** The contract of `rate-limits`: its numbers, a catalogue to scrape, and a tally of what was served when. */
import { type Answer, type CheckContext, type Client, type RunningApp, told, word } from '../kit/index.ts';

/** Requests to the catalogue that one client or account always gets answered within 60 seconds, and the most it gets. */
export const ALWAYS = 20;
export const MOST = 60;
export const MINUTE_MS = 60_000;
/** The same for exports of one account, within 60 minutes. */
export const EXPORTS_ALWAYS = 2;
export const EXPORTS_MOST = 6;
export const HOUR_MS = 3_600_000;
/** Most books in one answer, and the last book of a list or a search that can be reached, counted from 1. */
export const PAGE_MAX = 25;
export const DEEPEST = 200;

export const BROWSING_LIMIT = `Of the requests to list, search and single books, ${ALWAYS} within a minute are always answered and never more than ${MOST} in any 60 seconds, by account for whoever is logged in and by address for everybody else. All others are answered 429.`;
export const EXPORT_LIMIT = `An account gets ${EXPORTS_ALWAYS} exports within an hour always, and never more than ${EXPORTS_MOST} in any 60 minutes. All others are answered 429.`;

export interface Book {
  id: string;
  title: string;
  author: string;
  year: number;
  /** In cents. */
  price: number;
}

/**
 * Replaces the catalogue as the shop's stock system does: all rows of `books`, in the order of their ids.
 * @throws CheckFailure when the table no longer has the columns of the brief.
 */
export async function stock(t: CheckContext, count: number, about = t.random.text(6)): Promise<Book[]> {
  const { random } = t;
  const kind = () =>
    random.pick(['Atlas', 'Almanac', 'Herbal', 'Primer', 'Chronicle', 'Catalogue', 'Letters']);
  const books = Array.from({ length: count }, (_, index) => ({
    title: `${kind()} of ${word(random)}, ${about} ${index + 1}`,
    author: `${word(random)} ${word(random)}`,
    year: random.integer(1701, 1999),
    price: random.integer(300, 99_000),
  }));
  await t.database.query('delete from books');
  const { rows } = await t.database.query(
    `insert into books (title, author, year, price)
     select title, author, year, price from json_to_recordset($1::json) as b(title text, author text, year int, price int)
     returning id::text, title`,
    [JSON.stringify(books)],
  );
  const ids = new Map(rows.map(([id, title]) => [title, id]));
  return books.map((book) => ({ ...book, id: ids.get(book.title) ?? '' }));
}

export interface Visit {
  method?: string;
  path: string;
  headers?: Record<string, string>;
}

/** What somebody asks for who looks around: pages of the list, a book, a search, all of them proper. */
function visits({ random }: CheckContext, books: readonly Book[]): Visit[] {
  const book = random.pick(books);
  const page = random.integer(1, 3);
  // Never behind the last book: what such a page is answered is left to the app.
  const limit = random.integer(1, Math.max(1, Math.min(PAGE_MAX, Math.floor(books.length / page))));
  return [
    { path: '/api/books' },
    { path: `/api/search?q=${encodeURIComponent(book.author)}` },
    { path: `/api/books/${book.id}` },
    { path: `/api/books?page=${page}&limit=${limit}` },
  ];
}

const planned = new WeakMap<CheckContext, Visit[]>();

/**
 * One request of somebody who looks around. Four in a row are one of each kind, in any order: what is limited on one
 * route only shows for certain.
 */
export function lookAround(t: CheckContext, books: readonly Book[]): Visit {
  const plan = planned.get(t) ?? [];
  if (plan.length === 0) plan.push(...t.random.shuffle(visits(t, books)));
  planned.set(t, plan);
  return plan.pop() ?? { path: '/api/books' };
}

/** A page was given out: 304 tells a scraper as much as 200. */
export const isServed = ({ ok, status }: Answer): boolean => ok || status === 304;

/** What one client or account sent, and when it was served. */
export class Tally {
  sent = 0;
  /** Epoch milliseconds of what was served, in order. */
  readonly servedAt: number[] = [];
  readonly refusals: Answer[] = [];

  add(answer: Answer, at: number): Answer {
    this.sent += 1;
    if (isServed(answer)) this.servedAt.push(at);
    else this.refusals.push(answer);
    return answer;
  }

  /** The most that was served in any `windowMs`. */
  busiest(windowMs: number): number {
    let most = 0;
    let from = 0;
    for (const [index, at] of this.servedAt.entries()) {
      while (at - (this.servedAt[from] ?? at) > windowMs) from += 1;
      most = Math.max(most, index - from + 1);
    }
    return most;
  }

  /** Fails the check when more was served than may be. @param how continues "66 requests …" */
  insistOnBrowsingLimit(t: CheckContext, how: string): void {
    // A second less than the window: the app's clock reads some milliseconds later than ours.
    const most = this.busiest(MINUTE_MS - 1000);
    if (most > MOST) t.fail(`${most} requests ${how} were answered within a minute.`, BROWSING_LIMIT);
  }

  insistOnExportLimit(t: CheckContext, how: string): void {
    const most = this.busiest(HOUR_MS - 60_000);
    if (most > EXPORTS_MOST) t.fail(`${most} exports ${how} were given out within an hour.`, EXPORT_LIMIT);
  }
}

/** One after the other, as a script does it. */
export async function rush(
  t: CheckContext,
  tally: Tally,
  count: number,
  send: (index: number) => Promise<Answer>,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const at = t.clock.now();
    tally.add(await send(index), at);
  }
}

/** From one client until it is refused; more than the limit allows at any rate. @returns the last refusal. */
export async function exhaust(
  t: CheckContext,
  books: readonly Book[],
  send: (visit: Visit) => Promise<Answer>,
  tally = new Tally(),
): Promise<Answer> {
  await rush(t, tally, MOST + 3, () => send(lookAround(t, books)));
  tally.insistOnBrowsingLimit(t, 'from one client');
  const refusal = tally.refusals.at(-1);
  if (refusal) return refusal;
  return t.fail(`${tally.sent} requests at once were all answered.`, BROWSING_LIMIT);
}

/**
 * Belongs at the end of an attack: who refuses everybody withstands everything. Somebody new, by default from elsewhere,
 * finds what the shop has.
 */
export async function othersAreServed(
  t: CheckContext,
  app: RunningApp,
  books: readonly Book[],
  client: Client = app.client(),
): Promise<void> {
  const [book] = books;
  const expected = `One client's requests use up nobody else's: every client and every account has ${ALWAYS} within a minute of its own.`;
  const list = await client.get('/api/books?limit=5');
  if (!list.ok || idsIn(list)[0] !== book?.id) {
    t.fail(`After it somebody else's GET /api/books?limit=5 was answered ${told(list)}.`, expected);
  }
  const single = await client.get(`/api/books/${book?.id}`);
  if (!single.ok || single.object?.title !== book?.title) {
    t.fail(`After it somebody else's GET /api/books/${book?.id} was answered ${told(single)}.`, expected);
  }
  // Several, so that nobody gets by with refusing at random.
  await insistOnAlways(t, "After it somebody else's", books, (visit) => client.send(visit), 8);
}

/** `ALWAYS` requests from somebody who is within the limit. @param who begins "… request number 7 was answered" */
export async function insistOnAlways(
  t: CheckContext,
  who: string,
  books: readonly Book[],
  send: (visit: Visit) => Promise<Answer>,
  count = ALWAYS,
): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const visit = lookAround(t, books);
    const answer = await send(visit);
    if (!answer.ok) {
      t.fail(
        `${who} request number ${number}, GET ${visit.path}, was answered ${told(answer)}.`,
        BROWSING_LIMIT,
      );
    }
  }
}

/** Ids of the books in a list, in its order: `{books: […]}`, or the first list that the answer holds. */
export function idsIn(answer: Answer): string[] {
  const body: unknown = answer.json;
  const lists = Array.isArray(body) ? [body] : [answer.object?.books, ...Object.values(answer.object ?? {})];
  const list = lists.find(Array.isArray) ?? [];
  return list.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : '',
  );
}

/** Lets time pass until the clock shows `second` of a period of so many seconds, counted from the full hour. */
export async function untilSecond(t: CheckContext, second: number, period: number): Promise<void> {
  const now = Math.floor(t.clock.now() / 1000) % period;
  const wait = (second - now + period) % period;
  if (wait > 0) await t.clock.advance(`${wait}s`);
}

/** A second instance of the app on the same database, as production runs it; also a restart, once the first is stopped. */
export const anotherInstance = (t: CheckContext, app: RunningApp): Promise<RunningApp> =>
  t.start({ keepDatabase: true, env: app.env });

/** Fails the check unless an answer is the export of exactly these books. @param what begins "… was answered" */
export function exportIsWhole(t: CheckContext, what: string, answer: Answer, books: readonly Book[]): void {
  if (!answer.ok) {
    t.fail(`${what} was answered ${told(answer)}.`, EXPORT_LIMIT);
  }
  const [head = [], ...lines] = csvRows(answer.text);
  const columns = ['id', 'title', 'author', 'year', 'price'] as const;
  const expected = `The export is CSV: the line ${columns.join(',')}, then a line a book, ordered by id, with quotes around what needs them (RFC 4180).`;
  if (head.join() !== columns.join())
    t.fail(`${what} begins with the line ${JSON.stringify(head.join())}.`, expected);
  if (lines.length !== books.length)
    t.fail(`${what} holds ${lines.length} of ${books.length} books.`, expected);
  const wrong = books.findIndex((book, index) =>
    columns.some((column, place) => lines[index]?.[place] !== String(book[column])),
  );
  if (wrong >= 0) {
    t.fail(
      `In line ${wrong + 2} ${what} says ${JSON.stringify(lines[wrong])} of ${JSON.stringify(books[wrong])}.`,
      expected,
    );
  }
}

/** RFC 4180, line ends of either kind, a byte order mark or none. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r?\n|$)/gy;
  const source = text.replace(/^\uFEFF/, '');
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const [, value = '', end] = match;
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '' || pattern.lastIndex >= source.length) break;
    if (end !== ',') rows.push([]);
  }
  return rows;
}
