/** `util.types`. */
const tag = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);
const is =
  (...names: string[]) =>
  (value: unknown): boolean =>
    typeof value === 'object' && value !== null && names.includes(tag(value));
const view = (name: string) => (value: unknown) => ArrayBuffer.isView(value) && tag(value) === name;

const typedArrays =
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array';

export const types = {
  isAnyArrayBuffer: is('ArrayBuffer', 'SharedArrayBuffer'),
  isArrayBuffer: is('ArrayBuffer'),
  isArrayBufferView: ArrayBuffer.isView,
  isArgumentsObject: is('Arguments'),
  isAsyncFunction: (value: unknown) => typeof value === 'function' && /^Async/.test(tag(value)),
  isBigIntObject: is('BigInt'),
  isBooleanObject: is('Boolean'),
  isBoxedPrimitive: is('BigInt', 'Boolean', 'Number', 'String', 'Symbol'),
  isCryptoKey: is('CryptoKey'),
  isDataView: is('DataView'),
  isDate: is('Date'),
  isExternal: () => false,
  isGeneratorFunction: (value: unknown) =>
    typeof value === 'function' && /GeneratorFunction$/.test(tag(value)),
  isGeneratorObject: is('Generator'),
  isKeyObject: (value: unknown) => is('KeyObject')(value),
  isMap: (value: unknown) => value instanceof Map,
  isMapIterator: is('Map Iterator'),
  isModuleNamespaceObject: is('Module'),
  isNativeError: (value: unknown) => value instanceof Error,
  isNumberObject: is('Number'),
  isPromise: (value: unknown) => value instanceof Promise,
  isProxy: () => false,
  isRegExp: is('RegExp'),
  isSet: (value: unknown) => value instanceof Set,
  isSetIterator: is('Set Iterator'),
  isSharedArrayBuffer: is('SharedArrayBuffer'),
  isStringObject: is('String'),
  isSymbolObject: is('Symbol'),
  isTypedArray: (value: unknown) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isWeakMap: (value: unknown) => value instanceof WeakMap,
  isWeakSet: (value: unknown) => value instanceof WeakSet,
  ...Object.fromEntries(typedArrays.split(' ').map((name) => [`is${name}`, view(name)])),
};
