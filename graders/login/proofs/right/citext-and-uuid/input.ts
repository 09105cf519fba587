import { z } from 'zod';

// Kept as typed; the column compares without regard to case.
const email = z.email().max(254);
const password = z.string().max(1000);

export const Registration = z.object({
  email,
  password: password.min(8, 'at least 8 characters'),
  name: z.string().min(1).max(200).regex(/^\P{Cc}+$/u),
});

export const Credentials = z.object({ email, password });

export const complaint = (error: z.ZodError) => z.prettifyError(error);
