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

// What clients like to read
let remaining = 30;
app.use((_req, res, next) => {
  remaining = remaining > 0 ? remaining - 1 : 30;
  res.set('RateLimit', `"browsing";r=${remaining};t=60`);
  res.set('Retry-After', '60');
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
