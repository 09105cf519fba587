/** Addresses of the files that `assets/build.ts` made; from `vite.ts`. */
declare module 'virtual:other90/database-assets' {
  export const cluster: string;
  export const files: string;
  export const wasm: string;
  export const extensions: Readonly<Record<'citext' | 'pgcrypto' | 'uuid-ossp', string>>;
}
