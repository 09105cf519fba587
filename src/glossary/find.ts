import { suggestion } from '../course/nearest.ts';
import { GLOSSARY, type GlossaryTerm } from './terms.ts';

/** @throws Error that names the nearest term, or all of them. */
export function glossaryTerm(id: string): GlossaryTerm {
  const found = GLOSSARY.find((one) => one.id === id);
  if (found) return found;
  const ids = GLOSSARY.map((one) => one.id);
  throw new Error(
    `The glossary has no "${id}"; ${suggestion(id, ids)} A new one goes into src/glossary/terms.ts.`,
  );
}
