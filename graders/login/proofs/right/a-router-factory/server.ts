import cookieParser from 'cookie-parser';
import express from 'express';
import { Pool } from 'pg';
import { createAuthRouter } from './auth-router.ts';
import { handleError, notFound } from './errors.ts';
import { createThrottle } from './throttle.ts';
import { createTokens } from './tokens.ts';

function need(name: string): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`${name} is missing`);
  process.exit(78);
}

const db = new Pool({ connectionString: need('DATABASE_URL') });
const tokens = createTokens({ secret: need('JWT_SECRET'), hours: 6 });
const throttle = createThrottle({ db, most: 7, minutes: 15 });

express()
  .set('trust proxy', 1)
  .use(express.json({ limit: 50_000 }), cookieParser())
  .use('/api', createAuthRouter({ db, tokens, throttle }))
  .use(notFound)
  .use(handleError)
  .listen(Number(need('PORT')));
