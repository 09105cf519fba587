import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import { accountsRouter } from './accounts.ts';
import { authRouter } from './auth.ts';
import { transfersRouter } from './transfers.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Middleware
app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());

// Routes
app.use('/api', authRouter);
app.use('/api', accountsRouter);
app.use('/api', transfersRouter);

// Error handler
app.use((error: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
  console.error(error);
  res.status(error.status ?? 500).json({ error: error.status ? 'Bad request' : 'Internal server error' });
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
