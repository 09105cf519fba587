/** The one global by which generated scripts and modules reach the loader. */
import type { Files } from '../../../runtime.ts';
import { awaiting } from '../worker/async-context.ts';
import { natives } from '../worker/natives.ts';

export const HOOK = '__other90';

type PackageFactory = (
  require: (id: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  filename: string,
  dirname: string,
) => void;
export type CommonJsFactory = (...args: unknown[]) => void;

export interface Hook {
  /** A package's script calls it with its name. */
  (name: string, factory: PackageFactory, assets?: Files): void;
  /** A learner's CommonJS file calls it while it is loaded. */
  commonJs(factory: CommonJsFactory): void;
  /** What an ES module face takes its exports from. */
  face(key: string): Record<string, unknown>;
  meta(path: string): unknown;
  import(path: string): (specifier: unknown, options?: unknown) => Promise<unknown>;
  /** Where a module of a cycle leaves its body. */
  record(path: string, body: unknown): void;
  capture(): unknown;
  settle(value: unknown): Promise<unknown>;
  resume(frame: never, settled: never): unknown;
}

export const packageFactories = new natives.Map<string, PackageFactory>();
/** Files that a package reads from its own folder. */
export const packageAssets = new natives.Map<string, Files>();
export const hook = ((name: string, factory: PackageFactory, assets?: Files) => {
  packageFactories.set(name, factory);
  if (assets) packageAssets.set(name, assets);
}) as Hook;
Object.assign(hook, awaiting);

export function installHook(): void {
  natives.Object.defineProperty(globalThis, HOOK, { value: hook });
}
