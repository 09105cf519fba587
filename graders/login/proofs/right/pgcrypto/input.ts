import { z } from 'zod';

// Every text goes to PostgreSQL, which has no NUL.
const text = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !value.includes('\0'), 'NUL is not allowed');

const email = text(3, 254)
  .pipe(z.email())
  .transform((address) => address.toLowerCase());

export const Registration = z.object({ email, password: text(8, 300), name: text(1, 200) });
export const Credentials = z.object({ email, password: text(1, 300) });

export function complaint(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
}
