import type { Answer } from './client.ts';

const PATTERNS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bat [^\n"\\]{1,160}?[:(][^\n"\\)]{0,200}?:\d+:\d+/, 'a stack trace'],
  [/node_modules|file:\/\/|[\s"'(]\/(?:app|home|tmp|usr|var|opt|srv|root)\//, 'a path of the server'],
  [
    /\bselect\b[^"]{1,200}\bfrom\b|\binsert into\s+[\w."\\]+|\bupdate\s+(?:only\s+)?[\w."\\]+\s+set\b|\bdelete from\s+[\w."\\]+/i,
    'an SQL statement',
  ],
  [
    /syntax error at or near|unterminated quoted string|invalid input syntax for|invalid byte sequence for encoding/i,
    "PostgreSQL's own words",
  ],
  [
    /relation \\?"[^"]*" (?:does not|already)|column \\?"[^"]*" (?:does not|of relation|is of type|specified more|can only|must appear|cannot be)|column (?:reference )?\\?"[^"]*" is ambiguous|violates (unique|not-null|check|foreign key)|duplicate key value|out of range for type/i,
    "PostgreSQL's own words",
  ],
  [/Key \([^=\n]{1,120}\)=\(|Failing row contains \(|is not present in table/, "PostgreSQL's own words"],
  [
    /value too long for type|cannot insert multiple commands|operator does not exist|could not determine data type/i,
    "PostgreSQL's own words",
  ],
  [
    /Cannot (read|destructure|set) propert|is not (a function|iterable|defined)\b|Illegal arguments: /,
    'a JavaScript error',
  ],
  [
    /data and (hash|salt) (arguments )?(required|must be)|"(data|password|plain|salt)" argument must be|pchstr must be/i,
    "a library's inner error",
  ],
  [/ECONNREFUSED|ENOTFOUND|password authentication failed/, 'an error of the connection'],
];

/** What a stranger must never read in an answer, in words; undefined when the answer keeps it to itself. */
export function internalsIn(answer: Answer): string | undefined {
  // Bounded: on megabytes these patterns take for ever.
  const text = `${answer.text.slice(0, 20_000)}\n${answer.text.slice(20_000).slice(-20_000)}`;
  return PATTERNS.find(([pattern]) => pattern.test(text))?.[1];
}
