import { countVerdicts, type Submissions } from '../submissions.ts';

/** The reports of several folders; each `report` is what `grade --json` of that folder alone prints. */
export function submissionsJson({ exercise, seed, durationMs, submissions }: Submissions): string {
  const whole = { schema: 1, exercise, seed, durationMs, counts: countVerdicts(submissions), submissions };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
