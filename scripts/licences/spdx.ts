/** The part of SPDX expressions that packages use: `A OR B`, `A AND B`, in brackets or not, not mixed. */

/** Whether a licence expression can be met by licences of `allowed`. An expression that is not understood can't. */
export function isMet(expression: string, allowed: ReadonlySet<string>): boolean {
  const plain = expression.trim().replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(plain)) return false;
  const either = plain.split(/\s+OR\s+/);
  if (either.length > 1) return either.some((one) => isMet(one, allowed));
  const all = plain.split(/\s+AND\s+/);
  return all.every((one) => allowed.has(one));
}
