/** The course's packages as `node_modules` for the container: a file or two each, nothing compiled. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import {
  ASSETS,
  externals,
  NATIVE_PARTS,
  nativePart,
  type Shown,
  SUBPATHS,
  shownByNode,
} from '../../browser/build/packages.ts';
import { PACKAGES, packageOf } from '../../packages.ts';

const require = createRequire(import.meta.url);

/** There the app computes its hashes itself. */
const IN_TURN = fileURLToPath(new URL('../../browser/app/hashing/in-turn.ts', import.meta.url));

/** Path below `node_modules/` → text. */
export async function packagesForContainer(): Promise<Record<string, string>> {
  const specifiers = [...PACKAGES, ...SUBPATHS];
  const main = new Map(specifiers.map((name) => [require.resolve(name), name]));
  const shown = await shownByNode(specifiers);
  const files: Record<string, string> = {};
  const exported: Record<string, Record<string, unknown>> = {};
  await Promise.all(
    specifiers.map(async (specifier) => {
      const name = packageOf(specifier);
      const stem = stemOf(specifier);
      const required = require.resolve(specifier);
      const seen = shown[specifier];
      if (!seen) throw new Error(`Node shows nothing of the package "${specifier}".`);
      files[`${name}/${stem}.cjs`] = await bundle(specifier, required, main, 'cjs');
      files[`${name}/${stem}.mjs`] =
        seen.imported === required && seen.isCommonJs
          ? faceOf(`./${stem}.cjs`, seen)
          : await bundle(specifier, seen.imported, main, 'esm');
      for (const asset of ASSETS[specifier] ?? [])
        files[`${name}/${asset}`] = await readFile(join(dirname(required), asset), 'utf8');
      exported[name] ??= { './package.json': './package.json' };
      exported[name][specifier === name ? '.' : `./${specifier.slice(name.length + 1)}`] = {
        import: `./${stem}.mjs`,
        require: `./${stem}.cjs`,
      };
    }),
  );
  const same = equalFiles(files);
  for (const [name, exports] of Object.entries(exported)) {
    const text = JSON.stringify({ name, exports }, (_key, value: unknown) =>
      typeof value === 'string' && value.startsWith('./')
        ? (same.get(`${name}/${value.slice(2)}`) ?? value)
        : value,
    );
    files[`${name}/package.json`] = text;
  }
  for (const path of same.keys()) delete files[path];
  return files;
}

/** `zod` → `index`; `zod/v4` → `v4`. */
function stemOf(specifier: string): string {
  const rest = specifier.slice(packageOf(specifier).length + 1);
  return rest === '' ? 'index' : rest.replaceAll('/', '-');
}

/** A module edition that only shows the CommonJS one imports that one's bundle. */
function otherEdition(required: string, file: string): Plugin {
  return {
    name: 'other-edition',
    setup(setup) {
      setup.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) =>
        kind !== 'entry-point' && join(resolveDir, path) === required
          ? { path: file, external: true }
          : undefined,
      );
    },
  };
}

/** What `import` shows of a CommonJS package in Node. */
function faceOf(file: string, { names }: Shown): string {
  const plain = names.filter(
    (name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== 'default',
  );
  const bindings = plain.map((name, index) => `const value${index} = whole[${JSON.stringify(name)}];`);
  const list = plain.map((name, index) => `value${index} as ${name}`).join(', ');
  return `import whole from '${file}';\nexport default whole;\n${bindings.join('\n')}\nexport { ${list} };\n`;
}

async function bundle(
  specifier: string,
  file: string,
  main: ReadonlyMap<string, string>,
  format: 'cjs' | 'esm',
): Promise<string> {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    minify: !process.env.PLAIN_BUILD,
    keepNames: true,
    target: 'node22',
    legalComments: 'none',
    charset: 'utf8',
    format,
    platform: 'node',
    mainFields: ['main', 'module'],
    conditions: ['node'],
    entryPoints: [file],
    plugins: [
      nativePart(NATIVE_PARTS[specifier], IN_TURN),
      ...(format === 'esm' ? [otherEdition(require.resolve(specifier), `./${stemOf(specifier)}.cjs`)] : []),
      externals(main, file, new Set()),
    ],
    logLevel: 'error',
    ...(format === 'esm' && {
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    }),
  });
  return outputFiles[0]?.text ?? '';
}

/** Files that are equal to another one of their package → that one, as the package's `exports` name it. */
function equalFiles(files: Readonly<Record<string, string>>): Map<string, string> {
  const first = new Map<string, string>();
  const same = new Map<string, string>();
  for (const [path, text] of Object.entries(files).sort(
    ([a], [b]) => a.length - b.length || (a < b ? -1 : 1),
  )) {
    const key = `${path.slice(0, path.lastIndexOf('/'))}\n${text}`;
    const kept = first.get(key);
    if (kept === undefined) first.set(key, path);
    else same.set(path, `.${kept.slice(kept.lastIndexOf('/'))}`);
  }
  return same;
}
