import cookieParser from 'cookie-parser';
import express from 'express';
import { authenticate, authRouter } from './auth.ts';
import { handleError, notFound } from './errors.ts';
import { usersRouter } from './users.ts';

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);

app.use(express.json({ limit: '20kb' }));
app.use(cookieParser());

// Only members get further than the login.
const MEMBERS_ONLY = ['/api/me', '/api/users', '/api/search'];
app.use((req, res, next) => {
  if (MEMBERS_ONLY.some((path) => req.path.startsWith(path))) return authenticate(req, res, next);
  next();
});

app.use('/api', authRouter);
app.use('/api', usersRouter);
app.use(notFound);
app.use(handleError);

app.listen(process.env.PORT, () => console.log(`listening on port ${process.env.PORT}`));
