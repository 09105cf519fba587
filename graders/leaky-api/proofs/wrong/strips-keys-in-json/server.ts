import cookieParser from 'cookie-parser';
import express from 'express';
import { authRouter } from './auth.ts';
import { usersRouter } from './users.ts';

const app = express();
const PORT = process.env.PORT || 3000;

// Middleware
app.set('trust proxy', 1);
app.use(express.json());
app.use(cookieParser());

// Never send private fields to the client
const PRIVATE = ['email', 'password_hash', 'stripe_customer_id', 'balance', 'is_admin'];
app.set('json replacer', (key: string, value: unknown) => (PRIVATE.includes(key) ? undefined : value));

// Routes
app.use('/api', authRouter);
app.use('/api', usersRouter);

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
