/**
 * The values that an app makes up anew at each start (ids, tokens, cookies), carried from a recorded run of some requests into
 * another run of the same ones.
 */
import { parseJson, stringsOf } from './json-strings.ts';

export interface SeenAnswer {
  headers: ReadonlyArray<readonly [string, string]>;
  body: string;
}

/** Shorter ones stand in texts by chance. Numbers count up alike on every fresh database. */
const SHORTEST = 8;

export class CarriedValues {
  /** From the recorded value to the one of now. */
  readonly #values = new Map<string, string>();

  /** Two answers to one and the same request: the recorded one, and the one of now. */
  learn(recorded: SeenAnswer, now: SeenAnswer): void {
    const answers = [valuesOf(recorded), valuesOf(now)] as const;
    for (const [place, before] of answers[0]) {
      const after = answers[1].get(place);
      if (after !== undefined && after !== before && before.length >= SHORTEST)
        this.#values.set(before, after);
    }
  }

  /** The text with the values of now. */
  into(text: string): string {
    // A long value may hold a shorter one.
    const longestFirst = [...this.#values].sort(([a], [b]) => b.length - a.length);
    return longestFirst.reduce((changed, [before, after]) => changed.replaceAll(before, () => after), text);
  }
}

/** What an answer holds, by its place: JSON paths, names of cookies, the address it leads to. */
function valuesOf({ headers, body }: SeenAnswer): Map<string, string> {
  const values = new Map<string, string>(stringsOf(parseJson(body)));
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const [, cookie, content] = key === 'set-cookie' ? (/^([^=;]+)=([^;]*)/.exec(value) ?? []) : [];
    if (cookie !== undefined && content !== undefined) values.set(`cookie ${cookie.trim()}`, content);
    if (key === 'location') values.set(key, value);
  }
  return values;
}
