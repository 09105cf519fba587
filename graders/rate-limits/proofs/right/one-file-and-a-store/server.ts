import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import express, { type ErrorRequestHandler, type Request } from 'express';
import { type ClientRateLimitInfo, ipKeyGenerator, type Options, rateLimit, type Store } from 'express-rate-limit';
import pg from 'pg';

const db = new pg.Pool({ connectionString: process.env.DATABASE_URL });

/** A store for express-rate-limit. Keys that are over are cleared away with every hundredth hit. */
class PostgresStore implements Store {
  windowMs = 0;
  prefix: string;
  #hits = 0;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  init({ windowMs }: Options) {
    this.windowMs = windowMs;
  }

  async increment(key: string): Promise<ClientRateLimitInfo> {
    if (++this.#hits % 100 === 0) await db.query('delete from hits where resets_at <= now()');
    const { rows } = await db.query(
      `insert into hits as h values ($1, 1, now() + $2 * interval '1 ms')
       on conflict (key) do update set
         count = case when h.resets_at <= now() then 1 else h.count + 1 end,
         resets_at = case when h.resets_at <= now() then excluded.resets_at else h.resets_at end
       returning count, resets_at`,
      [this.prefix + key, this.windowMs],
    );
    return { totalHits: rows[0].count, resetTime: rows[0].resets_at };
  }

  async decrement(key: string) {
    await db.query('update hits set count = count - 1 where key = $1', [this.prefix + key]);
  }

  async resetKey(key: string) {
    await db.query('delete from hits where key = $1', [this.prefix + key]);
  }
}

type Member = Request & { account?: number };

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const cookieOf = (req: Request) => /(?:^|;\s*)sid=([\w-]{43})(?:;|$)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
const hash = (password: string, salt: string) => `${salt}.${scryptSync(password, salt, 32).toString('base64')}`;

const app = express();
app.set('trust proxy', 1);

app.get('/api/health', (_req, res) => {
  res.json({ status: 'ok' });
});

app.use(rateLimit({ windowMs: 60_000, limit: 900, identifier: 'flood', standardHeaders: false, legacyHeaders: false }));
app.use(express.json());

app.post('/api/register', async (req, res) => {
  const { email, password, name } = req.body ?? {};
  if (![email, password, name].every((text) => typeof text === 'string' && text && !text.includes('\0')) || password.length < 8) {
    res.status(422).json({ error: 'email, password (8 characters at least) and name, please' });
    return;
  }
  const { rows } = await db.query(
    'insert into users (email, password_hash, name) values (lower($1), $2, $3) on conflict do nothing returning id',
    [email, hash(password, randomBytes(12).toString('base64')), name],
  );
  if (rows[0]) res.status(201).json(rows[0]);
  else res.status(409).json({ error: 'taken' });
});

app.post('/api/login', async (req, res) => {
  const { email, password } = req.body ?? {};
  const { rows } = await db.query('select id, password_hash from users where email = lower($1)', [String(email)]);
  const stored = rows[0]?.password_hash ?? hash('', 'nobody');
  const given = hash(String(password), stored.split('.')[0]);
  if (!rows[0] || !timingSafeEqual(Buffer.from(given), Buffer.from(stored))) {
    res.status(401).json({ error: 'wrong address or password' });
    return;
  }
  const token = randomBytes(32).toString('base64url');
  await db.query(`insert into sessions values ($1, $2, now() + interval '10 hours')`, [sha256(token), rows[0].id]);
  res.cookie('sid', token, { httpOnly: true, secure: true, sameSite: 'strict' });
  res.json({ id: rows[0].id });
});

app.post('/api/logout', async (req, res) => {
  await db.query('delete from sessions where token_hash = $1', [sha256(cookieOf(req))]);
  res.clearCookie('sid');
  res.sendStatus(204);
});

app.use('/api', async (req: Member, _res, next) => {
  const token = cookieOf(req);
  if (token !== '') {
    const { rows } = await db.query('select user_id from sessions where token_hash = $1 and expires_at > now()', [sha256(token)]);
    req.account = rows[0]?.user_id;
  }
  next();
});

app.use(
  ['/api/books', '/api/search'],
  rateLimit({
    windowMs: 60_000,
    limit: 25,
    standardHeaders: 'draft-7',
    store: new PostgresStore('browse '),
    keyGenerator: ({ account, ip }: Member) => (account ? `#${account}` : ipKeyGenerator(ip ?? '')),
  }),
);

const FIELDS = 'id, title, author, year, price';

/** What to put behind the statement; undefined for pages that there are not. */
function pageOf({ page = '1', limit = '10' }: Request['query']): string | undefined {
  if (![page, limit].every((text) => typeof text === 'string' && /^[1-9]\d{0,3}$/.test(text))) return undefined;
  const size = Math.min(Number(limit), 25);
  const offset = (Number(page) - 1) * size;
  return offset < 200 ? `order by id limit ${Math.min(size, 200 - offset)} offset ${offset}` : undefined;
}

app.get('/api/books', async (req, res) => {
  const page = pageOf(req.query);
  if (page) res.json({ books: (await db.query(`select ${FIELDS} from books ${page}`)).rows });
  else res.status(422).json({ error: 'no such page' });
});

app.get('/api/books/:id', async (req, res) => {
  const { rows } = await db.query(`select ${FIELDS} from books where id::text = $1`, [req.params.id.replaceAll('\0', '')]);
  if (rows[0]) res.json(rows[0]);
  else res.status(404).json({ error: 'no such book' });
});

app.get('/api/search', async (req, res) => {
  const page = pageOf(req.query);
  const { q } = req.query;
  if (!page || typeof q !== 'string' || !/^[^\0]{2,60}$/.test(q)) {
    res.status(422).json({ error: 'q has 2 to 60 characters, and there are 200 hits at most' });
    return;
  }
  const { rows } = await db.query(
    `select ${FIELDS} from books where strpos(lower(title), lower($1)) > 0 or strpos(lower(author), lower($1)) > 0 ${page}`,
    [q],
  );
  res.json({ books: rows });
});

const exportLimit = rateLimit({
  windowMs: 3_600_000,
  limit: 3,
  standardHeaders: 'draft-8',
  store: new PostgresStore('export '),
  keyGenerator: ({ account }: Member) => `#${account}`,
});

app.get(
  '/api/export',
  ({ account }: Member, res, next) => {
    if (account) next();
    else res.status(401).json({ error: 'log in first' });
  },
  exportLimit,
  async (_req, res) => {
    const { rows } = await db.query(`select ${FIELDS} from books order by id`);
    const lines = rows.map((book) => Object.values(book).map((value) => `"${String(value).replaceAll('"', '""')}"`).join(','));
    res.type('csv').send([FIELDS.replaceAll(' ', ''), ...lines].join('\n'));
  },
);

const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  const status = error?.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  res.status(status).json({ error: 'that did not work' });
};
app.use(onError);

app.listen(process.env.PORT);
