/** The packages that an exercise's code may import: the same list in every runtime. */
export const PACKAGES = [
  'argon2',
  'bcrypt',
  'bcryptjs',
  'connect-pg-simple',
  'cookie-parser',
  'express',
  'express-rate-limit',
  'express-session',
  'express-validator',
  'helmet',
  'jose',
  'jsonwebtoken',
  'multer',
  'pg',
  'pino',
  'rate-limiter-flexible',
  'stripe',
  'zod',
] as const;

/** `@scope/name/sub/path` → `@scope/name`; `name/sub` → `name`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}
