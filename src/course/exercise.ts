/** The schema of `exercises/<id>/exercise.yaml`: what an exercise is, in one place, by kind. */
import { z } from 'zod';
import type { Files } from '../runtimes/runtime.ts';
import { SEVERITIES } from './severities.ts';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by "-"');

/** A standards id as FACTS lists them: `CWE-89`, `OWASP-2021-A03`, `OWASP-2025-A05`, `API-2023-API2`, `ASVS-v5.0.0-1.2.4`. */
export const standardId = z
  .string()
  .regex(
    /^(CWE-\d+|OWASP-2021-A\d\d|OWASP-2025-(A|X)\d\d|API-2023-API\d+|ASVS-v5\.0\.0-\d+\.\d+\.\d+)$/,
    'one of CWE-89, OWASP-2021-A03, OWASP-2025-A05, API-2023-API2, ASVS-v5.0.0-1.2.4',
  );

const read = z.array(z.strictObject({ title: z.string(), url: z.string() })).default([]);

export const checkSchema = z.strictObject({
  id,
  /** One line, as a claim that holds when the check passes: "SQL in the e-mail logs nobody in". */
  title: z.string().min(8),
  kind: z.enum(['attack', 'feature']),
  points: z.number().int().min(1).max(20),
  standards: z.array(standardId),
  /** What to read: where the failed check sends the learner. */
  read,
  /** Number of the hint (from 1) that helps with this check. */
  hint: z.number().int().min(1).optional(),
});

const common = {
  title: z.string().min(3),
  /** The module's folder in `lessons/`. */
  module: z.string(),
  minutes: z.number().int().positive(),
  difficulty: z.enum(['easy', 'medium', 'hard']),
  /** One sentence for lists. */
  summary: z.string(),
  /** The prompt that an AI tool was given. */
  prompt: z.string(),
  /** Markdown: what there is to do and by which rules, in numbers. */
  brief: z.string(),
  /** Markdown, in steps: each gives a little more away. */
  hints: z.array(z.string()),
};

