/** `KeyObject`: secrets as bytes, asymmetric keys as the PEM or DER they came in. */

import { libraries } from '../../libraries/libraries.ts';
import { coded, invalidArgument } from '../../worker/errors.ts';
import { Buffer } from '../buffer.ts';

type Kind = 'secret' | 'public' | 'private';

interface ParsedKey {
  type?: string;
  modulus?: { bitLength(): number };
  publicExponent?: { toNumber(): number };
  algorithm?: { algorithm?: unknown; curve?: unknown };
  data?: unknown;
  curve?: number[];
}

const CURVES: Record<string, string> = {
  '1.2.840.10045.3.1.7': 'prime256v1',
  '1.3.132.0.10': 'secp256k1',
  '1.3.132.0.34': 'secp384r1',
  '1.3.132.0.35': 'secp521r1',
};

export class KeyObject {
  readonly type: Kind;
  readonly #secret: Uint8Array | undefined;
  readonly #pem: string | undefined;
  readonly #parsed: ParsedKey | undefined;

  constructor(type: Kind, material: Uint8Array | string, parsed?: ParsedKey) {
    this.type = type;
    this.#secret = typeof material === 'string' ? undefined : material;
    this.#pem = typeof material === 'string' ? material : undefined;
    this.#parsed = parsed;
  }

  static from(): never {
    throw coded(
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      'KeyObject.from is not available where this course runs the app.',
    );
  }

  get [Symbol.toStringTag](): string {
    return 'KeyObject';
  }
  get symmetricKeySize(): number | undefined {
    return this.#secret?.byteLength;
  }
  get asymmetricKeyType(): string | undefined {
    if (this.type === 'secret') return undefined;
    return this.#parsed?.modulus ? 'rsa' : this.#parsed?.type === 'ec' || this.#parsed?.curve ? 'ec' : 'rsa';
  }
  get asymmetricKeyDetails(): object | undefined {
    if (this.type === 'secret') return undefined;
    const { modulus, publicExponent, algorithm, curve } = this.#parsed ?? {};
    if (modulus)
      return {
        modulusLength: modulus.bitLength(),
        publicExponent: BigInt(publicExponent?.toNumber() ?? 65537),
      };
    const id = (curve ?? (algorithm?.curve as number[] | undefined) ?? []).join('.');
    return { namedCurve: CURVES[id] ?? id };
  }

  export(options: { format?: string; type?: string } = {}): Buffer | string | object {
    if (this.#secret) {
      if (options.format === 'jwk') return { kty: 'oct', k: Buffer.from(this.#secret).toString('base64url') };
      return Buffer.from(this.#secret);
    }
    if (options.format === 'der')
      return Buffer.from((this.#pem ?? '').replace(/-----[^-]+-----|\s/g, ''), 'base64');
    return this.#pem ?? '';
  }

  equals(other: KeyObject): boolean {
    if (!(other instanceof KeyObject))
      throw invalidArgument('otherKeyObject', 'an instance of KeyObject', other);
    return this.type === other.type && Buffer.from(this._bytes()).equals(Buffer.from(other._bytes()));
  }

  _bytes(): Uint8Array {
    return this.#secret ?? Buffer.from(this.#pem ?? '');
  }
}

/** @throws for what is no PEM key of the kind, as OpenSSL does */
export function asymmetricKey(type: 'public' | 'private', given: unknown): KeyObject {
  if (given instanceof KeyObject) {
    if (given.type === type) return given;
    if (type === 'public' && given.type === 'private')
      return new KeyObject('public', given.export() as string, parseKey(given.export() as string));
    throw coded(
      'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE',
      `Invalid key object type ${given.type}, expected ${type}.`,
      TypeError,
    );
  }
  const options =
    typeof given === 'object' && given !== null && 'key' in given
      ? (given as { key: unknown; format?: string; type?: string })
      : { key: given };
  const { key } = options;
  let pem =
    typeof key === 'string'
      ? key
      : key instanceof Uint8Array
        ? Buffer.from(key).toString('latin1')
        : undefined;
  if (pem === undefined)
    throw invalidArgument(
      'key',
      'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey',
      key,
    );
  if ('format' in options && options.format === 'der') {
    const label = options.type === 'pkcs1' ? `RSA ${type.toUpperCase()} KEY` : `${type.toUpperCase()} KEY`;
    pem = `-----BEGIN ${label}-----\n${Buffer.from(key as Uint8Array)
      .toString('base64')
      .replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
  }
  if (!/-----BEGIN [A-Z ]+-----/.test(pem)) throw unsupported();
  if (type === 'private' && !/PRIVATE KEY-----/.test(pem)) throw unsupported();
  return new KeyObject(type, pem, parseKey(pem));
}

function parseKey(pem: string): ParsedKey {
  try {
    return (libraries.load('ciphers') as { parseKey(pem: string): ParsedKey }).parseKey(pem);
  } catch {
    throw unsupported();
  }
}

const unsupported = () =>
  Object.assign(coded('ERR_OSSL_UNSUPPORTED', 'error:1E08010C:DECODER routines::unsupported'), {
    library: 'DECODER routines',
    reason: 'unsupported',
  });
