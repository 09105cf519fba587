/**
 * Pagefind shortens a word until some page has its beginning: "qqqzzz" finds "query". Such a page is no answer; one that
 * shares the first letters of a word, as "queries" does with "query", is.
 */
const SHARED = 4;

/** @param text title and excerpt of a page, without markup. */
export function isRelevant(term: string, text: string): boolean {
  const have = text.toLowerCase();
  return term
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .some((word) => have.includes(word.slice(0, SHARED)));
}
