import { Router } from 'express';
import { z } from 'zod';
import { login, logout, me, register } from '../controllers/auth-controller.ts';
import { validate } from '../middleware/validate.ts';

const email = z.string().trim().toLowerCase().max(255).pipe(z.email());

const registerSchema = z.object({
  email,
  password: z.string().min(8).max(128),
  name: z
    .string()
    .min(1)
    .max(255)
    .refine((name) => !name.includes('\u0000')),
});

const loginSchema = z.object({ email, password: z.string().min(1).max(128) });

export const authRoutes = Router()
  .post('/register', validate(registerSchema), register)
  .post('/login', validate(loginSchema), login)
  .get('/me', me)
  .post('/logout', logout);
