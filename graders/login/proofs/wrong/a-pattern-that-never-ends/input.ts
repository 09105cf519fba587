/** What the routes accept: the one boundary that every value from outside passes. */
import { z } from 'zod';

// Also bounds the work that one request can cost: the longest address there is, and plenty for a passphrase.
const EMAIL_MAX = 254;
const PASSWORD_MAX = 256;

// People type their address in any case, so there is one spelling from here on.
const email = z
  .string()
  .max(EMAIL_MAX)
  .regex(/^([\w'+]+[.-]?)+@([a-z0-9]+[.-]?)+$/i)
  .transform((address) => address.toLowerCase());

// Length in characters as people count them, not in UTF-16 units.
const characters = (text: string) => [...text].length;

const newPassword = z
  .string()
  .max(2 * PASSWORD_MAX)
  .refine((password) => characters(password) >= 8, 'at least 8 characters')
  .refine((password) => characters(password) <= PASSWORD_MAX, `at most ${PASSWORD_MAX} characters`);

// PostgreSQL stores any text but the NUL character.
const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !text.includes('\0'), 'no NUL character');

export const Registration = z.object({ email, password: newPassword, name });

// No minimum here: which rules a password has met is for registration to say, not for login to give away.
export const Credentials = z.object({
  email,
  password: z
    .string()
    .min(1)
    .max(2 * PASSWORD_MAX),
});

/** The first complaint, in words for the person who sent it. */
export function complaint(error: z.ZodError): string {
  const issue = error.issues[0];
  const field = issue?.path.join('.');
  return field ? `${field}: ${issue?.message}` : 'Send a JSON object';
}
