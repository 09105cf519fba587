/** `module`: what code asks of it at run time. */
import { unavailable } from '../worker/errors.ts';

/** Set by the loader and the table. */
export const moduleHost = {
  createRequire(_path: string): unknown {
    throw unavailable('module.createRequire');
  },
  builtinModules: [] as readonly string[],
  isBuiltin: (_name: string): boolean => false,
};

function createRequire(from: string | URL): unknown {
  const text = String(from);
  return moduleHost.createRequire(
    text.startsWith('file://') ? decodeURIComponent(new URL(text).pathname) : text,
  );
}

const refused = (name: string) => (): never => {
  throw unavailable(`module.${name}`);
};

/** As in Node a function that carries the rest. */
function Module(): never {
  throw unavailable('new Module()');
}

export default Object.assign(Module, {
  Module,
  createRequire,
  enableCompileCache: () => ({ status: 3 }),
  findSourceMap: () => undefined,
  isBuiltin: (name: string) => moduleHost.isBuiltin(name),
  register: refused('register'),
  registerHooks: refused('registerHooks'),
  stripTypeScriptTypes: refused('stripTypeScriptTypes'),
  syncBuiltinESMExports: () => {},
});
// Told later than this runs.
Object.defineProperty(Module, 'builtinModules', { get: () => moduleHost.builtinModules, enumerable: true });
