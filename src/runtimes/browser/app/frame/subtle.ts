/** `crypto.subtle` for one worker, which has none of its own; its keys stay here and are told by number. */
import type { FrameToWorker, WorkerToFrame } from '../protocol.ts';

type Call = Extract<WorkerToFrame, { type: 'subtle' }>;

const METHODS = [
  'importKey',
  'exportKey',
  'generateKey',
  'sign',
  'verify',
  'encrypt',
  'decrypt',
  'deriveBits',
];

export function subtleFor(): (call: Call, answer: MessagePort) => Promise<void> {
  const keys: CryptoKey[] = [];

  const take = (value: unknown): unknown => {
    if (
      typeof value !== 'object' ||
      value === null ||
      ArrayBuffer.isView(value) ||
      value instanceof ArrayBuffer
    )
      return value;
    if (Array.isArray(value)) return value;
    if ('remoteKey' in value) return keys[Number(value.remoteKey)];
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, take(inner)]));
  };
  const give = (value: unknown): unknown => {
    if (value instanceof CryptoKey) {
      const { type, extractable, algorithm, usages } = value;
      return {
        remoteKey: keys.push(value) - 1,
        type,
        extractable,
        algorithm: { ...algorithm },
        usages: [...usages],
      };
    }
    if (typeof value === 'object' && value !== null && 'publicKey' in value && 'privateKey' in value) {
      return { publicKey: give(value.publicKey), privateKey: give(value.privateKey) };
    }
    return value;
  };

  return async ({ id, method, args }, answer) => {
    const tell = (message: FrameToWorker) => answer.postMessage(message);
    try {
      if (!METHODS.includes(method)) throw new DOMException(`No operation ${method}.`, 'NotSupportedError');
      const subtle = crypto.subtle as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      tell({ type: 'subtle-done', id, value: give(await subtle[method]?.(...args.map(take))) });
    } catch (error) {
      const { name, message } = error as Error;
      tell({ type: 'subtle-failed', id, name, message });
    }
  };
}
