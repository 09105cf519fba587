import cookieParser from 'cookie-parser';
import express from 'express';
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

// Start the server
app.listen(PORT, () => {
  console.log(`🚀 Server running on http://localhost:${PORT}`);
});
