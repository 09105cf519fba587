import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Pool } from 'pg';
import { z } from 'zod';
import { AddressTaken, AuthService } from './auth-service.ts';
import { Guesses } from './guesses.ts';

const auth = new AuthService(new Pool({ connectionString: process.env.DATABASE_URL }), process.env.JWT_SECRET);
const guesses = new Guesses(8, 15 * 60 * 1000);

const Email = z.email().max(255).toLowerCase();
const NewUser = z.strictObject({
  email: Email,
  password: z.string().min(8).max(1024),
  name: z.string().min(1).max(255).regex(/^[^\u0000]*$/),
});
const Login = z.object({ email: Email, password: z.string().max(1024) });
const COOKIE = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

class Refusal extends Error {
  status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refusal(400, z.prettifyError(result.error));
  return result.data;
}

const app = express().set('trust proxy', 1).use(express.json(), cookieParser());

app.post('/api/register', async (req, res) => {
  const { email, password, name } = parse(NewUser, req.body);
  try {
    const user = await auth.register(email, password, name);
    res.status(201).json(user);
  } catch (error) {
    if (error instanceof AddressTaken) throw new Refusal(409, 'There is an account with this address already');
    throw error;
  }
});

app.post('/api/login', async (req, res) => {
  const { email, password } = parse(Login, req.body);
  const begun = guesses.begin(`${req.ip}\n${email}`);
  if (typeof begun === 'number') {
    res.setHeader('retry-after', Math.ceil(begun / 1000));
    throw new Refusal(429, 'Too many wrong passwords');
  }
  const user = await auth.check(email, password);
  if (!user) throw new Refusal(401, 'E-mail or password is wrong');
  begun();
  res.cookie('session', await auth.issue(user), { ...COOKIE, maxAge: AuthService.HOURS * 3_600_000 }).json(user);
});

app.get('/api/me', async (req, res) => {
  const user = await auth.whoIs(req.cookies.session);
  if (!user) throw new Refusal(401, 'Please log in');
  res.json(user);
});

app.post('/api/logout', (_req, res) => {
  res.clearCookie('session', COOKIE).sendStatus(204);
});

app.use((_req: Request) => {
  throw new Refusal(404, 'No such page');
});

app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
  if (error instanceof Refusal) return res.status(error.status).json({ error: error.message });
  const status = (error as { status?: number }).status ?? 500;
  if (status < 500) return res.status(status).json({ error: 'The request could not be read' });
  console.error(error);
  return res.status(500).json({ error: 'Something went wrong here' });
});

app.listen(process.env.PORT);
