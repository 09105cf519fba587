/** The schema of `exercises/<id>/exercise.yaml`: what an exercise is, in one place. */
import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by "-"');

/** A standards id as FACTS lists them: `CWE-89`, `OWASP-2021-A03`, `OWASP-2025-A05`, `API-2023-API2`, `ASVS-v5.0.0-1.2.4`. */
export const standardId = z
  .string()
  .regex(
    /^(CWE-\d+|OWASP-2021-A\d\d|OWASP-2025-(A|X)\d\d|API-2023-API\d+|ASVS-v5\.0\.0-\d+\.\d+\.\d+)$/,
    'one of CWE-89, OWASP-2021-A03, OWASP-2025-A05, API-2023-API2, ASVS-v5.0.0-1.2.4',
  );

export const checkSchema = z.strictObject({
  id,
  /** One line, as a claim that holds when the check passes: "SQL in the e-mail logs nobody in". */
  title: z.string().min(8),
  kind: z.enum(['attack', 'feature']),
  points: z.number().int().min(1).max(20),
  standards: z.array(standardId),
  /** What to read: where the failed check sends the learner. */
  read: z.array(z.strictObject({ title: z.string(), url: z.string() })).default([]),
  /** Number of the hint (from 1) that helps with this check. */
  hint: z.number().int().min(1).optional(),
});

const fields = z.strictObject({
  title: z.string().min(3),
  kind: z.enum(['fix', 'review', 'test', 'decide']),
  /** The module's folder in `lessons/`. */
  module: z.string(),
  minutes: z.number().int().positive(),
  difficulty: z.enum(['easy', 'medium', 'hard']),
  /** The file that is run. */
  entry: z.string().default('server.ts'),
  /** One sentence for lists. */
  summary: z.string(),
  /** The prompt that an AI tool was given. */
  prompt: z.string(),
  /** Markdown: what the app is and the contract it must keep, in numbers. */
  brief: z.string(),
  /** Environment variables besides PORT, DATABASE_URL and NODE_ENV. `secret`: random in every run. */
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.enum(['secret'])).default({}),
  /** Markdown, in steps: each gives a little more away. */
  hints: z.array(z.string()),
  /** The wrong proof that the page grades between the starter and the solution, by its folder's name. */
  outcome: z.string().optional(),
  checks: z.array(checkSchema),
});

/** The fields, and what holds between them. */
export const exerciseSchema = fields.superRefine(({ checks, hints }, context) => {
  checks.forEach((check, index) => {
    const first = checks.findIndex((other) => other.id === check.id);
    if (first !== index) {
      context.addIssue({
        code: 'custom',
        path: ['checks', index, 'id'],
        message: `checks[${first}] has this id too; every check needs one of its own`,
      });
    }
    if (check.hint !== undefined && check.hint > hints.length) {
      context.addIssue({
        code: 'custom',
        path: ['checks', index, 'hint'],
        message: `the list of hints ends at ${hints.length}; name one that is there`,
      });
    }
  });
});

export type Check = z.infer<typeof checkSchema>;
/** An exercise with its id (the folder's name). */
export type Exercise = z.infer<typeof exerciseSchema> & { id: string };
