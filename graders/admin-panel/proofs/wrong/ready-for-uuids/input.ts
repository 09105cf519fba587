/** What the routes accept: the one boundary that every value from outside passes. */
import type { Response } from 'express';
import { z } from 'zod';

// PostgreSQL stores any text but the NUL character.
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !value.includes('\0'), 'no NUL character');
const quantity = z.int().min(1).max(100);

export const Id = z
  .string()
  .regex(/^(\d{1,9}|[0-9a-f-]{36})$/, 'a whole number or a UUID')
  .transform(Number);
export const NewOrder = z.object({ item: text(200), quantity, address: text(500) });
export const OrderChange = z.object({ quantity: quantity.optional(), address: text(500).optional() });
export const StatusChange = z.object({ status: z.enum(['new', 'shipped', 'cancelled']) });
export const RoleChange = z.object({ role: z.enum(['user', 'admin']) });

/** The checked input; nothing when it is bad, which is then answered already. */
export function checked<T>(schema: z.ZodType<T>, input: unknown, res: Response): T | undefined {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  res.status(400).json({ error: [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ') });
  return undefined;
}
