/** What consumers of the JSON report rely on, written down strictly: an extra field is a fault too. */
import { z } from 'zod';

const exchange = z.strictObject({
  client: z.string(),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: z.string(),
  }),
  response: z
    .strictObject({
      status: z.number().int(),
      headers: z.array(z.tuple([z.string(), z.string()])),
      body: z.string(),
      durationMs: z.number(),
    })
    .optional(),
});

const cell = z.string().nullable();

/** DESIGN's contract for `grade --json`. */
export const reportSchema = z.strictObject({
  schema: z.literal(1),
  exercise: z.string(),
  runtime: z.enum(['browser', 'webcontainer', 'node']),
  // `none`: a review, where nothing runs.
  database: z.enum(['pglite', 'postgres', 'none']),
  seed: z.number().int().min(0),
  durationMs: z.number().min(0),
  verdict: z.enum(['pass', 'fail', 'error']),
  score: z.strictObject({ earned: z.number().int(), max: z.number().int() }),
  checks: z.array(
    z.strictObject({
      id: z.string().min(1),
      title: z.string().min(1),
      kind: z.enum(['attack', 'feature']),
      status: z.enum(['pass', 'fail', 'error']),
      points: z.number().int().min(1),
      durationMs: z.number().min(0),
      standards: z.array(z.string()),
      message: z.string().min(1),
      tried: z.string().optional(),
      happened: z.string().optional(),
      expected: z.string().optional(),
      evidence: z.array(
        z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('exchange'), exchange }),
          z.strictObject({
            type: z.literal('rows'),
            title: z.string(),
            columns: z.array(z.string()),
            rows: z.array(z.array(cell)),
          }),
          z.strictObject({ type: z.literal('statement'), sql: z.string(), parameters: z.array(cell) }),
          z.strictObject({ type: z.literal('log'), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
          z.strictObject({ type: z.literal('clock'), advancedMs: z.number() }),
          z.strictObject({ type: z.literal('note'), text: z.string() }),
        ]),
      ),
    }),
  ),
  error: z.string().optional(),
});
