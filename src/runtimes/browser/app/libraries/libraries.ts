/** Scripts that hold large parts of Node's builtins; a worker runs one when the app first asks for it. */
export const LIBRARIES = ['assert', 'ciphers', 'memfs', 'zlib'] as const;
export type LibraryName = (typeof LIBRARIES)[number];

/** Name of the library's script in the manifest. */
export const libraryScript = (name: LibraryName): string => `library ${name}`;

/** Set by the loader. */
export const libraries = {
  load(name: LibraryName): unknown {
    throw new Error(`No library ${name}: the loader is not ready.`);
  },
};
