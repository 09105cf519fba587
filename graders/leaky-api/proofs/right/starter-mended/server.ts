import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import { authRouter } from './auth.ts';
import { usersRouter } from './users.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Middleware
app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());

// Routes
app.use('/api', authRouter);
app.use('/api', usersRouter);

// Errors: details to the log only
app.use((error: any, _req: Request, res: Response, _next: NextFunction) => {
  const status = error.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  res.status(status).json({ error: status === 500 ? 'Internal server error' : 'Bad request' });
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
