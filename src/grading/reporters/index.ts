/** The forms a report can take. Each reporter is a pure function from a `Report` to the text of a file. */
export const REPORTERS = ['text', 'json', 'junit', 'ctrf'] as const;
export type ReporterName = (typeof REPORTERS)[number];
