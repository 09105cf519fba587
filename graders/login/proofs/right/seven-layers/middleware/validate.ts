import type { RequestHandler } from 'express';
import type { ZodType } from 'zod';
import { HttpError } from '../utils/http-error.ts';

/** Replaces the body with what the schema makes of it, or answers 422. */
export function validate(schema: ZodType): RequestHandler {
  return (req, _res, next) => {
    const result = schema.safeParse(req.body);
    if (!result.success) throw new HttpError(422, 'Validation failed');
    req.body = result.data;
    next();
  };
}
