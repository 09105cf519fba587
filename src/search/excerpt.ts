/** Pagefind's excerpt is HTML (escaped text, and `<mark>` around what was found); taken apart, so that none is inserted. */
export interface ExcerptPart {
  text: string;
  found: boolean;
}

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  apos: "'",
};

export function excerptParts(html: string): ExcerptPart[] {
  return html
    .split(/(<mark>.*?<\/mark>)/s)
    .map((part) => ({
      text: part
        .replaceAll(/<\/?mark>/g, '')
        .replaceAll(/&([a-z]+|#39|#x27);/g, (all, name: string) => ENTITIES[name] ?? all),
      found: part.startsWith('<mark>'),
    }))
    .filter(({ text }) => text !== '');
}
