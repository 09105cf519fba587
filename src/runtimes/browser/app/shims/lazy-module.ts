/** A builtin whose large inside is loaded when something of it is first called. */
import { unavailable } from '../worker/errors.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Functions stand in for functions, getters for classes and values. `names` are Node's; one that the inside lacks says so
 * when it is used.
 */
export function lazyModule(
  label: string,
  names: readonly string[],
  load: () => Record<string, unknown>,
  present: Record<string, unknown> = {},
): Record<string, unknown> {
  const module: Record<string, unknown> = {};
  const value = (name: string): unknown => {
    const inside = load();
    if (name in inside) return inside[name];
    throw unavailable(`${name} of "${label}"`);
  };
  for (const name of names) {
    if (Object.hasOwn(present, name)) {
      module[name] = present[name];
    } else if (/^[a-z]/.test(name)) {
      const stub = (...args: unknown[]) => (value(name) as AnyFunction)(...args);
      Object.defineProperty(stub, 'name', { value: name });
      module[name] = stub;
    } else {
      Object.defineProperty(module, name, {
        get: () => load()[name],
        // As in Node, `fs` can be patched.
        set: (to: unknown) => Object.defineProperty(module, name, { value: to, writable: true }),
        enumerable: true,
        configurable: true,
      });
    }
  }
  return module;
}
