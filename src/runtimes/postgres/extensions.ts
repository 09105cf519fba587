/** PostgreSQL extensions for a PGlite that runs already: their files are loaded when a statement first asks. */

/** What apps may create; all are trusted, so no superuser is needed. */
export const EXTENSIONS = ['citext', 'pgcrypto', 'uuid-ossp'] as const;
export type ExtensionName = (typeof EXTENSIONS)[number];

/** The part of PGlite's Emscripten module that is needed. */
export interface EngineFiles {
  WASM_PREFIX?: string;
  FS: {
    mkdirTree(path: string): void;
    writeFile(path: string, data: Uint8Array): void;
    createPreloadedFile(
      folder: string,
      name: string,
      data: Uint8Array,
      canRead: boolean,
      canWrite: boolean,
      loaded: () => void,
      failed: (reason: unknown) => void,
      dontCreateFile: boolean,
    ): void;
  };
}

/** The extensions that a statement (in lower case) creates. */
export function extensionsIn(statement: string): ExtensionName[] {
  const name = /^create\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)"?/.exec(statement)?.[1];
  return EXTENSIONS.filter((extension) => extension === name);
}

/** Puts an extension's bundle (`.tar.gz`, as PGlite ships it) where PostgreSQL looks for it. */
export async function loadExtension(module: EngineFiles, bundle: Uint8Array): Promise<void> {
  const unzipped = new Blob([bundle as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  const tar = new Uint8Array(await new Response(unzipped).arrayBuffer());
  const prefix = module.WASM_PREFIX ?? '/pglite';
  const libraries: Array<Promise<void>> = [];
  for (const { path, content } of filesInTar(tar)) {
    const folder = `${prefix}/${path.slice(0, Math.max(0, path.lastIndexOf('/')))}`;
    const name = path.slice(path.lastIndexOf('/') + 1);
    module.FS.mkdirTree(folder);
    if (name.endsWith('.so')) {
      // Compiled here and now, asynchronously: when PostgreSQL asks for it there is no time for that.
      libraries.push(
        new Promise((resolve, reject) => {
          module.FS.createPreloadedFile(folder, name, content, true, true, resolve, reject, false);
        }),
      );
    } else {
      module.FS.writeFile(`${folder}/${name}`, content);
    }
  }
  await Promise.all(libraries);
}

function* filesInTar(tar: Uint8Array): Generator<{ path: string; content: Uint8Array }> {
  const field = (start: number, length: number) =>
    new TextDecoder().decode(tar.subarray(start, start + length)).replace(/\0[\s\S]*$/, '');
  for (let at = 0; at + 512 <= tar.length; ) {
    const path = field(at, 100);
    if (path === '') return;
    const size = Number.parseInt(field(at + 124, 12), 8) || 0;
    if (!path.endsWith('/')) yield { path, content: tar.slice(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
