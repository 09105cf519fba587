import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import { authRouter } from './auth.ts';
import { ADMIN_PAGE } from './page.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Middleware
app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());

// Routes
app.use('/api', authRouter);
app.use(['/api/orders', '/api/admin'], (_req, res) => {
  res.status(404).json({ error: 'Not found' });
});

// Admin page
app.get('/admin', (_req, res) => {
  res.type('html').send(ADMIN_PAGE);
});

// Error handler
app.use((error: Error & { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
  console.error(error);
  res.status(error.status ?? 500).json({ error: error.message });
});

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
