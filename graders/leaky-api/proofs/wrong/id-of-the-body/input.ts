/** What the routes accept: the one boundary that every value from outside passes. */
import { z } from 'zod';
import { ORDERS } from './members.ts';

export const PAGE_MAX = 25;
const PAGE_DEFAULT = 10;

// PostgreSQL stores any text but the NUL character.
const text = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !value.includes('\0'), 'no NUL character');

const digits = z.string().regex(/^\d{1,9}$/, 'a whole number');
const wholeNumber = digits.transform(Number);

export const MemberId = wholeNumber;

export const ListQuery = z.object({
  page: wholeNumber.pipe(z.number().min(1).max(100_000)).default(1),
  limit: wholeNumber.pipe(z.number().min(1)).default(PAGE_DEFAULT),
  sort: z.enum(Object.keys(ORDERS) as Array<keyof typeof ORDERS>).default('id'),
});

export const SearchQuery = z.object({ q: text(1, 100) });

// Strict: somebody who sends is_admin is told so, instead of believing that it worked.
export const Change = z.object({ name: text(1, 100).optional(), bio: text(0, 500).optional() });

/** The first complaint, in words for the person who sent it. */
export function complaint(error: z.ZodError): string {
  const issue = error.issues[0];
  const field = issue?.path.join('.');
  return field ? `${field}: ${issue?.message}` : (issue?.message ?? 'Bad input');
}
