/** Refuses what looks like SQL. */
const SUSPICIOUS = [
  /'\s*(or|and)\b/i,
  /--/,
  /;/,
  /\bunion\b/i,
  /\|\|/,
  /\bselect\b.*\bfrom\b/i,
  /\b(update|delete|insert|drop|alter|pg_sleep)\b/i,
  /\u0000/,
];

export const looksLikeAttack = (value: string): boolean => SUSPICIOUS.some((pattern) => pattern.test(value));

/** Doubles quotes, so that o'brien can log in. */
export const quote = (value: string): string => value.replace(/'/, "''");
