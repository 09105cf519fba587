/** What consumers of our reports rely on, written down strictly: an extra field is a fault too. */
import { z } from 'zod';

export { reportSchema } from '../../src/grading/report-schema.ts';

const ctrfStatus = z.enum(['passed', 'failed', 'skipped', 'pending', 'other']);
const extra = z.record(z.string(), z.unknown()).optional();

/** CTRF 0.0.0, as far as our reporter uses it; its objects take no other fields. */
export const ctrfSchema = z.strictObject({
  reportFormat: z.literal('CTRF'),
  specVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
  timestamp: z.iso.datetime(),
  generatedBy: z.string(),
  results: z.strictObject({
    tool: z.strictObject({ name: z.string().min(1), version: z.string().optional(), extra }),
    summary: z.strictObject({
      tests: z.int(),
      passed: z.int(),
      failed: z.int(),
      skipped: z.int(),
      pending: z.int(),
      other: z.int(),
      suites: z.int().optional(),
      start: z.int(),
      stop: z.int(),
      duration: z.int().optional(),
    }),
    tests: z.array(
      z.strictObject({
        name: z.string().min(1),
        status: ctrfStatus,
        duration: z.int(),
        suite: z.array(z.string()).min(1).optional(),
        message: z.string().optional(),
        trace: z.string().optional(),
        rawStatus: z.string().optional(),
        tags: z.array(z.string()).optional(),
        type: z.string().optional(),
        extra,
      }),
    ),
    extra,
  }),
});
