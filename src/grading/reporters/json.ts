import type { Report } from '../report.ts';

/** The report as it stands: the JSON is a contract. */
export const jsonReport = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
