/**
 * What our side uses of the browser after the learner's code has had its chance to overwrite it. Captured when the
 * worker's script starts, before anything else runs.
 */
export const natives = {
  globalThis,
  setTimeout: setTimeout.bind(globalThis),
  clearTimeout: clearTimeout.bind(globalThis),
  queueMicrotask: queueMicrotask.bind(globalThis),
  importScripts: (globalThis as unknown as { importScripts(...urls: string[]): void }).importScripts.bind(
    globalThis,
  ),
  close: globalThis.close.bind(globalThis),
  createObjectURL: URL.createObjectURL.bind(URL),
  revokeObjectURL: URL.revokeObjectURL.bind(URL),
  now: Date.now.bind(Date),
  performanceNow: performance.now.bind(performance),
  Blob,
  Map,
  Set,
  Promise,
  Proxy,
  Error,
  TypeError,
  Uint8Array,
  TextEncoder,
  TextDecoder,
  MessageChannel,
  String,
  Object: {
    defineProperty: Object.defineProperty.bind(Object),
    keys: Object.keys.bind(Object),
    hasOwn: Object.hasOwn.bind(Object),
    create: Object.create.bind(Object),
  },
  JSON: { stringify: JSON.stringify.bind(JSON), parse: JSON.parse.bind(JSON) },
  crypto: globalThis.crypto,
  fetch: undefined,
} as const;
