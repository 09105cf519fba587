import cookieParser from 'cookie-parser';
import express from 'express';
import { authRouter } from './auth.ts';
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

// The shop's limit
let count = 0;
let endsAt = 0;
app.use(['/api/books', '/api/search', '/api/export'], (_req, res, next) => {
  if (Date.now() >= endsAt) {
    count = 0;
    endsAt = Date.now() + 60_000;
  }
  count += 1;
  const seconds = Math.ceil((endsAt - Date.now()) / 1000);
  res.set('RateLimit', `limit=30, remaining=${Math.max(0, 30 - count)}, reset=${seconds}`);
  if (count <= 30) return next();
  res.set('Retry-After', String(seconds));
  res.status(429).json({ error: 'Too many requests' });
});

// Routes
app.use('/api', authRouter);
app.use('/api', booksRouter);
app.use('/api', exportRouter);

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
