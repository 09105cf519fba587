import cookieParser from 'cookie-parser';
import express from 'express';
import { requireAdmin, requireUser } from './access.ts';
import { adminRouter } from './admin.ts';
import { authRouter } from './auth.ts';
import { handleError, notFound } from './errors.ts';
import { ordersRouter } from './orders.ts';
import { ADMIN_PAGE } from './page.ts';

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);

app.use(express.json({ limit: '2kb' }));
app.use(cookieParser());

// The guard is mounted with the router: the same matching leads to both, so no spelling of a path comes past it.
app.use('/api', authRouter);
app.use('/api/orders', requireUser, ordersRouter);
app.use('/api/admin', requireAdmin, adminRouter);

// Only markup. Whether its requests are answered is decided above.
app.get('/admin', (_req, res) => {
  res.type('html').send(ADMIN_PAGE);
});

app.use(notFound);
app.use(handleError);

app.listen(process.env.PORT, () => console.log(`listening on port ${process.env.PORT}`));
