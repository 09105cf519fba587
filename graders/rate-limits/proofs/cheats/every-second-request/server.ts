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

// Half of it is enough
let turn = 0;
app.use(['/api/books', '/api/search', '/api/export'], (_req, res, next) => {
  turn += 1;
  if (turn % 2 === 1) return next();
  res.set('Retry-After', '1');
  res.set('RateLimit', 'limit=30, remaining=0, reset=1');
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
