/** What a list may be asked for: the one place that knows how large a page is and how deep one may go. */
import { z } from 'zod';

const PAGE_MAX = 25;
const DEEPEST = 200;

export interface Page {
  page: number;
  limit: number;
  offset: number;
}

export function cut(query: Record<string, unknown>): Page {
  const page = Number.parseInt(query.page as string) || 1;
  const size = Math.min(Number.parseInt(query.limit as string) || 10, PAGE_MAX);
  const offset = (page - 1) * size;
  return { page, offset, limit: Math.min(size, Math.max(0, DEEPEST - offset)) };
}

export const SearchTerm = z.object({
  q: z
    .string()
    .trim()
    .min(2)
    .max(60)
    .refine((text) => !text.includes('\0'), 'no NUL character'),
});
