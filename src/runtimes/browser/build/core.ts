/** Bundles what runs in the worker and in the sandboxed frame. */
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { build, type Plugin } from 'esbuild';

const app = new URL('../app/', import.meta.url);
const shim = (name: string) => fileURLToPath(new URL(`shims/${name}.ts`, app));
const require = createRequire(import.meta.url);
const browserLibrary = createRequire(require.resolve('node-stdlib-browser'));

/** Names under which our shims take npm editions of Node's modules. */
const NPM_EDITIONS: Record<string, () => string> = {
  'events-npm': () => browserLibrary.resolve('events/'),
  'readable-stream-npm': () => require.resolve('readable-stream'),
  'buffer-npm': () => require.resolve('buffer/'),
  'path-npm': () => browserLibrary.resolve('path-browserify'),
  'string-decoder-npm': () => browserLibrary.resolve('string_decoder/'),
  'url-npm': () => browserLibrary.resolve('url/'),
  'punycode-npm': () => browserLibrary.resolve('punycode/'),
};

/** What third-party code inside the core gets for Node's modules. */
const FOR_PACKAGES: Record<string, string> = {
  buffer: shim('buffer'),
  events: shim('events'),
  stream: shim('stream'),
  string_decoder: shim('string-decoder'),
  util: shim('util'),
  process: shim('process'),
  querystring: shim('querystring'),
  // Of `url`, which takes no more of it than that.
  qs: shim('querystring'),
};
const FOR_PACKAGES_NPM: Record<string, string> = {
  path: 'path-npm',
  url: 'url-npm',
};

/**
 * What Node 24 does and this edition of its streams does not yet: a chunk that a destination refuses by an exception
 * destroys the destination, where it would end the app.
 */
function destroyingPipe(source: string): string {
  const [before, after, ...more] = source.split('const ret = dest.write(chunk)');
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      'readable-stream has another pipe() than the one that core.ts mends: look whether it still has to.',
    );
  }
  return `${before}let ret
    try {
      ret = dest.write(chunk)
    } catch (error) {
      dest.destroy(error)
      return
    }${after}`;
}

const nodeModules: Plugin = {
  name: 'node-modules-in-the-core',
  setup(setup) {
    setup.onResolve({ filter: /-npm$/ }, ({ path }) => {
      const edition = NPM_EDITIONS[path];
      return edition ? { path: edition() } : undefined;
    });
    setup.onResolve({ filter: /^(node:)?[a-z_]+\/?$/ }, ({ path, importer, kind }) => {
      const name = path.replace(/^node:/, '').replace(/\/$/, '');
      if (!importer.includes('node_modules')) return undefined;
      const own = FOR_PACKAGES[name];
      // CommonJS code wants the module itself, not a namespace with a default.
      if (own) return kind === 'require-call' ? { path: own, namespace: 'as-common-js' } : { path: own };
      const edition = FOR_PACKAGES_NPM[name];
      if (edition) return { path: NPM_EDITIONS[edition]?.() ?? '' };
      if (name === 'vm') return { path: 'vm', namespace: 'nothing' };
      return undefined;
    });
    setup.onLoad(
      { filter: /readable-stream[\\/]lib[\\/]internal[\\/]streams[\\/]readable\.js$/ },
      ({ path }) => ({
        contents: destroyingPipe(fs.readFileSync(path, 'utf8')),
      }),
    );
    setup.onLoad({ filter: /.*/, namespace: 'as-common-js' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)}).default;`,
      resolveDir: fileURLToPath(app),
    }));
    setup.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const COMMON = {
  bundle: true,
  write: false,
  target: 'es2024',
  legalComments: 'none',
  charset: 'utf8',
  minify: !process.env.PLAIN_BUILD,
  // Classes show in stack traces and logs of learners.
  keepNames: false,
} as const;

/** The worker's script: a classic one, so that sloppy CommonJS code can be loaded with importScripts. */
export async function bundleCore(): Promise<string> {
  const { outputFiles } = await build({
    ...COMMON,
    format: 'iife',
    entryPoints: [fileURLToPath(new URL('worker/main.ts', app))],
    platform: 'browser',
    mainFields: ['module', 'main'],
    inject: [fileURLToPath(new URL('worker/captured.ts', app))],
    plugins: [nodeModules],
    supported: { 'dynamic-import': true },
    define: {
      __NODE_HTTP__: JSON.stringify({ STATUS_CODES: http.STATUS_CODES, METHODS: http.METHODS }),
      __NODE_VERSIONS__: JSON.stringify({
        version: process.version,
        v8: process.versions.v8,
        openssl: process.versions.openssl,
        modules: process.versions.modules,
        uv: process.versions.uv,
      }),
      __NODE_GLOBALS__: JSON.stringify(
        Object.getOwnPropertyNames(globalThis).filter((name) => !name.startsWith('__')),
      ),
      __NODE_FS__: JSON.stringify({
        names: Object.keys(fs),
        promises: Object.keys(fs.promises),
        constants: fs.constants,
      }),
      __NODE_ZLIB__: JSON.stringify({ names: Object.keys(zlib), constants: zlib.constants }),
      global: 'globalThis',
    },
  });
  return outputFiles[0]?.text ?? '';
}

/** The sandboxed frame's script. */
export const bundleFrame = (): Promise<string> => bundleAlone('frame/main.ts');

/** The hash workers' script. */
export const bundleHashing = (): Promise<string> => bundleAlone('hashing/worker.ts');

async function bundleAlone(entry: string): Promise<string> {
  const { outputFiles } = await build({
    ...COMMON,
    format: 'iife',
    entryPoints: [fileURLToPath(new URL(entry, app))],
    platform: 'browser',
  });
  return outputFiles[0]?.text ?? '';
}
