/** What the build makes. */

/** In the page: addresses of what is mounted, and the SHA-256 of each file's content, in hexadecimal. */
declare module 'virtual:other90/webcontainer-assets' {
  /** Address of the file tree with the host, the app's script and the packages. */
  export const programs: string;
  export const hashes: Readonly<Record<'programs' | 'cluster' | 'files' | 'wasm', string>>;
}

/** Inside the container. */
declare module 'virtual:other90/container-suites' {
  /** Exercise → loaders of its suites. */
  export const suites: Readonly<Record<string, ReadonlyArray<() => Promise<{ declare(): Promise<void> }>>>>;
}
