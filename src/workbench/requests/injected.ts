/** Finds what the sender wrote inside the text of a SQL statement: there, input has become code. */

export interface Piece {
  text: string;
  /** Came from the request. */
  injected: boolean;
}

/** Shorter values are found everywhere by chance. */
const SHORTEST = 4;

/** All strings that a request carries: JSON leaves, form fields, query values, path segments. */
export function inputsOf(path: string, body: string): string[] {
  const inputs = new Set<string>();
  const [pathname = '', query = ''] = path.split(/\?(.*)/s);
  // A plain word in a path is a route's name, not somebody's input.
  for (const segment of pathname.split('/').map(decode)) if (!/^[\w-]*$/.test(segment)) inputs.add(segment);
  for (const [, value] of new URLSearchParams(query)) inputs.add(value);
  try {
    collect(JSON.parse(body), inputs);
  } catch {
    for (const [, value] of new URLSearchParams(body)) inputs.add(value);
  }
  return [...inputs].filter((input) => input.trim().length >= SHORTEST);
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) collect(item, into);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Cuts `sql` at the inputs found in it. Joined, the pieces are `sql` again. */
export function markInjected(sql: string, inputs: readonly string[]): Piece[] {
  const marked = new Array<boolean>(sql.length).fill(false);
  for (const input of inputs) {
    // A plain word ("password") is also a column's name: it counts at the edge of a literal only. Where literals begin
    // and end can't be told, since the input itself may have opened or closed one.
    const anywhere = !/^\w+$/.test(input);
    for (let at = sql.indexOf(input); at >= 0; at = sql.indexOf(input, at + input.length)) {
      const end = at + input.length;
      if (anywhere || /['%]/.test(`${sql[at - 1] ?? ''}${sql[end] ?? ''}`)) marked.fill(true, at, end);
    }
  }
  const pieces: Piece[] = [];
  for (let index = 0; index < sql.length; index++) {
    const injected = marked[index] === true;
    const last = pieces.at(-1);
    if (last && last.injected === injected) last.text += sql[index];
    else pieces.push({ text: sql[index] ?? '', injected });
  }
  return pieces;
}
