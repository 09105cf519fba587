/**
 * hash-wasm makes a WebAssembly instance for every hash. Each of argon2 and scrypt takes 16 MiB and more of fresh
 * memory, page by page from the kernel: of a hash's time the smaller half. Here their instances are used again, with
 * their memory zeroed.
 */

/** What the instances have that take memory by the hash. */
interface BigExports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  /** Sees to so much memory from `Hash_GetBuffer` on; what is there already is not taken again. */
  Hash_SetMemorySize(bytes: number): number;
  Hash_GetBuffer(): number;
}

/** The package argon2 takes 64 MiB unless it is told otherwise. What is larger is given back. */
const LARGEST_KEPT_BYTES = 72 * 2 ** 20;

/**
 * From here on `WebAssembly.instantiate` of the same module gives the same instance, where it takes memory by the
 * hash. For a worker that computes one hash at a time; between two it calls the function that it gets, which gives
 * back what is large.
 */
export function keepInstances(): () => void {
  const instantiate = WebAssembly.instantiate as (
    module: WebAssembly.Module,
    imports?: WebAssembly.Imports,
  ) => Promise<WebAssembly.Instance>;
  const kept = new Map<WebAssembly.Module, BigExports>();
  WebAssembly.instantiate = (async (module: WebAssembly.Module, imports?: WebAssembly.Imports) => {
    const before = kept.get(module);
    if (before) return { exports: zeroed(before) };
    const instance = await instantiate(module, imports);
    if (isBig(instance.exports)) kept.set(module, instance.exports);
    return instance;
  }) as typeof WebAssembly.instantiate;
  return () => {
    for (const [module, { memory }] of kept) {
      if (memory.buffer.byteLength > LARGEST_KEPT_BYTES) kept.delete(module);
    }
  };
}

const isBig = (exports: WebAssembly.Exports): exports is BigExports => 'Hash_SetMemorySize' in exports;

/** argon2 counts on memory that is zero: it mixes each block into what is there. */
function zeroed(exports: BigExports): BigExports {
  return {
    ...exports,
    Hash_SetMemorySize(bytes) {
      const start = exports.Hash_GetBuffer();
      // What is grown comes as zeros.
      new Uint8Array(exports.memory.buffer).fill(0, start, start + bytes);
      return exports.Hash_SetMemorySize(bytes);
    },
  };
}
