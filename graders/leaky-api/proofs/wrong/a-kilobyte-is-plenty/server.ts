import cookieParser from 'cookie-parser';
import express from 'express';
import { authRouter } from './auth.ts';
import { handleError, notFound } from './errors.ts';
import { usersRouter } from './users.ts';

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);

app.use(express.json({ limit: '1kb' }));
app.use(cookieParser());
app.use('/api', authRouter);
app.use('/api', usersRouter);
app.use(notFound);
app.use(handleError);

app.listen(process.env.PORT, () => console.log(`listening on port ${process.env.PORT}`));
