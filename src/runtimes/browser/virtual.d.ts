/** What `vite.ts` makes. */

/** Addresses of the files that `assets/build.ts` made. */
declare module 'virtual:other90/database-assets' {
  export const cluster: string;
  export const files: string;
  export const wasm: string;
}

/** Addresses of PostgreSQL's extensions, as `.tar.gz`. */
declare module 'virtual:other90/extension-assets' {
  export const extensions: Readonly<Record<'citext' | 'pgcrypto' | 'uuid-ossp', string>>;
}

declare module 'virtual:other90/frame-script' {
  /** A source for `script-src`: `'sha256-…'`. */
  export const frameScript: string;
}

declare module 'virtual:other90/suites' {
  /** Path of a suite → what loads the function that declares its tests. */
  export const loaders: Readonly<Record<string, () => Promise<() => Promise<void>>>>;
}
