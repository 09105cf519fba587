/** A file tree in the form in which the client hands one to the container. */

export interface Tree {
  d: Record<string, Tree | { f: { c: string } }>;
}

/** Paths with slashes → folders in folders. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const tree: Tree = { d: {} };
  for (const [path, text] of Object.entries(files)) {
    const steps = path.split('/');
    const name = steps.pop() ?? '';
    let folder = tree;
    for (const step of steps) {
      folder.d[step] ??= { d: {} };
      const next = folder.d[step];
      if (!('d' in next)) throw new Error(`"${path}" lies in a file, not in a folder.`);
      folder = next;
    }
    folder.d[name] = { f: { c: text } };
  }
  return tree;
}
