/** How bad a hole is, the worst first. Apart from the schemas, so that a page can have them without zod. */
export const SEVERITIES = ['critical', 'high', 'medium'] as const;
export type Severity = (typeof SEVERITIES)[number];
