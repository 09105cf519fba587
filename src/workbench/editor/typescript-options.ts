/**
 * TypeScript as Node 24 runs it: types are stripped, nothing is compiled. Strict where it finds real mistakes, quiet
 * where Node does not care. Numbers instead of the compiler's enums: the page does not load the compiler.
 */
import type { CompilerOptions } from 'typescript';

const ESNEXT = 99;
const NODE_NEXT = 199;
const RESOLVE_NODE_NEXT = 99;
const FORCE = 3;

export const COMPILER_OPTIONS: CompilerOptions = {
  target: ESNEXT,
  module: NODE_NEXT,
  moduleResolution: RESOLVE_NODE_NEXT,
  moduleDetection: FORCE,
  lib: ['lib.esnext.d.ts'],
  types: [],
  allowJs: true,
  checkJs: false,
  noEmit: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  strict: true,
  // Node stops at one that is not there, with or without names.
  noUncheckedSideEffectImports: true,
  // People write `catch (error) { … error.message }` and untyped helpers; both run.
  useUnknownInCatchVariables: false,
  noImplicitAny: false,
};

/** Node's own types; the root of every program. */
export const NODE_TYPES = 'file:///node_modules/@types/node/index.d.ts';

/** Where the project's manifest lies for the compiler. */
export const MANIFEST = 'file:///package.json';

/**
 * The learner's package.json as the compiler should see it. Without a `type` Node tells ESM by syntax, which TypeScript
 * does not: ESM is what the course's files are.
 */
export function manifestFor(text: string | undefined): string {
  try {
    const manifest: unknown = JSON.parse(text ?? '{}');
    if (typeof manifest === 'object' && manifest !== null)
      return JSON.stringify({ ...manifest, type: 'type' in manifest ? manifest.type : 'module' });
  } catch {
    // Half typed.
  }
  return '{"type":"module"}';
}

/** Packages of `large` that the code names. */
export const namedPackages = (large: readonly string[], texts: readonly string[]): string[] =>
  large.filter((name) => texts.some((text) => new RegExp(`["']${name}(/[^"']*)?["']`).test(text)));
