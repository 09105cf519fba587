import type { CookieOptions, RequestHandler } from 'express';
import { authService, SESSION_SECONDS } from '../services/auth-service.ts';
import { HttpError } from '../utils/http-error.ts';

const COOKIE_NAME = 'access_token';
const cookieOptions: CookieOptions = {
  httpOnly: true,
  secure: process.env.NODE_ENV === 'production',
  sameSite: 'lax',
};

export const register: RequestHandler = async (req, res) => {
  const { email, password, name } = req.body;
  const user = await authService.register(email, password, name);
  res.status(201).json({ id: user.id, email: user.email, name: user.name });
};

export const login: RequestHandler = async (req, res) => {
  const { email, password } = req.body;
  const user = await authService.login(email, password);
  res.cookie(COOKIE_NAME, authService.signToken(user), { ...cookieOptions, maxAge: SESSION_SECONDS * 1000 });
  res.json({ user: { id: user.id, email: user.email, name: user.name } });
};

export const me: RequestHandler = async (req, res) => {
  const token = req.cookies?.[COOKIE_NAME];
  if (!token) throw new HttpError(401, 'Authentication required');
  const { id, email, name } = await authService.userOfToken(token);
  res.json({ id, email, name });
};

export const logout: RequestHandler = (_req, res) => {
  res.clearCookie(COOKIE_NAME, cookieOptions);
  res.status(204).send();
};