/** Mend the app until every attack fails and every feature works. */
export const fixSchema = z
  .strictObject({
    ...common,
    kind: z.literal('fix'),
    /** The file that is run. */
    entry: z.string().default('server.ts'),
    /** Environment variables besides PORT, DATABASE_URL and NODE_ENV. `secret`: random in every run. */
    environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.enum(['secret'])).default({}),
    /** The wrong proof that the page grades between the starter and the solution, by its folder's name. */
    outcome: z.string().optional(),
    checks: z.array(checkSchema),
  })
  .superRefine(({ checks, hints }, context) => {
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

/** Where something stands: texts of the change, each of which occurs once in it. Their lines are the ones that count. */
const at = z.array(z.string().min(3)).min(1);
const points = z.number().int().min(1).max(20);

const findingSchema = z.strictObject({
  id,
  /** What is wrong, in one line. */
  title: z.string().min(8),
  /** A mark on any of these lines finds it. */
  at,
  /** What a miss tells of its place without giving it away: "the login route". */
  where: z.string().min(3),
  /** Ours first; the others fit as well. */
  categories: z.array(id).min(1),
  /** Ours first; the others can be argued for. */
  severities: z.array(z.enum(SEVERITIES)).min(1),
  points,
  standards: z.array(standardId).min(1),
  /** Markdown: what happens to a real product. */
  happens: z.string().min(20),
  /** Markdown: what to write instead. */
  instead: z.string().min(20),
  read,
});

const decoySchema = z.strictObject({
  id,
  /** What it is, in one line. */
  title: z.string().min(8),
  at,
  /** Markdown: why it is fine although it looks suspicious. */
  why: z.string().min(20),
  points,
});

/** Ids of the two checks that every review has beside those of its key. */
export const RANKING = 'ranking';
export const FALSE_MARKS = 'false-marks';

/** Mark the lines of an AI-written change that are wrong, and say what is wrong. The change lies in `change/`. */
export const reviewSchema = z
  .strictObject({
    ...common,
    kind: z.literal('review'),
    /** The pull request, in the words of the tool that opened it. */
    change: z.strictObject({
      title: z.string().min(3),
      /** Markdown. */
      description: z.string().min(20),
    }),
    /** What a mark can say is wrong: those of the key, and some that fit nothing here. */
    categories: z.array(z.strictObject({ id, title: z.string().min(3) })).min(2),
    findings: z.array(findingSchema).min(1),
    /** Lines that look worse than they are; whoever marks one fails. */
    decoys: z.array(decoySchema).min(1),
    /** Markdown for marks on other lines that are fine. */
    fine: z.array(z.strictObject({ at, why: z.string().min(20) })).default([]),
    pass: z.strictObject({
      /** Findings whose severity has to be one of ours. */
      ranked: z.strictObject({ atLeast: z.number().int().min(1), points }),
      /** Marks that may fit nothing. */
      falseMarks: z.strictObject({ atMost: z.number().int().min(0), points }),
      /** Marks in all: whoever marks everything tells nothing apart. */
      marks: z.strictObject({ atMost: z.number().int().min(1) }),
    }),
    /** Where it leads: the id of an exercise. */
    next: id.optional(),
  })
  .superRefine(({ categories, findings, decoys, pass }, context) => {
    const issue = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const ids: string[] = [RANKING, FALSE_MARKS];
    for (const [list, items] of [
      ['findings', findings],
      ['decoys', decoys],
    ] as const) {
      items.forEach((item, index) => {
        if (ids.includes(item.id))
          issue([list, index, 'id'], 'another check of this review has this id; choose another one');
        ids.push(item.id);
      });
    }
    const known = categories.map((category) => category.id);
    findings.forEach((finding, index) => {
      finding.categories.forEach((category, place) => {
        if (!known.includes(category))
          issue(
            ['findings', index, 'categories', place],
            `it is not among the categories; write ${known.join(' or ')}, or add it there`,
          );
      });
    });
    if (pass.ranked.atLeast > findings.length)
      issue(['pass', 'ranked', 'atLeast'], `there are ${findings.length} findings; ask for no more`);
    if (pass.marks.atMost < findings.length)
      issue(['pass', 'marks', 'atMost'], `there are ${findings.length} findings; allow as many at least`);
  });

/** All kinds that the course plans. */
const kind = z.enum(['fix', 'review', 'test', 'decide']);

/** The fields, and what holds between them. */
export const exerciseSchema = z.looseObject({ kind }).pipe(
  z.discriminatedUnion('kind', [fixSchema, reviewSchema], {
    error: 'exercises of this kind have no page and no grader yet; write fix or review',
  }),
);

export type Check = z.infer<typeof checkSchema>;

/** An exercise with its id (the folder's name). */
export type FixExercise = z.infer<typeof fixSchema> & { id: string };

export type ReviewFields = z.infer<typeof reviewSchema>;
type FindingFields = z.infer<typeof findingSchema>;
type DecoyFields = z.infer<typeof decoySchema>;
type FineFields = ReviewFields['fine'][number];

/** A line of the change. */
export interface Place {
  file: string;
  /** From 1. */
  line: number;
}

/** With the lines that its texts stand on. */
interface Located {
  lines: Place[];
}
export type Finding = FindingFields & Located;
export type Decoy = DecoyFields & Located;

export type ReviewExercise = Omit<ReviewFields, 'findings' | 'decoys' | 'fine'> & {
  id: string;
  findings: Finding[];
  decoys: Decoy[];
  fine: Array<FineFields & Located>;
  /** The files under review. */
  files: Files;
  /** Those of its key: an attack for each finding, a feature for each decoy, the ranking and the false marks. */
  checks: Check[];
};

export type Exercise = FixExercise | ReviewExercise;
