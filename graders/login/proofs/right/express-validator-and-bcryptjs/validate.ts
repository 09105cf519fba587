import type { RequestHandler } from 'express';
import { body, validationResult } from 'express-validator';

const email = body('email')
  .isString()
  .bail()
  .isLength({ max: 320 })
  .bail()
  .isEmail({ allow_utf8_local_part: false })
  .withMessage('must be an email address')
  .customSanitizer((value: string) => value.toLowerCase());

export const registerRules = [
  email,
  body('password').isString().bail().isLength({ min: 8, max: 200 }).withMessage('must have at least 8 characters'),
  body('name')
    .isString()
    .bail()
    .isLength({ min: 1, max: 100 })
    .custom((value: string) => !value.includes('\0')),
];

export const loginRules = [email, body('password').isString().bail().isLength({ min: 1, max: 200 })];

export const validate: RequestHandler = (req, res, next) => {
  const result = validationResult(req);
  if (result.isEmpty()) {
    next();
    return;
  }
  res.status(400).json({
    error: 'Validation failed',
    fields: result.array().map((e) => (e.type === 'field' ? e.path : e.type)),
  });
};
