/** The console's request as a command for a POSIX shell. */
import { type Draft, parseHeaders } from './draft.ts';

/** Where `other90 serve` and most servers in development listen. */
export const CURL_ORIGIN = 'http://localhost:3000';

// biome-ignore lint/suspicious/noControlCharactersInRegex: those would not survive copying from a terminal.
const CONTROL = /[\u0001-\u0008\u000b-\u001f\u007f]/g;

/** One word of a POSIX shell that stands for `text` exactly (but for NUL, which no argument can hold). */
export function shellQuote(text: string): string {
  if (text !== '' && /^[\w@%+=:,./-]+$/.test(text)) return text;
  const quoted = text.replaceAll("'", `'\\''`).replace(CONTROL, (character) => {
    const octal = character.charCodeAt(0).toString(8).padStart(3, '0');
    return `'"$(printf '\\${octal}')"'`;
  });
  return `'${quoted}'`;
}

/** The whole command, one option a line. `cookie`: what the jar would send. */
export function toCurl(draft: Draft, cookie?: string): string {
  const headers = parseHeaders(draft.headers);
  const hasCookie = headers.some(([name]) => name.toLowerCase() === 'cookie');
  if (cookie !== undefined && !hasCookie) headers.push(['Cookie', cookie]);
  const hasBody = draft.body !== '';
  // The path goes out to the letter: no globbing of [] and {}, no squashing of "..".
  const flags = ['--globoff', '--path-as-is'];
  const impliedMethod = hasBody ? 'POST' : 'GET';
  if (draft.method === 'HEAD') flags.push('--head');
  else if (draft.method !== impliedMethod) flags.push(`--request ${shellQuote(draft.method)}`);
  // An empty value is written with ";": "Name:" would remove the header.
  for (const [name, value] of headers)
    flags.push(`--header ${shellQuote(value === '' ? `${name};` : `${name}: ${value}`)}`);
  if (hasBody) flags.push(`--data-raw ${shellQuote(draft.body)}`);
  return ['curl --include', ...flags, shellQuote(CURL_ORIGIN + draft.path)].join(' \\\n  ');
}
