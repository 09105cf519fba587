/** What a transfer may look like: the one boundary that every value from outside passes. */
import { z } from 'zod';

/** In cents. */
const MOST_AT_ONCE = 1_000_000;

const accountId = z.int().min(1).max(2_147_483_647);

// No coercion: "100", true and [100] are not amounts.
export const TransferOrder = z
  .object({ from: accountId, to: accountId, amount: z.int().min(1).max(MOST_AT_ONCE) })
  .refine(({ from, to }) => from !== to, 'from and to are the same account');
export type TransferOrder = z.infer<typeof TransferOrder>;

export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,100}$/);

/** The first complaint, in words for the person who sent it. */
export function complaint(error: z.ZodError): string {
  const issue = error.issues[0];
  const field = issue?.path.join('.');
  return field ? `${field}: ${issue?.message}` : (issue?.message ?? 'Bad input');
}
