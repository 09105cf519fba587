/** What a list may be asked for: the one place that knows how large a page is and how deep one may go. */
import { z } from 'zod';

const PAGE_MAX = 25;
const PAGE_DEFAULT = 10;
/** Nobody looks for a book on page 40; who goes there copies the shop. */
const DEEPEST = 200;

const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'a whole number')
  .transform(Number);

const page = {
  page: wholeNumber.pipe(z.number().min(1)).default(1),
  limit: wholeNumber.pipe(z.number().min(1)).default(PAGE_DEFAULT),
};

export interface Page {
  page: number;
  limit: number;
  offset: number;
}

/** Rows to ask the database for; none where the page lies too deep. */
function cut({ page, limit: wanted }: { page: number; limit: number }): Page {
  const size = Math.min(wanted, PAGE_MAX);
  const offset = (page - 1) * size;
  return { page, offset, limit: offset < DEEPEST ? size : 0 };
}

export const ListQuery = z.object(page).transform(cut);

export const SearchQuery = z
  .object({
    // PostgreSQL stores any text but the NUL character.
    q: z
      .string()
      .trim()
      .min(2)
      .max(60)
      .refine((text) => !text.includes('\0'), 'no NUL character'),
    ...page,
  })
  .transform(({ q, ...rest }) => ({ q, ...cut(rest) }));
