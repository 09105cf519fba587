/**
 * The builder puts these in place of the globals of the same names everywhere in the worker's own script, so that what
 * the learner's code overwrites does not reach us. `Date` and the timers are taken again once the clock is installed.
 */
const scope = globalThis as typeof globalThis & { BigInt: BigIntConstructor };

const {
  AbortController: AbortController_,
  AbortSignal: AbortSignal_,
  Array: Array_,
  ArrayBuffer: ArrayBuffer_,
  BigInt: BigInt_,
  Blob: Blob_,
  Boolean: Boolean_,
  DOMException: DOMException_,
  Error: Error_,
  Headers: Headers_,
  JSON: JSON_,
  Map: Map_,
  Math: Math_,
  Number: Number_,
  Object: Object_,
  Promise: Promise_,
  Proxy: Proxy_,
  RangeError: RangeError_,
  Reflect: Reflect_,
  RegExp: RegExp_,
  Set: Set_,
  String: String_,
  Symbol: Symbol_,
  TextDecoder: TextDecoder_,
  TextEncoder: TextEncoder_,
  TypeError: TypeError_,
  URL: URL_,
  Uint8Array: Uint8Array_,
  WeakMap: WeakMap_,
  WeakSet: WeakSet_,
  isNaN: isNaN_,
  parseInt: parseInt_,
} = scope;

let Date_ = scope.Date;
let setTimeout_ = scope.setTimeout;
let clearTimeout_ = scope.clearTimeout;
const queueMicrotask_ = scope.queueMicrotask.bind(scope);

/** To be called once the clock is installed. */
export function captureClock(): void {
  Date_ = scope.Date;
  setTimeout_ = scope.setTimeout;
  clearTimeout_ = scope.clearTimeout;
}

export {
  AbortController_ as AbortController,
  AbortSignal_ as AbortSignal,
  Array_ as Array,
  ArrayBuffer_ as ArrayBuffer,
  BigInt_ as BigInt,
  Blob_ as Blob,
  Boolean_ as Boolean,
  clearTimeout_ as clearTimeout,
  Date_ as Date,
  DOMException_ as DOMException,
  Error_ as Error,
  Headers_ as Headers,
  isNaN_ as isNaN,
  JSON_ as JSON,
  Map_ as Map,
  Math_ as Math,
  Number_ as Number,
  Object_ as Object,
  Promise_ as Promise,
  Proxy_ as Proxy,
  parseInt_ as parseInt,
  queueMicrotask_ as queueMicrotask,
  RangeError_ as RangeError,
  Reflect_ as Reflect,
  RegExp_ as RegExp,
  Set_ as Set,
  String_ as String,
  Symbol_ as Symbol,
  setTimeout_ as setTimeout,
  TextDecoder_ as TextDecoder,
  TextEncoder_ as TextEncoder,
  TypeError_ as TypeError,
  Uint8Array_ as Uint8Array,
  URL_ as URL,
  WeakMap_ as WeakMap,
  WeakSet_ as WeakSet,
};
