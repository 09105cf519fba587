/** What `build:runtime` writes to `runtime/app-manifest.json` and the page, the frame and the worker read. */

/** One importable specifier: `pg`, `zod/v4` … */
export interface PackageEntry {
  /** Name of the script (a key of `scripts`) that defines the module for `require`. */
  require: string;
  /** Name of the script that defines the module for `import`; the same where the package is not dual. */
  import: string;
  /** All scripts that one of the two needs, its own among them. */
  scripts: readonly string[];
  /** What `import * as x` shows in real Node, without `default`. */
  names: readonly string[];
  /** `module.exports` is the default export (CommonJS), or the module's own `default` is, or there is none. */
  default: 'module.exports' | 'own' | 'none';
}

export interface AppManifest {
  /** File of the worker's script, relative to the manifest. */
  core: string;
  /** File of the sandboxed frame's script. */
  frame: string;
  /** File of the hash workers' script. */
  hashing: string;
  /** Script name → file. */
  scripts: Readonly<Record<string, string>>;
  packages: Readonly<Record<string, PackageEntry>>;
  /** Node's own export names of every builtin that the worker has, so that a missing one is told at its use. */
  builtins: Readonly<Record<string, readonly string[]>>;
  /** Hash of everything that went in. */
  inputs: string;
}
