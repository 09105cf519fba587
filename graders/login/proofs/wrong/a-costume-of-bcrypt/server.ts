import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { authenticate, COOKIE, cookieOptions, hashPassword, passwordMatches, startSession, type AuthRequest } from './auth.ts';
import { createUser, findUserByEmail, findUserById } from './db.ts';
import { BadInput, emailOf, nameOf, newPasswordOf, passwordOf } from './validate.ts';

const app = express();
const PORT = process.env.PORT || 3000;

app.set('trust proxy', 1);
app.disable('x-powered-by');
app.use(express.json({ limit: '16kb' }));
app.use(cookieParser());

app.post('/api/register', async (req, res) => {
  const email = emailOf(req.body);
  const password = newPasswordOf(req.body);
  const name = nameOf(req.body);
  const user = await createUser(email, await hashPassword(password), name);
  if (!user) {
    res.status(409).json({ error: 'Address already taken' });
    return;
  }
  res.status(201).json({ id: user.id, email: user.email });
});

function checkLogin(req: Request, _res: Response, next: NextFunction) {
  emailOf(req.body);
  passwordOf(req.body);
  next();
}

// Counts before the password is looked at; a good login gives its count back.
const guesses = rateLimit({
  windowMs: 15 * 60 * 1000,
  limit: 10,
  standardHeaders: 'draft-7',
  legacyHeaders: false,
  skipSuccessfulRequests: true,
  requestWasSuccessful: (_req, res) => res.statusCode === 200,
  keyGenerator: (req) => `${ipKeyGenerator(req.ip ?? '')} ${emailOf(req.body)}`,
  message: { error: 'Too many attempts, try again later' },
});

app.post('/api/login', checkLogin, guesses, async (req, res) => {
  const user = await findUserByEmail(emailOf(req.body));
  if (!(await passwordMatches(passwordOf(req.body), user?.password)) || !user) {
    res.status(401).json({ error: 'Invalid email or password' });
    return;
  }
  startSession(res, user.id);
  res.json({ id: user.id, email: user.email, name: user.name });
});

app.get('/api/me', authenticate, async (req: AuthRequest, res) => {
  const user = await findUserById(req.userId!);
  if (!user) {
    res.status(401).json({ error: 'Authentication required' });
    return;
  }
  res.json({ id: user.id, email: user.email, name: user.name });
});

app.post('/api/logout', (_req, res) => {
  res.clearCookie(COOKIE, cookieOptions);
  res.status(204).end();
});

app.use((_req, res) => {
  res.status(404).json({ error: 'Not found' });
});

app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
  if (error instanceof BadInput) {
    res.status(400).json({ error: error.message });
    return;
  }
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    res.status(status).json({ error: 'Bad request' });
    return;
  }
  console.error(error);
  res.status(500).json({ error: 'Internal server error' });
});

app.listen(PORT, () => console.log(`listening on ${PORT}`));
