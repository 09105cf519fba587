/** Monaco's language for a file's name. */

const LANGUAGES: ReadonlyArray<readonly [RegExp, string]> = [
  // JavaScript too: one service, so that a .js file and a .ts file know each other. It tells them apart by name.
  [/\.[cm]?[jt]sx?$/, 'typescript'],
  [/\.json$/, 'json'],
  [/\.sql$/, 'pgsql'],
  [/\.md$/, 'markdown'],
];

export const languageOf = (name: string): string =>
  LANGUAGES.find(([pattern]) => pattern.test(name))?.[1] ?? 'plaintext';
