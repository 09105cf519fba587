/** Finds packages that files name, before anything is parsed: too many are harmless, they are only loaded early. */

const QUOTED = /(['"`])([@a-z][\w@./-]*)\1/gi;

/** Every listed specifier that stands as a string anywhere in the code files. */
export function packageSpecifiers(
  files: Readonly<Record<string, string>>,
  listed: Readonly<Record<string, unknown>>,
): Set<string> {
  const found = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    if (!/\.[cm]?[jt]s$/.test(path)) continue;
    for (const match of text.matchAll(QUOTED)) {
      const name = match[2];
      if (name !== undefined && Object.hasOwn(listed, name)) found.add(name);
    }
  }
  return found;
}
