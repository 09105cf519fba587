import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import { config } from './config.ts';
import { pool } from './db.ts';

declare module 'express-session' {
  interface SessionData {
    userId: number;
  }
}

const Store = connectPgSimple(session);

export const COOKIE = 'sid';
export const FLAGS = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

export const sessions = session({
  name: COOKIE,
  secret: config.sessionSecret,
  store: new Store({ pool, tableName: 'session', disableTouch: true, pruneSessionInterval: false }),
  cookie: { ...FLAGS, maxAge: 8 * 60 * 60 * 1000 },
  resave: false,
  saveUninitialized: false,
});
