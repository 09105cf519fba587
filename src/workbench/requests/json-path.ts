/** The part of JSONPath that points at one value: `$`, `$.a.b`, `$.list[0]`, `$['a b']`. */

export type JsonPath = ReadonlyArray<string | number>;

const STEP = /\.([\w$-]+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/y;

/** `undefined` for what is no such path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: Array<string | number> = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const step = STEP.exec(text);
    if (!step) return undefined;
    const [, name, index, single, double] = step;
    path.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
  }
  return path;
}

/** What stands there in a parsed JSON value; `undefined` where nothing does. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

/** The value at `path` of a JSON text; `undefined` where nothing stands or the text is no JSON. */
export function valueIn(json: string, path: JsonPath): unknown {
  try {
    return valueAt(JSON.parse(json), path);
  } catch {
    return undefined;
  }
}
